"""One panel on Spark in parts under one budget: the recommendations are those of one machine, whatever the parts and partitions."""

import datetime

import pytest

import twobin
from test_spark import same, session, shuffled  # noqa: F401

pandas = pytest.importorskip("pandas")

import twobin.spark  # noqa: E402

LEARN_FROM = 120
BUDGET = 26_000.0


def invented_panel(items=260, weeks=60):
    """Weekly sales by day of items at one or two locations: steady, slow, seasonal, launched late, ended; and their items table."""
    state, rows, table = 7, [], []
    first = datetime.date(2024, 1, 3)
    for number in range(items):
        code = f"sku-{number:04}"
        for location in ("main", "north") if number % 5 == 0 else ("main",):
            start = weeks - 6 if number % 23 == 0 else weeks - 30 if number % 11 == 0 else 0
            for week in range(start, weeks):
                state = (state * 1103515245 + 12345) % 2**31
                noise = state / 2**31
                level = 0.4 + number % 13
                if number % 29 == 1 and week > weeks - 15:
                    continue
                units = round(level * (0.3 + 1.4 * noise) * (1.6 if number % 7 == 2 and week % 52 > 40 else 1))
                if units:
                    rows.append((first + datetime.timedelta(days=7 * week + number % 5), code, location, units))
            table.append((code, location, 1 + number % 6 * 2.5, [7, 14, 28][number % 3], number % 17))
    table.append(("never-sold", "main", 3.0, 14, 2))
    sales = pandas.DataFrame(rows, columns=["date", "item", "location", "quantity"])
    return sales, pandas.DataFrame(table, columns=["item", "location", "unit_cost", "lead_time_days", "on_hand"])


@pytest.fixture(scope="module")
def panel():
    return invented_panel()


def assert_same(found, expected):
    found, wanted = (one.sort_values(["item", "location"]).reset_index(drop=True) for one in (found, expected))
    assert list(found.columns) == list(wanted.columns) and len(found) == len(wanted)
    for column in found.columns:
        assert all(map(same, found[column], wanted[column])), column


def test_one_budget_over_parts_is_that_of_one_machine(session, panel):  # noqa: F811
    sales, items = panel
    plan = twobin.plan(
        sales.sort_values(list(sales.columns)), items, budget=BUDGET, weight="value", period="week", series={"learn_from": LEARN_FROM})
    expected = plan.recommendations
    assert 0.97 * BUDGET < plan.totals["average_inventory_value"] <= BUDGET * (1 + 1e-9)
    for partitions, parts in ((1, 2), (2, 7), (7, 3), (200, 200)):
        with shuffled(session, partitions):
            found = twobin.spark.plan(
                session.createDataFrame(sales.sample(frac=1, random_state=parts)).repartition(partitions), session.createDataFrame(items), budget=BUDGET,
                weight="value", period="week", parts=parts, learn_from=LEARN_FROM).toPandas()
        assert_same(found, expected)


def test_a_fill_rate_over_parts(session, panel):  # noqa: F811
    sales, items = panel
    keys = dict(fill_rate=0.92, period="week", defaults={"lead_time_days": 21})
    expected = twobin.plan(sales.sort_values(list(sales.columns)), items, series={"learn_from": LEARN_FROM}, **keys)
    given = session.createDataFrame(sales), session.createDataFrame(items)
    assert_same(twobin.spark.plan(*given, parts=5, learn_from=LEARN_FROM, **keys).toPandas(), expected.recommendations)
    forecasts = twobin.spark.plan(*given, parts=5, learn_from=LEARN_FROM, table="forecasts", **keys).toPandas()
    ours, theirs = (one.sort_values(["unique_id", "ds"])["mean"].tolist() for one in (forecasts, expected.forecasts))
    assert ours == theirs


def test_what_cannot_be_cut(session, panel):  # noqa: F811
    sales, items = (session.createDataFrame(one) for one in panel)
    with pytest.raises(twobin.UsageError, match="suppliers.*parts=1"):
        twobin.spark.plan(sales, items, budget=BUDGET, parts=3, suppliers="suppliers.csv")
    with pytest.raises(twobin.UsageError, match="order_now"):
        twobin.spark.plan(sales, items, budget=BUDGET, parts=3, table="orders")
    with pytest.raises(twobin.UsageError, match="whole number, 1 or more"):
        twobin.spark.plan(sales, items, budget=BUDGET, parts=0)
    with pytest.raises(twobin.UsageError, match="panel_col=None"):
        twobin.spark.plan(sales, items, panel_col="location", budget=BUDGET, parts=3)
    with pytest.raises(twobin.UsageError, match="item_col"):
        twobin.spark.plan(sales.withColumnRenamed("item", "thing"), budget=BUDGET, parts=3)
    with pytest.raises(twobin.InputError, match="codes of items"):
        twobin.spark.plan(sales.withColumn("item", sales["quantity"].cast("double")), budget=BUDGET, parts=3)
    with pytest.raises(Exception, match="depend on one another"):
        twobin.spark.plan(sales, items, expected_backorders=3.0, parts=3, learn_from=LEARN_FROM).collect()
    # The budget is below what the floors hold: the search says so, on the driver.
    floors = items.withColumn("minimum_stock", items["on_hand"] * 0 + 50)
    with pytest.raises(twobin.InputError, match="budget"):
        twobin.spark.plan(sales, floors, budget=10.0, parts=3, learn_from=LEARN_FROM)


def test_one_huge_item_and_whole_number_codes(session, panel):  # noqa: F811
    """All rows of one code are one part's, whatever there is of them; whole numbers are codes as text."""
    sales, items = panel
    number = {code: index for index, code in enumerate(sorted(set(items["item"])))}
    sales, items = (one.assign(item=one["item"].map(number)) for one in (sales, items))
    day = sales["date"].max()
    huge = pandas.DataFrame({"date": [day - datetime.timedelta(days=one % 300) for one in range(20_000)], "item": 999_999, "location": "main", "quantity": 1})
    sales = pandas.concat([sales, huge]).sort_values(["date", "item", "location", "quantity"])
    keys = dict(budget=BUDGET, period="week", defaults={"unit_cost": 2.0})
    expected = twobin.plan(sales, items, series={"learn_from": LEARN_FROM}, **keys).recommendations
    found = twobin.spark.plan(session.createDataFrame(sales), session.createDataFrame(items), parts=4, learn_from=LEARN_FROM, **keys).toPandas()
    assert_same(found, expected)


def test_the_sample_is_that_of_the_engine():
    from twobin import _parts

    # Of Tests/PlanEngineTests/Plan/PartialPlanTests.swift.
    assert [_parts.item_hash(code) for code in ("0012", "sku-1", "Tasse ü", "")] == HASHES
    assert _parts.sample_limit(10, 10) == _parts.ALL


HASHES = [0x15b64ed0277da321, 0x6cf1e1d7f3df6e9d, 0xefc648209673fb4d, 0xfdbdf6ac4fc52e7f]
