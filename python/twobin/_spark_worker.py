"""What runs in Spark's workers: one panel, as an Arrow table, in and out."""

from __future__ import annotations

from typing import Any, Mapping, Optional


def task_threads(asked: Optional[int]) -> int:
    """The workers of a task: as asked, else the processors that Spark gives it."""
    if asked is not None:
        return asked
    from pyspark import TaskContext

    context = TaskContext.get()
    return max(1, context.cpus()) if context is not None else 1


def _on_the_clock(table, name: str):
    """The table with a moment in time as what the session's clock shows, and the zone, if it had one."""
    import pyarrow
    import pyarrow.compute as compute

    place = table.schema.get_field_index(name)
    kind = table.schema.field(place).type if place >= 0 else None
    if kind is None or not pyarrow.types.is_timestamp(kind) or kind.tz is None:
        return table, None
    return table.set_column(place, name, compute.local_timestamp(table.column(place))), kind.tz


def forecast_panel(table, ahead, panel_col: Optional[str], settings: Mapping[str, Any], threads: Optional[int]):
    import pyarrow
    import pyarrow.compute as compute

    import twobin
    from twobin.spark import WHOLE

    group = panel_col if panel_col is not None else WHOLE
    panel = (table if table.num_rows else ahead).column(group)[0].as_py()
    words = f"panel {panel!r}: " if panel_col is not None else ""
    time_col = settings["time_col"]
    plain, zone = _on_the_clock(table.drop_columns([group]), time_col)
    if ahead is not None:
        ahead, _ = _on_the_clock(ahead.drop_columns([group]), time_col)
    if not table.num_rows:
        raise twobin.InputError(f"{words}X_df has rows, and df has none")
    try:
        found = twobin.forecast(plain, X_df=ahead, threads=task_threads(threads), **settings)
    except twobin.Error as problem:
        raise type(problem)(f"{words}{problem}", problem.status) from None
    if zone is not None and time_col in found.column_names:
        place = found.schema.get_field_index(time_col)
        moments = compute.assume_timezone(found.column(place), zone, ambiguous="earliest", nonexistent="latest")
        # A moment is the same in any zone; Spark takes them in UTC.
        found = found.set_column(place, time_col, moments.cast(pyarrow.timestamp("us", "UTC")))
    for name in (settings["id_col"], time_col):
        place = found.schema.get_field_index(name)
        if place >= 0 and pyarrow.types.is_integer(found.schema.field(place).type):
            found = found.set_column(place, name, found.column(place).cast(pyarrow.int64()))
    if panel_col is None:
        return found
    return found.add_column(0, panel_col, pyarrow.repeat(pyarrow.scalar(panel, table.schema.field(panel_col).type), found.num_rows))


def _sorted(table):
    """The rows by their columns, from the first one on; columns that have no order (which the reader refuses) do not count."""
    import pyarrow

    kinds = pyarrow.types
    keys = [field.name for field in table.schema if not (kinds.is_nested(field.type) or kinds.is_null(field.type) or kinds.is_dictionary(field.type))]
    return table.sort_by([(name, "ascending") for name in keys]) if keys else table


def ready(table):
    """A table as plans read it: moments on the session's clock, rows in one order; None for none."""
    if table is None:
        return None
    for name in table.column_names:
        table, _ = _on_the_clock(table, name)
    return _sorted(table)


def make_part(number, sales, items, keys: Mapping[str, Any], facts: bytes, threads: Optional[int]):
    """One row: the number of the part, and its items, forecast and packed."""
    import pyarrow

    from twobin import _parts
    from twobin._spark_parts import PART

    tables = [None if table is None else ready(table.drop_columns([PART])) for table in (sales, items)]
    if tables[1] is not None and not tables[1].num_rows:
        tables[1] = None
    part = _parts.Part.made(tables[0], tables[1], dict(keys), facts, task_threads(threads))
    numbers = pyarrow.array([number[0].as_py()], pyarrow.int32())
    return pyarrow.table({"part": numbers, "packed": pyarrow.array([part.packed()], pyarrow.binary())})


def answers(batches, keys: Mapping[str, Any], question: bytes, threads: Optional[int]):
    """What each part answers, a row each."""
    import pyarrow

    from twobin import _parts

    for batch in batches:
        given = [
            _parts.Part.unpacked(packed.as_py(), dict(keys)).answer(question, task_threads(threads)) for packed in batch.column("packed")
        ]
        yield pyarrow.RecordBatch.from_arrays([pyarrow.array(given, pyarrow.binary())], ["answer"])


def finish(batches, keys: Mapping[str, Any], outcome: bytes, output: str, threads: Optional[int]):
    """A table of the plan of each part."""
    import pyarrow

    from twobin import _parts

    for batch in batches:
        for packed in batch.column("packed"):
            made = _parts.Part.unpacked(packed.as_py(), dict(keys)).finished(outcome, task_threads(threads))
            yield from _short_texts(pyarrow.table(made.table(output))).to_batches()


def _short_texts(table):
    """Spark's text is the short kind."""
    import pyarrow

    return table.cast(pyarrow.schema([
        pyarrow.field(one.name, pyarrow.string() if pyarrow.types.is_large_string(one.type) else one.type) for one in table.schema
    ]))


def plan_panel(sales, items, panel_col: Optional[str], output: str, keys: dict[str, Any], threads: Optional[int]):
    import pyarrow

    import twobin
    from twobin.spark import WHOLE

    source = sales if sales.num_rows else items
    panel, words = None, "the frame"
    if panel_col is not None:
        kind = source.schema.field(panel_col).type
        panel = source.column(panel_col)[0].as_py()
        words = f"panel {panel!r}"
    budgets = keys.pop("budgets", None)
    if budgets is not None:
        if panel not in budgets:
            raise twobin.UsageError(f"budget: there is none for panel {panel!r}")
        keys["budget"] = budgets[panel]
    if not sales.num_rows:
        # Items without a sale: nothing can be told of their demand.
        raise twobin.InputError(f"{words} has items and no sales")
    tables: list[Any] = []
    for table in (sales, items):
        if table is None or not table.num_rows:
            tables.append(None)
            continue
        tables.append(ready(table.drop_columns([panel_col if panel_col is not None else WHOLE])))
    try:
        made = twobin.plan(*tables, threads=task_threads(threads), **keys)
    except twobin.Error as problem:
        raise type(problem)(f"panel {panel!r}: {problem}" if panel_col is not None else str(problem), problem.status) from None
    found = _short_texts(pyarrow.table(made._run.table(output)))
    if panel_col is None:
        return found
    return found.add_column(0, panel_col, pyarrow.repeat(pyarrow.scalar(panel, kind), found.num_rows))


def table_types(output: str, keys: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names and kinds of the columns of a table of plans: those of a plan of one small item with the same quantiles."""
    import pyarrow

    import twobin

    days = [f"2024-01-{day:02}" for day in range(1, 29)]
    sample = {"date": days, "item": ["a"] * 28, "quantity": [float(day % 3) for day in range(28)]}
    shown = {key: value for key, value in keys.items() if key == "output"}
    made = twobin.plan(sample, {"item": ["a"], "unit_cost": [1.0]}, fill_rate=0.9, period="day", threads=1, **shown)
    kinds = []
    for field in pyarrow.table(made._run.table(output)).schema:
        kind = "number" if pyarrow.types.is_floating(field.type) else "day" if pyarrow.types.is_date(field.type) else "text"
        kinds.append((field.name, "whole" if pyarrow.types.is_integer(field.type) else kind))
    return kinds
