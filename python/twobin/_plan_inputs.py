"""The tables and keys that a plan is asked for with, as the files that the command would read."""

from __future__ import annotations

import os
from typing import Any, Mapping

from . import errors
from ._frames import Source
from ._library import library, run
from ._settings import _toml

# Arguments that name a table: a frame, or the path of a file.
TABLES = (
    "items", "receipts", "open_orders", "backorders", "calendar", "planned", "suppliers", "snapshots", "kits", "successors", "closures", "overrides",
)
# Arguments that stand for keys of [objective].
OBJECTIVES = {
    "budget": "average_inventory_value", "stock_value": "stock_value", "fill_rate": "fill_rate", "expected_backorders": "expected_backorders",
    "average_units": "average_units", "storage_volume": "storage_volume", "ready_rate": "ready_rate", "cycle_service": "cycle_service",
    "system_fill_rate": "system_fill_rate",
}


def write_inputs(folder, sales, items, shorthands, period, keys):
    """Writes the frames as CSV into a folder; returns the first of them and the text of the plan file."""
    settings: dict[str, Any] = {}
    objective: dict[str, Any] = {}
    for name, value in {**shorthands, **{key: keys.pop(key) for key in list(keys) if key in OBJECTIVES}}.items():
        if value is not None:
            objective[OBJECTIVES.get(name, name)] = value
    for name in ("budget", "stock_value", "average_units", "storage_volume"):
        if OBJECTIVES[name] in objective:
            objective.setdefault("kind", "budget")
    for name in ("fill_rate", "expected_backorders", "ready_rate", "cycle_service", "system_fill_rate"):
        if name in objective:
            objective.setdefault("kind", name)
    source = None
    tables = {"sales": sales, "items": items, **{name: keys.pop(name) for name in list(keys) if name in TABLES}}
    for name, table in tables.items():
        if table is None:
            if name == "sales":
                raise errors.UsageError("sales: a frame or the path of a file is needed, not None")
            continue
        section: dict[str, Any] = {}
        if isinstance(table, Mapping) and "path" in table and isinstance(table["path"], (str, os.PathLike, list)):
            # A section of the plan file: a path with its further keys.
            section = {**table, "path": _absolute(table["path"])}
        elif isinstance(table, (str, os.PathLike)) or isinstance(table, list) and all(isinstance(one, (str, os.PathLike)) for one in table):
            section = {"path": _absolute(table)}
        else:
            frame = Source(table, name=name)
            target = os.path.join(folder, f"{name}.csv")
            run(lambda call: frame.read(lambda stream: library().tb_write_csv(stream, target.encode(), name.encode())))
            section = {"path": f"{name}.csv"}
            source = source or frame
        settings[name] = section
    for name, value in keys.items():
        if name in settings and isinstance(value, Mapping):
            settings[name].update(value)
        elif name.endswith("_options") and name[:-8] in settings and isinstance(value, Mapping):
            settings[name[:-8]].update(value)
        else:
            settings[name] = value
    if period is not None:
        settings.setdefault("series", {})["period"] = period
    if objective:
        settings["objective"] = {**objective, **settings.get("objective", {})}
    return source, _toml(settings)


def _absolute(path):
    if isinstance(path, list):
        return [_absolute(one) for one in path]
    text = os.fspath(path)
    return text if "://" in text else os.path.abspath(text)
