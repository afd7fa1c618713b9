"""The same calls through Spark Connect, where there is no SparkContext: in a process of its own, which may talk to one kind of Spark only."""

import json
import os
import shutil
import subprocess
import sys

import pytest

import twobin
from conftest import invented_rows

pandas = pytest.importorskip("pandas")
pytest.importorskip("pyspark")
pytest.importorskip("grpc")
if shutil.which("java") is None:
    pytest.skip("no Java here", allow_module_level=True)

PROGRAM = """
import json, sys
import pandas
from pyspark.sql import SparkSession
import twobin.spark
from conftest import invented_rows
from test_plan import invented_shop

spark = SparkSession.builder.remote("local[2]").config("spark.sql.shuffle.partitions", "3").getOrCreate()
frame = pandas.DataFrame([("one", *row) for row in invented_rows(series=3, periods=36)], columns=["shop", "unique_id", "ds", "y"])
ahead = twobin.spark.forecast(spark.createDataFrame(frame), 2, panel_col="shop").toPandas().sort_values(["unique_id", "ds"])
sales, items = (spark.createDataFrame(one.assign(shop="one")) for one in invented_shop())
levels = twobin.spark.plan(sales, items, panel_col="shop", budget=900, period="week").toPandas().sort_values("item")
print(json.dumps({"kind": type(spark).__module__, "ahead": ahead["twobin"].tolist(), "levels": levels["order_up_to"].tolist()}))
spark.stop()
"""


def test_connect():
    from test_plan import invented_shop

    told = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=600, env={**os.environ, "PYSPARK_PYTHON": sys.executable})
    assert told.returncode == 0, told.stderr[-3000:]
    found = json.loads(told.stdout.splitlines()[-1])
    assert "connect" in found["kind"]
    frame = pandas.DataFrame(invented_rows(series=3, periods=36), columns=["unique_id", "ds", "y"])
    assert found["ahead"] == twobin.forecast(frame, 2)["twobin"].tolist()
    assert found["levels"] == twobin.plan(*invented_shop(), budget=900, period="week").recommendations["order_up_to"].tolist()
