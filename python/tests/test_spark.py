"""Many panels on Spark: the numbers of each are those of one machine, for any number of partitions."""

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
        SparkSession.builder.master("local[2]").appName("twobin").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.session.timeZone", "Europe/London").config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate())
    spark.sparkContext.setLogLevel("ERROR")
    yield spark
    spark.stop()


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
    for partitions in (1, 2, 7):
        found = twobin.spark.forecast(frame.repartition(partitions), 3, panel_col="shop", level=[80])
        found = found.toPandas().sort_values(["shop", "unique_id", "ds"]).reset_index(drop=True)
        pandas.testing.assert_frame_equal(found, expected, check_exact=True)


def test_moments_of_the_session_and_whole_numbers(session, panels):
    stamped = panels.assign(ds=pandas.to_datetime(panels["ds"]))
    expected = twobin.forecast(stamped[stamped["shop"] == "shop1"].drop(columns="shop"), 2)
    found = twobin.spark.forecast(session.createDataFrame(stamped), 2, panel_col="shop").toPandas()
    one = found[found["shop"] == "shop1"].sort_values(["unique_id", "ds"])
    assert one["twobin"].tolist() == expected["twobin"].tolist() and one["ds"].tolist() == expected["ds"].tolist()
    numbers = pandas.DataFrame({"unique_id": [3] * 24, "ds": list(range(24)), "y": [1.0, 2.0] * 12})
    found = twobin.spark.forecast(session.createDataFrame(numbers), 1, panel_col=None).toPandas()
    assert found["ds"].tolist() == [24] and found["twobin"].tolist() == twobin.forecast(numbers, 1)["twobin"].tolist()


def test_plans_of_shops(session):
    sales, items = invented_shop()
    shops = ["north", "south"]
    half = sales["item"] < "0006"
    tables = {"north": (sales[half], items[items["item"] < "0006"]), "south": (sales[~half], items[items["item"] >= "0006"])}
    budgets = {"north": 400.0, "south": 700.0}
    expected = [twobin.plan(*tables[shop], budget=budgets[shop], period="week").recommendations for shop in shops]
    all_sales = session.createDataFrame(pandas.concat([tables[shop][0].assign(shop=shop) for shop in shops])).repartition(5)
    all_items = session.createDataFrame(pandas.concat([tables[shop][1].assign(shop=shop) for shop in shops]))
    found = twobin.spark.plan(all_sales, all_items, panel_col="shop", budget=budgets, period="week").toPandas()
    for shop, one in zip(shops, expected):
        part = found[found["shop"] == shop].sort_values("item")
        assert part["order_up_to"].tolist() == one["order_up_to"].tolist() and part["expected_backorders"].tolist() == one["expected_backorders"].tolist()
    ahead = twobin.spark.plan(all_sales, all_items, panel_col="shop", fill_rate=0.9, period="week", output="forecasts").toPandas()
    assert set(ahead["shop"]) == set(shops) and ahead["mean"].notna().all()


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


def test_a_worker_without_the_wheel(session, panels):
    """What the function that Spark ships says where twobin cannot be imported."""
    import pickle

    from pyspark import cloudpickle

    shipped = {}

    class Grouped:
        def applyInArrow(self, function, schema):
            shipped["bytes"] = cloudpickle.dumps(function)

    frame = session.createDataFrame(panels)

    class Frame:
        schema, columns = frame.schema, frame.columns

        def select(self, *names):
            return self

        def groupBy(self, *names):
            return Grouped()

    twobin.spark.forecast(Frame(), 2, panel_col="shop")
    code = (
        "import sys, pickle; sys.modules['twobin'] = None\n"
        f"function = pickle.loads({shipped['bytes']!r})\n"
        "try: function(None)\nexcept RuntimeError as problem: print(problem)\n")
    import subprocess

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "install its wheel on every executor" in found.stdout, found.stderr
