"""One giant panel on Spark: the parts of a plan under one budget, on the workers, and the search for its levels, on the driver."""

from __future__ import annotations

import datetime
import math
from typing import Any, Mapping, Optional

from . import errors

# Columns by which items and days are found where nobody names them.
ITEM_NAMES = ("item", "sku", "item_id", "product", "product_id", "article", "stockcode", "unique_id")
DAY_NAMES = ("date", "day", "ds", "order_date", "invoicedate", "timestamp", "time")
# Items of a part where nobody says how many parts: a worker holds one at a time.
ITEMS_OF_A_PART = 5_000
# Items below which a plan in parts is not worth it: one task plans them all.
ITEMS_OF_ONE_TASK = 20_000
LEARN_FROM = 5_000
# The column that says which part a row belongs to.
PART = "__twobin_part"
# Keys that make items depend on one another by more than a budget, or that join items.
WHOLE_ONLY = ("receipts", "open_orders", "backorders", "suppliers", "kits", "successors", "closures", "overrides", "snapshots", "substitutes", "orders", "substitution")


def named_column(df: Any, given: Optional[str], usual: tuple[str, ...], what: str, argument: str) -> str:
    if given is not None:
        if given not in df.columns:
            raise errors.InputError(f"{argument}: there is no column {given}; the columns are: {', '.join(df.columns)}")
        return given
    for name in usual:
        for column in df.columns:
            if column.lower() == name:
                return column
    raise errors.UsageError(f"{argument}: name the column with {what}; the columns are: {', '.join(df.columns)}")


class WholePanel:
    """The frames of one panel, cut by item."""

    def __init__(self, sales: Any, items: Any, keys: Mapping[str, Any], as_of: Any, item_col: Optional[str], date_col: Optional[str]) -> None:
        from pyspark.sql import functions

        self.functions = functions
        self.keys = dict(keys)
        unusable = [name for name in WHOLE_ONLY if self.keys.get(name) is not None]
        if unusable:
            raise errors.UsageError(f"{', '.join(unusable)}: such tables and keys make items depend on one another by more than a budget; give parts=1")
        for section in ("sales_options", "items_options"):
            joined = [name for name in ("fold_case", "match") if (self.keys.get(section) or {}).get(name)]
            if joined:
                raise errors.UsageError(f"{section}: {', '.join(joined)} joins items, which may lie in different parts; give parts=1")
        self.item_col = named_column(sales, item_col, ITEM_NAMES, "the code of the item", "item_col")
        self.date_col = named_column(sales, date_col, DAY_NAMES, "the day of the sale", "date_col")
        self.sales = self._with_codes(sales, self.item_col)
        self.items_item_col = None
        self.items = items
        if items is not None:
            self.items_item_col = self.item_col if self.item_col in items.columns else named_column(items, None, ITEM_NAMES, "the code of the item", "items")
            self.items = self._with_codes(items, self.items_item_col)
        self.as_of = None if as_of is None else str(as_of)[:10]

    def _with_codes(self, df, column):
        """Codes as text without spaces around: what they are cut by is what the engine reads."""
        from pyspark.sql import types

        kind = {field.name: field for field in df.schema.fields}[column].dataType
        if not isinstance(kind, (types.StringType, types.ByteType, types.ShortType, types.IntegerType, types.LongType)):
            raise errors.InputError(f"column {column}: codes of items are text or whole numbers, not {kind.simpleString()}")
        return df.withColumn(column, self.functions.trim(self.functions.coalesce(self.functions.col(column).cast("string"), self.functions.lit(""))))

    def codes(self):
        codes = self.sales.select(self.functions.col(self.item_col).alias("code"))
        if self.items is not None:
            codes = codes.union(self.items.select(self.functions.col(self.items_item_col).alias("code")))
        return codes.distinct()

    def days(self) -> tuple[str, str]:
        """The first and the last day of the sales."""
        day = self.functions.to_date(self.functions.col(self.date_col))
        row = self.sales.agg(self.functions.min(day), self.functions.max(day)).collect()[0]
        if row[0] is None or not isinstance(row[0], datetime.date):
            raise errors.InputError(f"sales, column {self.date_col}: dates, timestamps or text such as 2025-03-31 are needed to plan in parts")
        return str(row[0]), str(row[1])

    def learn(self, codes, count: int, learn_from: int, threads: Optional[int]) -> bytes:
        """What the items of the sample teach, learnt on the driver."""
        from . import _parts, _spark_worker

        limit = _parts.sample_limit(learn_from, count)

        def chosen(batches):
            import pyarrow

            from twobin import _parts

            for batch in batches:
                kept = [code for code in batch.column(0).to_pylist() if limit == _parts.ALL or _parts.item_hash(code) <= limit]
                yield pyarrow.RecordBatch.from_arrays([pyarrow.array(kept, pyarrow.string())], ["code"])

        first, last = self.days()
        sample = codes.mapInArrow(chosen, "code string")
        rows = self._of(self.sales, self.item_col, sample)
        items = None if self.items is None else self._of(self.items, self.items_item_col, sample)
        if not rows.num_rows:
            raise errors.InputError("the items that the panel is learnt from have no sales: raise learn_from")
        plain = [_spark_worker.ready(table) for table in (rows, items)]
        return _parts.learn(plain[0], plain[1], self.keys, self.as_of, first, last, count, threads)

    def _of(self, df, column, sample):
        return df.join(self.functions.broadcast(sample), df[column] == sample["code"], "left_semi").toArrow()

    def parts(self, facts: bytes, count: int, threads: Optional[int]):
        """One row per part: its number and what was forecast of it, packed."""
        from .spark import MISSING

        keys, missing = self.keys, MISSING

        def make(number, sales, items):
            try:
                from twobin import _spark_worker
            except ImportError as problem:
                raise RuntimeError(f"{missing} ({problem})") from None
            return _spark_worker.make_part(number, sales, items, keys, facts, threads)

        def numbered(df, column):
            return df.withColumn(PART, self.functions.pmod(self.functions.xxhash64(self.functions.col(column)), self.functions.lit(count)).cast("int"))

        schema = "part int, packed binary"
        sales = numbered(self.sales, self.item_col).groupBy(PART)
        if self.items is None:
            return sales.applyInArrow(lambda key, left: make(key, left, None), schema)
        return sales.cogroup(numbered(self.items, self.items_item_col).groupBy(PART)).applyInArrow(lambda key, left, right: make(key, left, right), schema)


def plan(sales, items, keys, *, as_of, table, threads, item_col, date_col, parts, learn_from, schema):
    """The plan of a panel in parts; `None` where one task plans it: few items, or a panel that cannot be cut and need not be."""
    from . import _parts
    from .spark import MISSING

    try:
        panel = WholePanel(sales, items, keys, as_of, item_col, date_col)
    except errors.Error:
        if parts is not None:
            raise
        return None
    codes = panel.codes()
    count = codes.count()
    if parts is None:
        if count <= ITEMS_OF_ONE_TASK:
            return None
        parts = math.ceil(count / ITEMS_OF_A_PART)
    if table == "orders":
        raise errors.UsageError("table: orders are put together over all items; a plan in parts gives recommendations, with order_now, forecasts or quarantine")
    panel.keys["series"] = {**(panel.keys.get("series") or {}), "learn_from": learn_from}
    keys, missing = panel.keys, MISSING
    facts = panel.learn(codes, count, learn_from, threads)
    made = panel.parts(facts, parts, threads).persist()
    search = _parts.Search(keys)
    while search.question is not None:
        question = search.question

        def answers(batches, question=question):
            try:
                from twobin import _spark_worker
            except ImportError as problem:
                raise RuntimeError(f"{missing} ({problem})") from None
            return _spark_worker.answers(batches, keys, question, threads)

        search.take([row[0] for row in made.mapInArrow(answers, "answer binary").collect()])
    outcome = search.outcome

    def finish(batches):
        try:
            from twobin import _spark_worker
        except ImportError as problem:
            raise RuntimeError(f"{missing} ({problem})") from None
        return _spark_worker.finish(batches, keys, outcome, table, threads)

    return made.mapInArrow(finish, schema)
