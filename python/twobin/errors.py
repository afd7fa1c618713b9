"""What can go wrong, as exceptions: the same messages and numbers as the command ``twobin``."""

from __future__ import annotations


class Error(Exception):
    """Base of everything that Twobin raises; ``status`` is the exit status of the command for the same fault."""

    status: int = 70

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        if status is not None:
            self.status = status


class UsageError(Error, ValueError):
    """An argument has no meaning (status 64)."""

    status = 64


class InputError(Error, ValueError):
    """The data or the configuration cannot be used (status 65); the message says where and what to do."""

    status = 65


class InternalError(Error, RuntimeError):
    """A fault of Twobin (status 70)."""

    status = 70


class OutputError(Error, OSError):
    """Something cannot be written (status 73), or another run holds the lock (status 75)."""

    status = 73

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class SeriesWarning(UserWarning):
    """Some series could not be forecast, or something about the result should be known: the command lists it on standard error."""


_CLASSES = {64: UsageError, 65: InputError, 70: InternalError, 73: OutputError, 75: OutputError}


def from_status(status: int, message: str) -> Error:
    """The exception for a status of the library."""
    return _CLASSES.get(status, InternalError)(message, status)
