"""Many panels on Spark: the numbers of each are those of one machine, for any number of partitions."""

import contextlib
import datetime
import os
import shutil
import sys

import pytest

import twobin
from conftest import invented_rows
from test_plan import invented_shop

pyspark = pytest.importorskip("pyspark")
pandas = pytest.importorskip("pandas")
if shutil.which("java") is None:
    pytest.skip("no Java here", allow_module_level=True)

import twobin.spark  # noqa: E402


@pytest.fixture(scope="module")
def session():
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = (
        SparkSession.builder.master("local[2,3]").appName("twobin").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.session.timeZone", "Europe/London").config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate())
    spark.sparkContext.setLogLevel("ERROR")
    yield spark
    spark.stop()


PARTITIONS = (1, 2, 7, 200)


@contextlib.contextmanager
def shuffled(session, partitions):
    """The panels are dealt out to so many tasks, most of them empty."""
    names = {"spark.sql.shuffle.partitions": str(partitions), "spark.sql.adaptive.enabled": "false"}
    before = {name: session.conf.get(name) for name in names}
    for name, value in names.items():
        session.conf.set(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            session.conf.set(name, value)


@pytest.fixture(scope="module")
def panels():
    frame = pandas.DataFrame(
        [(f"shop{panel}", *row) for panel in range(3) for row in invented_rows(series=3 + panel, periods=48)], columns=["shop", "unique_id", "ds", "y"])
    return frame


def test_panels_are_those_of_one_machine(session, panels):
    expected = pandas.concat([
        twobin.forecast(part.drop(columns="shop"), 3, level=[80]).assign(shop=shop) for shop, part in panels.groupby("shop")
    ])[["shop", "unique_id", "ds", "twobin", "twobin-lo-80", "twobin-hi-80"]].reset_index(drop=True)
    frame = session.createDataFrame(panels)
    for partitions in PARTITIONS:
        with shuffled(session, partitions):
            found = twobin.spark.forecast(frame.repartition(partitions), 3, panel_col="shop", level=[80])
            found = found.toPandas().sort_values(["shop", "unique_id", "ds"]).reset_index(drop=True)
        pandas.testing.assert_frame_equal(found, expected, check_exact=True)


@pytest.mark.filterwarnings("ignore::twobin.SeriesWarning")
def test_what_is_known_ahead(session):
    from test_ahead import COMING, invented

    df, ahead, _ = invented()
    expected = twobin.forecast(df, COMING, X_df=ahead)
    frames = [session.createDataFrame(one.assign(shop="north")) for one in (df, ahead)]
    order = ["unique_id", "ds"]
    for panel, drop in (("shop", []), (None, ["shop"])):
        given = [one.drop(*drop) for one in frames]
        found = twobin.spark.forecast(given[0].repartition(5), COMING, X_df=given[1], panel_col=panel).toPandas().sort_values(order)
        assert found["twobin"].tolist() == expected["twobin"].tolist() and found["ds"].tolist() == expected["ds"].tolist()
    with pytest.raises(twobin.InputError, match="a column fair that df lacks"):
        twobin.spark.forecast(frames[0].drop("fair"), COMING, X_df=frames[1], panel_col="shop")
    with pytest.raises(twobin.UsageError, match="what several series share"):
        twobin.spark.forecast(frames[0], COMING, panel_col="unique_id")


def test_moments_of_the_session_and_whole_numbers(session, panels):
    stamped = panels.assign(ds=pandas.to_datetime(panels["ds"]))
    expected = twobin.forecast(stamped[stamped["shop"] == "shop1"].drop(columns="shop"), 2)
    found = twobin.spark.forecast(session.createDataFrame(stamped), 2, panel_col="shop").toPandas()
    one = found[found["shop"] == "shop1"].sort_values(["unique_id", "ds"])
    assert one["twobin"].tolist() == expected["twobin"].tolist() and one["ds"].tolist() == expected["ds"].tolist()
    numbers = pandas.DataFrame({"unique_id": [3] * 24, "ds": list(range(24)), "y": [1.0, 2.0] * 12})
    found = twobin.spark.forecast(session.createDataFrame(numbers), 1, panel_col=None).toPandas()
    assert found["ds"].tolist() == [24] and found["twobin"].tolist() == twobin.forecast(numbers, 1)["twobin"].tolist()


def shops_and_budgets():
    """Two shops of six items as frames with a column shop, what each may spend, and the tables of each by itself."""
    sales, items = invented_shop()
    sales = sales.sort_values(list(sales.columns), ignore_index=True)
    shops = {"north": (sales[sales["item"] < "0006"], items[items["item"] < "0006"]), "south": (sales[sales["item"] >= "0006"], items[items["item"] >= "0006"])}
    together = [pandas.concat([tables[kind].assign(shop=shop) for shop, tables in shops.items()]) for kind in (0, 1)]
    return (*together, {"north": 400.0, "south": 700.0}, shops)


def same(ours, theirs):
    """Equal to the last bit, or both unknown; Spark gives days as dates, twobin as what pandas has for days."""
    if pandas.isna(ours) or pandas.isna(theirs):
        return pandas.isna(ours) and pandas.isna(theirs)
    return ours == (theirs.date() if isinstance(ours, datetime.date) and hasattr(theirs, "date") else theirs)


def test_plans_of_shops(session):
    sales, items, budgets, shops = shops_and_budgets()
    quantiles = {"quantiles": [0.25, 0.9]}
    for table in ("recommendations", "forecasts", "orders"):
        expected = []
        for shop, tables in shops.items():
            plan = twobin.plan(*tables, budget=budgets[shop], period="week", output=quantiles)
            frame = plan.orders() if table == "orders" else getattr(plan, table)
            frame.insert(0, "shop", shop)
            expected.append(frame)
        expected = pandas.concat(expected).reset_index(drop=True)
        for partitions in PARTITIONS if table == "recommendations" else (3,):
            with shuffled(session, partitions):
                found = twobin.spark.plan(
                    session.createDataFrame(sales.sample(frac=1, random_state=partitions)).repartition(partitions), session.createDataFrame(items),
                    panel_col="shop", budget=budgets, period="week", output=quantiles, table=table).toPandas()
            keys = {"recommendations": ["shop", "item"], "forecasts": ["shop", "unique_id", "ds"], "orders": ["shop", "reference", "item"]}[table]
            found, wanted = (one.sort_values(keys).reset_index(drop=True) for one in (found, expected))
            assert list(found.columns) == list(wanted.columns) and len(found) == len(wanted)
            for column in found.columns:
                assert all(map(same, found[column], wanted[column])), (table, partitions, column)


def test_sales_without_items_and_a_fill_rate_for_all(session):
    sales, _, _, shops = shops_and_budgets()
    found = twobin.spark.plan(session.createDataFrame(sales), panel_col="shop", fill_rate=0.9, period="week").toPandas()
    assert set(found["shop"]) == set(shops) and len(found) == 12


def test_one_budget_over_all_rows(session):
    sales, items = invented_shop()
    sales = sales.sort_values(list(sales.columns), ignore_index=True)
    alone = twobin.plan(sales, items, budget=900, period="week").recommendations
    found = twobin.spark.plan(
        session.createDataFrame(sales.sample(frac=1, random_state=1)).repartition(7), session.createDataFrame(items), panel_col=None, budget=900, period="week").toPandas()
    found = found.sort_values("item").reset_index(drop=True)
    assert list(found.columns) == list(alone.columns) and len(found) == 12
    for column in found.columns:
        assert all(map(same, found[column], alone[column])), column
    with pytest.raises(twobin.UsageError, match="one number"):
        twobin.spark.plan(session.createDataFrame(sales), panel_col=None, budget={"north": 1.0})


def test_a_task_is_tried_again(session, panels, tmp_path):
    """A panel whose first attempt dies is forecast by the next one, with the same numbers."""
    expected = twobin.spark.forecast(session.createDataFrame(panels), 2, panel_col="shop").toPandas()
    marker = str(tmp_path / "died")

    def dies_once(tables):
        import os

        for table in tables:
            if not os.path.exists(marker):
                with open(marker, "w"):
                    pass
                raise RuntimeError("the first attempt")
            yield table

    frame = session.createDataFrame(panels).coalesce(1)
    found = twobin.spark.forecast(frame.mapInArrow(dies_once, frame.schema), 2, panel_col="shop").toPandas()
    order = ["shop", "unique_id", "ds"]
    pandas.testing.assert_frame_equal(found.sort_values(order).reset_index(drop=True), expected.sort_values(order).reset_index(drop=True), check_exact=True)


def test_a_bad_panel_is_named(session, panels):
    doubled = pandas.concat([panels, panels.tail(1)])
    with pytest.raises(Exception, match="panel 'shop2': .*a second row for item04"):
        twobin.spark.forecast(session.createDataFrame(doubled), 2, panel_col="shop").collect()
    with pytest.raises(twobin.InputError, match="no column country"):
        twobin.spark.forecast(session.createDataFrame(panels), 2, panel_col="country")
    with pytest.raises(twobin.UsageError, match="a Spark frame is needed"):
        twobin.spark.forecast(panels, 2, panel_col="shop")


def test_empty_partitions_and_no_rows(session, panels):
    frame = session.createDataFrame(panels)
    assert twobin.spark.forecast(frame.where("shop = 'nowhere'"), 2, panel_col="shop").count() == 0
    assert twobin.spark.forecast(frame.where("shop = 'shop0'").repartition(20), 2, panel_col="shop").count() == 6


def test_arguments_of_plans(session):
    sales, items, _, _ = shops_and_budgets()
    sales, items = session.createDataFrame(sales), session.createDataFrame(items)
    with pytest.raises(twobin.UsageError, match="none of recommendations"):
        twobin.spark.plan(sales, items, panel_col="shop", fill_rate=0.9, table="totals")
    with pytest.raises(Exception, match="there is none for panel 'south'"):
        twobin.spark.plan(sales, items, panel_col="shop", budget={"north": 400.0}, period="week").collect()
