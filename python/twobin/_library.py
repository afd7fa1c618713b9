"""The C library, loaded when it is first needed, and calls of it that can be interrupted."""

from __future__ import annotations

import ctypes
import os
import threading
from ctypes import POINTER, byref, c_char_p, c_double, c_int32, c_int64, c_void_p
from typing import Any, Callable, Optional, Union

from . import errors
from ._arrow import ArrowArrayStream
from ._progress import Bar

ABI_VERSION = 1
CANCELLED = 130

# A function told (stage, done, total), or True for a bar on standard error.
Progress = Union[bool, Callable[[str, int, int], None]]

_progress_type = ctypes.CFUNCTYPE(c_int32, c_void_p, c_char_p, c_int64, c_int64)


class Call(ctypes.Structure):
    _fields_ = [
        ("size", c_int64), ("threads", c_int32), ("reserved", c_int32), ("cancel", POINTER(c_int32)), ("progress", _progress_type),
        ("context", c_void_p),
    ]


class PanelOptions(ctypes.Structure):
    _fields_ = [
        ("size", c_int64), ("id_column", c_char_p), ("time_column", c_char_p), ("value_column", c_char_p), ("period", c_char_p),
        ("ahead", POINTER(ArrowArrayStream)),
    ]


class ForecastOptions(ctypes.Structure):
    _fields_ = [
        ("size", c_int64), ("horizon", c_int32), ("season", c_int32), ("cumulative", c_int32), ("median", c_int32), ("model", c_char_p),
        ("levels", POINTER(c_double)), ("level_count", c_int64), ("quantiles", POINTER(c_double)), ("quantile_count", c_int64),
    ]


class ReplayOptions(ctypes.Structure):
    _fields_ = [
        ("size", c_int64), ("start", c_char_p), ("days", c_int32), ("discard", c_int32), ("replan", c_int32), ("reserved", c_int32),
    ]


_lock = threading.Lock()
_library: Optional[ctypes.CDLL] = None
# True in a process that was forked after the library was loaded: only the forking thread came along, so work stays in one thread.
_forked = False


def _after_fork() -> None:
    global _forked, _lock
    _lock = threading.Lock()
    _forked = _library is not None


os.register_at_fork(after_in_child=_after_fork)


def library() -> ctypes.CDLL:
    """The library; loaded by the first call."""
    global _library
    if _library is None:
        with _lock:
            if _library is None:
                _library = _load()
    return _library


def _load() -> ctypes.CDLL:
    path = os.environ.get("TWOBIN_LIBRARY") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "libtwobin.so")
    try:
        loaded = ctypes.CDLL(path)
    except OSError as problem:
        raise errors.InternalError(f"the library of twobin cannot be loaded ({problem}); install the wheel of this platform") from None
    loaded.tb_abi_version.restype = c_int32
    found = loaded.tb_abi_version()
    if found != ABI_VERSION:
        raise errors.InternalError(f"{path} has ABI version {found}, and this package needs {ABI_VERSION}: install both from one wheel")
    loaded.tb_version.restype = c_char_p
    loaded.tb_message.restype = c_char_p
    stream, call, handle = POINTER(ArrowArrayStream), POINTER(Call), POINTER(c_void_p)
    signatures: dict[str, list[Any]] = {
        "tb_panel_from_arrow": [stream, POINTER(PanelOptions), call, handle],
        "tb_panel_forecast": [c_void_p, POINTER(ForecastOptions), call, handle],
        "tb_panel_cross_validation": [c_void_p, POINTER(ForecastOptions), c_int32, c_int32, call, handle],
        "tb_table_stream": [c_void_p, stream],
        "tb_table_notes": [c_void_p, stream],
        "tb_write_csv": [stream, c_char_p, c_char_p],
        "tb_plan_make": [c_char_p, c_char_p, call, handle],
        "tb_plan_whatif": [c_void_p, POINTER(c_char_p), c_int64, call, handle],
        "tb_plan_table": [c_void_p, c_char_p, handle],
        "tb_plan_deltas": [c_void_p, c_void_p, handle],
        "tb_plan_text": [c_void_p, c_char_p, c_char_p, handle],
        "tb_plan_write": [c_void_p, c_char_p],
        "tb_plan_save": [c_void_p, c_char_p],
        "tb_replay": [c_char_p, POINTER(ReplayOptions), call, handle],
        "tb_panel_learn": [c_char_p, c_char_p, c_char_p, c_char_p, c_int64, call, handle],
        "tb_part_make": [c_char_p, c_char_p, c_int64, call, handle],
        "tb_part_pack": [c_void_p, handle],
        "tb_part_unpack": [c_char_p, c_char_p, c_int64, call, handle],
        "tb_part_answer": [c_void_p, c_char_p, c_int64, call, handle],
        "tb_part_finish": [c_void_p, c_char_p, c_int64, call, handle],
        "tb_search_begin": [c_char_p, handle],
        "tb_search_next": [c_char_p, c_int64, POINTER(c_char_p), POINTER(c_int64), c_int64, handle],
    }
    for name, arguments in signatures.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = c_int32, arguments
    loaded.tb_text_bytes.restype, loaded.tb_text_bytes.argtypes = c_void_p, [c_void_p, POINTER(c_int64)]
    for name in ["tb_panel_free", "tb_table_free", "tb_plan_free", "tb_text_free", "tb_part_free"]:
        function = getattr(loaded, name)
        function.restype, function.argtypes = None, [c_void_p]
    return loaded


def version() -> str:
    """The version of the library."""
    return library().tb_version().decode()


def worker_threads(asked: Optional[int]) -> int:
    """How many threads a call uses: the argument, else TWOBIN_THREADS, else one per processor this process may use."""
    named: Any = asked if asked is not None else os.environ.get("TWOBIN_THREADS") or None
    if named is None:
        count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    else:
        try:
            count = int(str(named))
        except ValueError:
            count = 0
        if not 1 <= count <= 1024:
            source = "environment variable TWOBIN_THREADS" if asked is None else "threads"
            raise errors.UsageError(f"{source}: needs a whole number from 1 to 1024, found {named}")
    return 1 if _forked else min(count, 1024)


class Handle:
    """Something the library made; freed with this object."""

    def __init__(self, address: int, free: str) -> None:
        self._address = address
        self._free = getattr(library(), free)
        self._process = os.getpid()

    @property
    def address(self) -> int:
        return self._address

    def __del__(self) -> None:
        # A forked process leaves to its parent what the parent made.
        if getattr(self, "_address", None) and self._process == os.getpid():
            self._free(self._address)
            self._address = 0


def run(body: Callable[[Any], int], threads: Optional[int] = None, progress: Optional[Progress] = None) -> int:
    """Runs ``body(call)``, a call of the library that returns a status, so that the interrupt key ends it.

    In the main thread the library works in a thread of its own: Python hears of the key at once, tells the library to stop, and raises
    ``KeyboardInterrupt``. Statuses 0 and 1 are returned, others raised.
    """
    bar = Bar() if progress is True else None
    if progress is not None and not isinstance(progress, bool) and not callable(progress):
        raise errors.UsageError(f"progress is True, or a function told (stage, done, total), not {progress!r}")
    told = bar if bar is not None else progress if callable(progress) else None
    try:
        return _run(body, threads, told)
    finally:
        if bar is not None:
            bar.close()


def _run(body: Callable[[Any], int], threads: Optional[int], progress: Optional[Callable[[str, int, int], None]]) -> int:
    flag = c_int32(0)
    failure: list[BaseException] = []

    def tell(_context, stage, done, total):
        if flag.value:
            return 1
        if progress is not None:
            try:
                progress(stage.decode(), done, total)
            except BaseException as problem:
                failure.append(problem)
                return 1
        return 0

    callback = _progress_type(tell) if progress is not None else _progress_type()
    call = Call(ctypes.sizeof(Call), worker_threads(threads), 0, ctypes.pointer(flag), callback, None)

    def work() -> tuple[int, str]:
        status = body(byref(call))
        return status, library().tb_message().decode(errors="replace") if status not in (0, 1) else ""

    if threading.current_thread() is threading.main_thread():
        status, message = _in_thread(work, flag)
    else:
        status, message = work()
    if failure:
        raise failure[0]
    if status in (0, 1):
        return status
    if status == CANCELLED:
        raise KeyboardInterrupt(message)
    raise errors.from_status(status, message)


def _in_thread(work, flag: c_int32):
    ended = threading.Event()
    results: list[tuple[int, str]] = []
    problems: list[BaseException] = []

    def target() -> None:
        try:
            results.append(work())
        except BaseException as problem:
            problems.append(problem)
        finally:
            ended.set()

    # A daemon: a call that was given up must not keep the process from ending.
    threading.Thread(target=target, name="twobin", daemon=True).start()
    try:
        ended.wait()
    except BaseException:
        flag.value = 1
        ended.wait(0.1)
        raise
    if problems:
        raise problems[0]
    return results[0]
