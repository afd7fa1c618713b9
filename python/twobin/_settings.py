"""The keys of a plan, given as mappings, as the text of a plan file."""

from __future__ import annotations

import datetime
import json
import os
import re
from typing import Any, Mapping

from . import errors

_BARE = re.compile(r"^[A-Za-z0-9_-]+$")


def _toml(settings: Mapping[str, Any]) -> str:
    """A plan file from nested dicts: plain keys first, then sections."""
    lines: list[str] = []

    def section(name: str, values: Mapping[str, Any]) -> None:
        plain = {key: value for key, value in values.items() if not isinstance(value, Mapping) and value is not None}
        inner = {key: value for key, value in values.items() if isinstance(value, Mapping)}
        if name and (plain or not inner):
            lines.append(f"\n[{name}]")
        for key, value in plain.items():
            lines.append(f"{_key(key)} = {_value(key, value)}")
        for key, value in inner.items():
            section(f"{name}.{_key(key)}" if name else _key(key), value)

    section("", settings)
    return "\n".join(lines).lstrip("\n") + "\n"


def _key(name: Any) -> str:
    return str(name) if _BARE.match(str(name)) else json.dumps(str(name), ensure_ascii=False)


def _value(name: str, value: Any) -> str:
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()  # a number of numpy
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return json.dumps(str(value)[:10])
    if isinstance(value, (str, os.PathLike)):
        # JSON's escapes are TOML's, but for the delete character.
        return json.dumps(os.fspath(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(name, one) for one in value) + "]"
    raise errors.UsageError(f"{name}: {type(value).__name__} is no value of a plan file; give text, a number, true or false, a day or a list")
