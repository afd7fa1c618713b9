"""Twobin on Spark: many panels (shops, countries, tenants), each forecast or planned whole by one task.

A panel is what learns together: pooled models look at all of its series, so a panel is never cut. Panels are independent of one another,
and the numbers of each are those of :func:`twobin.forecast` and :func:`twobin.plan` on it alone, for any number of partitions.

Only the DataFrame API is used, so Spark Connect works. PySpark 4 with pyarrow; the wheel has to be installed on the workers too.
"""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence, Union

from . import errors
from ._forecast import EXTRA_COLUMNS

MISSING = (
    "twobin is not installed on this worker: install its wheel on every executor "
    "(for example as a cluster library, with %pip install, or by spark.archives with a packed environment)"
)


# The column that stands for a panel where all rows are one.
WHOLE = "__twobin_panel"


def forecast(
    df: Any,
    h: int,
    *,
    panel_col: Optional[str],
    X_df: Any = None,
    level: Optional[Sequence[float]] = None,
    quantiles: Optional[Sequence[float]] = None,
    id_col: str = "unique_id",
    time_col: str = "ds",
    target_col: str = "y",
    model: str = "twobin",
    threads: Optional[int] = None,
    **options: Any,
) -> Any:
    """Forecasts every panel of a Spark frame.

    Args:
        panel_col: the column that names the panel of a row; None: the whole frame is one panel, forecast by one task.
        X_df: as of :func:`twobin.forecast`, a Spark frame that has the panel, too.
        threads: workers of one task; None: the processors that Spark gives a task (``spark.task.cpus``).
        df, h, and the others: as of :func:`twobin.forecast`.

    Returns:
        A Spark frame: the panel, then the columns of :func:`twobin.forecast`. Series that cannot be forecast are absent; the executor's
        log names them.
    """
    from pyspark.sql import types

    named = [panel_col] if panel_col is not None else []
    if panel_col is not None and panel_col in (id_col, time_col, target_col):
        raise errors.UsageError(f"panel_col: {panel_col} is a column of the series; a panel is what several series share")
    _check(df, [*named, id_col, time_col, target_col], "df")
    columns = [*named, id_col, time_col, target_col, *_extras(df)]
    if X_df is not None:
        _check(X_df, [*named, id_col, time_col], "X_df")
        events = [name for name in X_df.columns if name not in columns]
        for name in events:
            if name not in df.columns and name not in EXTRA_COLUMNS:
                raise errors.InputError(f"X_df has a column {name} that df lacks: give its past in df, 1 where it was so and 0 elsewhere")
        columns += [name for name in events if name in df.columns]
    fields = {field.name: field for field in df.schema.fields}
    # Small whole numbers come back in the width of the library.
    kinds = [_result_type(fields[name].dataType, types) for name in (id_col, time_col)]
    cumulative = bool(options.get("cumulative"))
    names = _forecast_columns(model, level, quantiles)
    schema = types.StructType(
        ([fields[panel_col]] if panel_col is not None else []) + [types.StructField(id_col, kinds[0])]
        + ([] if cumulative else [types.StructField(time_col, kinds[1])]) + [types.StructField(name, types.DoubleType()) for name in names])
    settings = dict(h=h, level=level, quantiles=quantiles, id_col=id_col, time_col=time_col, target_col=target_col, model=model, **options)
    missing = MISSING

    def one_panel(table, ahead=None):
        try:
            from twobin import _spark_worker
        except ImportError as problem:
            raise RuntimeError(f"{missing} ({problem})") from None
        return _spark_worker.forecast_panel(table, ahead, panel_col, settings, threads)

    group, df, X_df = _grouping(panel_col, df.select(*columns), X_df)
    if X_df is None:
        return df.groupBy(group).applyInArrow(lambda table: one_panel(table), schema)
    return df.groupBy(group).cogroup(X_df.groupBy(group)).applyInArrow(lambda table, ahead: one_panel(table, ahead), schema)


def plan(
    sales: Any,
    items: Any = None,
    *,
    panel_col: Optional[str] = None,
    budget: Union[None, float, Mapping[Any, float]] = None,
    table: str = "recommendations",
    threads: Optional[int] = None,
    as_of: Any = None,
    parts: Optional[int] = None,
    learn_from: Optional[int] = None,
    item_col: Optional[str] = None,
    date_col: Optional[str] = None,
    **keys: Any,
) -> Any:
    """Plans every panel of a Spark frame under an objective of its own; one giant panel under one budget over all workers.

    Args:
        sales, items: Spark frames that both have the column ``panel_col``.
        panel_col: the column that names the panel; None: all rows are one panel.
        budget: of each panel, or a dict from panel to budget; of all rows where they are one panel. (Cutting one budget over panels in
            proportion gives up what planning under one budget gains.)
        table: ``recommendations``, ``forecasts``, ``orders`` or ``quarantine``.
        threads: as of :func:`forecast`.
        as_of: the planning day; None: the day after the last sale.
        parts: of one panel, how many parts it is planned in, all locations of an item in one; 1: by one task, as ``twobin.plan`` plans it.
            None: by one task up to 20,000 items (and where tables or keys make items depend on one another), else in parts of about 5,000.
        learn_from: items that a panel in parts is learnt from (``[series] learn_from`` of the plan file); None: 5,000.
        item_col, date_col: the columns of ``sales`` by which a panel is cut and its first and last day are found; None: by their usual names.
        keys: as of :func:`twobin.plan`: ``fill_rate``, ``weight``, ``defaults``, ...; all further tables as paths that every worker can read.

    Rows reach a task in whatever order the shuffle brings them, so those of a panel are sorted by their columns first: the same rows give the
    same plan whatever the partitions.

    Returns:
        A Spark frame: the panel (if there are panels), then the columns of the table.
    """
    from pyspark.sql import types

    from . import _spark_worker

    if table not in ("recommendations", "forecasts", "orders", "quarantine"):
        raise errors.UsageError(f"table: \"{table}\" is none of recommendations, forecasts, orders, quarantine")
    named = [panel_col] if panel_col is not None else []
    _check(sales, named, "sales")
    if items is not None:
        _check(items, named, "items")
    if panel_col is not None and (parts is not None or learn_from is not None):
        raise errors.UsageError("parts, learn_from: are of one panel (panel_col=None); a shop's panel is planned whole by one task")
    if isinstance(budget, Mapping):
        if panel_col is None:
            raise errors.UsageError("budget: one number, as all rows are one panel (panel_col=None)")
        keys["budgets"] = {key: float(value) for key, value in budget.items()}
    elif budget is not None:
        keys["budget"] = budget
    panel = [field for field in sales.schema.fields if field.name == panel_col]
    columns = _spark_worker.table_types(table, keys)
    spark_types = {"text": types.StringType(), "day": types.DateType(), "number": types.DoubleType(), "whole": types.LongType()}
    schema = types.StructType(panel + [types.StructField(name, spark_types[kind]) for name, kind in columns])
    missing = MISSING
    if panel_col is None and parts != 1:
        from . import _spark_parts

        if parts is not None and (isinstance(parts, bool) or not isinstance(parts, int) or parts < 1):
            raise errors.UsageError(f"parts: needs a whole number, 1 or more, found {parts!r}")
        found = _spark_parts.plan(
            sales, items, keys, as_of=as_of, table=table, threads=threads, item_col=item_col, date_col=date_col, parts=parts,
            learn_from=_spark_parts.LEARN_FROM if learn_from is None else learn_from, schema=schema)
        if found is not None:
            return found
    if as_of is not None:
        keys["as_of"] = str(as_of)[:10]

    def one_panel(left, right=None):
        try:
            from twobin import _spark_worker
        except ImportError as problem:
            raise RuntimeError(f"{missing} ({problem})") from None
        return _spark_worker.plan_panel(left, right, panel_col, table, dict(keys), threads)

    group, sales, items = _grouping(panel_col, sales, items)
    if items is None:
        return sales.groupBy(group).applyInArrow(lambda left: one_panel(left), schema)
    return sales.groupBy(group).cogroup(items.groupBy(group)).applyInArrow(lambda left, right: one_panel(left, right), schema)


def _grouping(panel_col, one, other):
    """The column to group by, and the frames; all rows are one group where there is no panel."""
    if panel_col is not None:
        return panel_col, one, other
    from pyspark.sql import functions

    return WHOLE, one.withColumn(WHOLE, functions.lit(0)), None if other is None else other.withColumn(WHOLE, functions.lit(0))


def _extras(df):
    return [name for name in df.columns if name in EXTRA_COLUMNS]


def _check(df, columns, name):
    if not hasattr(df, "groupBy") or not hasattr(df, "schema"):
        raise errors.UsageError(f"{name}: a Spark frame is needed, not {type(df).__name__}; other frames go to twobin itself")
    for column in columns:
        if column not in df.columns:
            raise errors.InputError(f"{name} has no column {column}; its columns are: {', '.join(df.columns)}")


def _result_type(kind, types):
    return types.LongType() if isinstance(kind, (types.ByteType, types.ShortType, types.IntegerType, types.LongType)) else kind


def _forecast_columns(model, level, quantiles):
    from ._forecast import _numbers

    def short(value):
        return str(int(value)) if float(value).is_integer() else repr(float(value))

    levels = sorted(_numbers("level", level))
    return [model, *(f"{model}-lo-{short(one)}" for one in reversed(levels)), *(f"{model}-hi-{short(one)}" for one in levels),
            *(f"q{short(one)}" for one in _numbers("quantiles", quantiles))]
