"""Frames in, frames out: pandas, polars, pyarrow, duckdb, dicts of columns, and whatever speaks the Arrow PyCapsule protocol.

None of these packages is imported unless the caller has handed over one of its objects.
"""

from __future__ import annotations

import ctypes
import datetime
import decimal
import importlib.util
from typing import Any, Iterable, Mapping, Optional

from . import errors
from ._arrow import ArrowArray, ArrowArrayStream, ArrowSchema, ColumnStream, capsule_stream, integer_column, number_column, stream_capsule, text_column
from ._library import Handle, library

_EPOCH = datetime.date(1970, 1, 1)


class Table(Handle):
    """A table that the library made. It hands itself out by ``__arrow_c_stream__``, so that any Arrow library can read it."""

    def __init__(self, address: int) -> None:
        super().__init__(address, "tb_table_free")

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return stream_capsule(lambda stream: library().tb_table_stream(self.address, stream))

    def columns(self) -> dict[str, list[Any]]:
        """The columns as lists of Python values."""
        return {name: _python_values(form, array) for name, form, array in self._visit(library().tb_table_stream)}

    def notes(self) -> list[dict[str, str]]:
        """What there is to say about the rows: kind (failed, remark), unique_id, text."""
        columns = {name: _python_values(form, array) for name, form, array in self._visit(library().tb_table_notes)}
        return [dict(zip(columns, row)) for row in zip(*columns.values())]

    def arrays(self) -> dict[str, Any]:
        """The columns as numpy arrays of their own."""
        return {name: _numpy_values(form, array) for name, form, array in self._visit(library().tb_table_stream)}

    def _visit(self, function):
        stream, schema, array = ArrowArrayStream(), ArrowSchema(), ArrowArray()
        function(self.address, ctypes.byref(stream))
        stream.get_schema(stream, schema)
        stream.get_next(stream, array)
        try:
            for index in range(schema.n_children):
                child = schema.children[index][0]
                yield child.name.decode(), child.format.decode(), array.children[index][0]
        finally:
            array.release(array)
            schema.release(schema)
            stream.release(stream)


def _buffer(array, index: int, kind, count: int):
    return ctypes.cast(array.buffers[index], ctypes.POINTER(kind * count))[0] if count else ()


def _known(array) -> Optional[list[bool]]:
    """Which rows are known; None: all."""
    if not array.null_count or not array.buffers[0]:
        return None
    bits = _buffer(array, 0, ctypes.c_uint8, (array.length + 7) // 8)
    return [bool(bits[row >> 3] >> (row & 7) & 1) for row in range(array.length)]


def _python_values(form: str, array) -> list[Any]:
    values = _plain_values(form, array)
    known = _known(array)
    return values if known is None else [value if ok else None for value, ok in zip(values, known)]


def _plain_values(form: str, array) -> list[Any]:
    count = array.length
    if form == "U":
        return _texts(array)
    if form == "g":
        return list(_buffer(array, 1, ctypes.c_double, count))
    if form == "tdD":
        return [_EPOCH + datetime.timedelta(days=day) for day in _buffer(array, 1, ctypes.c_int32, count)]
    values = list(_buffer(array, 1, ctypes.c_int64, count))
    if form.startswith("ts"):
        unit = {"s": 1, "m": 1_000, "u": 1_000_000, "n": 1_000_000_000}[form[2]]
        start = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc if form[4:] else None)
        return [start + datetime.timedelta(seconds=value // unit) for value in values]
    return values


def _texts(array) -> list[str]:
    count = array.length
    offsets = _buffer(array, 1, ctypes.c_int64, count + 1)
    data = ctypes.string_at(array.buffers[2], offsets[count]) if count else b""
    known: dict[bytes, str] = {}
    result = []
    for start, end in zip(offsets[:count], offsets[1:]) if count else ():
        part = data[start:end]
        text = known.get(part)
        if text is None:
            text = known[part] = part.decode()
        result.append(text)
    return result


def _numpy_values(form: str, array):
    import numpy as np

    count = array.length
    known = _known(array)
    if form == "U":
        texts = _texts(array)
        return np.array(texts if known is None else [text if ok else None for text, ok in zip(texts, known)], dtype=object)
    kind = {"g": ctypes.c_double, "tdD": ctypes.c_int32}.get(form, ctypes.c_int64)
    values = np.array(np.ctypeslib.as_array(_buffer(array, 1, kind, count)) if count else [], dtype={"g": "f8", "tdD": "i4"}.get(form, "i8"))
    if form == "tdD":
        days = values.astype("datetime64[D]")
        if known is not None:
            days[~np.array(known)] = np.datetime64("NaT")
        return days
    if form.startswith("ts"):
        return values.astype("datetime64[%s]" % {"s": "s", "m": "ms", "u": "us", "n": "ns"}[form[2]])
    return values


# --- In ------------------------------------------------------------------------------------------------------------------


def kind(frame: Any) -> str:
    """pandas, polars, polars-lazy, pyarrow, duckdb, dict or arrow."""
    module, name = type(frame).__module__.split(".")[0].lstrip("_"), type(frame).__name__
    if module == "pandas" and name == "DataFrame":
        return "pandas"
    if module == "polars" and name in ("DataFrame", "LazyFrame"):
        return "polars" if name == "DataFrame" else "polars-lazy"
    if module == "pyarrow" and hasattr(frame, "__arrow_c_stream__"):
        return "pyarrow"
    if module in ("duckdb", "_duckdb") and hasattr(frame, "__arrow_c_stream__"):
        return "duckdb"
    if isinstance(frame, Mapping):
        return "dict"
    if hasattr(frame, "__arrow_c_stream__"):
        return "arrow"
    raise errors.UsageError(
        f"a frame is needed (pandas, polars, pyarrow, duckdb, a dict of columns, or anything with __arrow_c_stream__), not {type(frame).__name__}")


def column_names(frame: Any) -> Optional[list[str]]:
    """The names of a frame's columns, with the names of its index; None where only its stream would tell."""
    form = kind(frame)
    if form == "polars-lazy":
        return list(frame.collect_schema().names())
    if form == "dict":
        return [str(name) for name in frame]
    if form == "pandas":
        return [str(name) for name in [*frame.columns, *(index for index in frame.index.names if index)]]
    names = getattr(frame, "column_names" if form == "pyarrow" else "columns", None)
    return list(names) if isinstance(names, (list, tuple)) and all(isinstance(name, str) for name in names) else None


class Source:
    """A frame with its columns as an Arrow stream, and how to give results the form of the frame."""

    def __init__(self, frame: Any, wanted: Optional[Iterable[str]] = None, name: str = "df") -> None:
        self.kind = kind(frame)
        self.name = name
        self.frame = self._prepared(frame, list(wanted) if wanted is not None else None)

    def _prepared(self, frame: Any, wanted: Optional[list[str]]) -> Any:
        if self.kind == "pandas":
            if wanted is not None and any(index in wanted and index not in frame.columns for index in frame.index.names if index):
                frame = frame.reset_index()
            if not frame.columns.is_unique:
                twice = [str(one) for one in frame.columns[frame.columns.duplicated()]]
                raise errors.InputError(f"{self.name} has two columns named {twice[0]}: keep one of them")
            return frame if wanted is None else frame[[one for one in frame.columns if one in wanted]]
        if self.kind == "polars-lazy":
            frame = frame.collect()
        if self.kind in ("polars", "polars-lazy") and wanted is not None:
            return frame.select([one for one in frame.columns if one in wanted])
        if self.kind == "pyarrow" and wanted is not None and hasattr(frame, "column_names"):
            return frame.select([one for one in frame.column_names if one in wanted])
        if self.kind == "dict" and wanted is not None:
            return {one: values for one, values in frame.items() if one in wanted}
        return frame

    def read(self, body) -> Any:
        """``body(pointer to the stream)``; the stream and what it points to live until it returns."""
        if self.kind == "dict" or self.kind == "pandas" and importlib.util.find_spec("pyarrow") is None:
            columns = ColumnStream(self._columns())
            return body(columns.pointer())
        if self.kind == "pandas":
            import pyarrow

            try:
                holder = pyarrow.Table.from_pandas(self.frame, preserve_index=False)
            except (pyarrow.ArrowException, TypeError, ValueError) as problem:
                raise errors.InputError(f"{self.name}: {problem}") from None
        else:
            holder = self.frame
        capsule = holder.__arrow_c_stream__()
        return body(capsule_stream(capsule))

    # pandas without pyarrow, and dicts
    def _columns(self):
        lengths = {name: len(values) for name, values in self.frame.items()}
        if len(set(lengths.values())) > 1:
            raise errors.InputError(f"{self.name}: its columns are not of one length: " + ", ".join(f"{name} {count}" for name, count in lengths.items()))
        for name, values in self.frame.items():
            yield _column(self.name, str(name), values)

    # --- Out -------------------------------------------------------------------------------------------------------------

    def like(self, table: Table, keys: Iterable[str] = (), times: Mapping[str, str] = {}) -> Any:
        """The table as a frame of the caller's library; ``keys`` get the types they have in the frame, ``times`` (new column: column of the
        frame) too."""
        same = {**{key: key for key in keys}, **times}
        if self.kind == "pandas":
            return self._pandas(table, same)
        if self.kind in ("polars", "polars-lazy"):
            import polars

            result = polars.DataFrame(table)
            casts = {new: self.frame.schema[old] for new, old in same.items() if old in self.frame.columns and new in result.columns}
            result = result.with_columns([polars.col(new).cast(kind) for new, kind in casts.items() if result.schema[new] != kind])
            return result.lazy() if self.kind == "polars-lazy" else result
        if self.kind == "pyarrow":
            import pyarrow

            result = pyarrow.table(table)
            for new, old in same.items():
                place, wanted = result.schema.get_field_index(new), self.frame.schema.field(old).type if old in self.frame.schema.names else None
                if place >= 0 and wanted is not None and not pyarrow.types.is_dictionary(wanted):
                    result = result.set_column(place, new, result.column(place).cast(wanted))
            return result
        if self.kind == "duckdb":
            import duckdb

            if importlib.util.find_spec("pyarrow") is not None:
                import pyarrow

                return duckdb.from_arrow(pyarrow.table(table))
            return duckdb.from_arrow(table)
        if self.kind == "dict":
            return table.columns()
        return table

    def _pandas(self, table: Table, same: Mapping[str, str]) -> Any:
        import pandas

        arrays = table.arrays()
        result = pandas.DataFrame(arrays, copy=False)
        for new, old in same.items():
            if new not in result.columns or old not in self.frame.columns:
                continue
            wanted = self.frame[old].dtype
            if str(wanted) == "object" and str(arrays[new].dtype) == "datetime64[D]":
                result[new] = pandas.Series(arrays[new].astype(object), dtype=object)
            elif getattr(wanted, "tz", None) is not None:
                result[new] = result[new].dt.tz_localize(wanted.tz)
            elif result[new].dtype != wanted:
                try:
                    result[new] = result[new].astype(wanted)
                except (TypeError, ValueError):
                    # Periods behind the last one of a narrow type: the wider one stays.
                    pass
        return result


def _column(frame: str, name: str, values: Any):
    """A column of a dict or of pandas as buffers, by what its values are."""
    form = str(getattr(values, "dtype", ""))
    if form.startswith("datetime64"):
        if ", " in form and "UTC" not in form:
            raise errors.InputError(
                f"column {name} has the time zone {form.split(', ')[1].rstrip(']')}, and demand is counted by the shop's days: take the zone off first "
                f"(pandas: df['{name}'].dt.tz_localize(None); polars: .dt.replace_time_zone(None))")
        numbers = (values.dt.tz_localize(None) if ", " in form else values).to_numpy() if hasattr(values, "to_numpy") else values
        import numpy as np

        moments = numbers.astype("datetime64[us]")
        known = ~np.isnat(moments)
        return integer_column(name, [int(value) if ok else None for value, ok in zip(moments.astype("i8"), known)], "tsu:")
    items = [None if _is_missing(value) else value for value in values]
    some = [value for value in items if value is not None]
    if not some:
        return number_column(name, [None] * len(items))
    try:
        if all(isinstance(value, str) for value in some):
            return text_column(name, items)
        if all(isinstance(value, datetime.datetime) for value in some):
            zoned = [value for value in some if value.tzinfo is not None]
            if zoned:
                raise errors.InputError(f"column {name} has a time zone; take it off first: demand is counted by the shop's days")
            start = datetime.datetime(1970, 1, 1)
            return integer_column(name, [None if value is None else (value - start) // datetime.timedelta(microseconds=1) for value in items], "tsu:")
        if all(isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) for value in some):
            return integer_column(name, [None if value is None else (value - _EPOCH).days for value in items], "tdD")
        if all(_is_whole(value) for value in some) and len(some) == len(items):
            return integer_column(name, items)
        if all(_is_number(value) for value in some):
            return number_column(name, items)
    except (OverflowError, ctypes.ArgumentError) as problem:
        raise errors.InputError(f"{frame}, column {name}: {problem}") from None
    kinds = sorted({type(value).__name__ for value in some})
    raise errors.InputError(f"{frame}, column {name}: values of type {', '.join(kinds)} cannot be read; make them text, numbers or dates")


def _is_missing(value: Any) -> bool:
    if value is None:
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return type(value).__name__ == "NAType"


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) or hasattr(value, "__index__")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, decimal.Decimal)) or hasattr(value, "__float__") and not isinstance(value, str)
