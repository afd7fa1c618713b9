"""The recipes of docs/guide/python.md and python/examples, where their packages are installed."""

import importlib.util
from pathlib import Path

import pytest

import twobin
from test_plan import invented_shop

pandas = pytest.importorskip("pandas")
duckdb = pytest.importorskip("duckdb")

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def test_the_night_of_the_airflow_example(tmp_path):
    specification = importlib.util.spec_from_file_location("airflow_dag", EXAMPLES / "airflow_dag.py")
    example = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(example)
    sales, items = invented_shop()
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("CREATE TABLE sales AS SELECT * FROM sales")
        connection.execute("CREATE TABLE items AS SELECT * FROM items")
    first = example.plan_night(str(tmp_path / "warehouse.duckdb"), str(tmp_path / "out"), "2024-01-15")
    again = example.plan_night(str(tmp_path / "warehouse.duckdb"), str(tmp_path / "out"), "2024-01-15")
    assert first == again and first["orders"] > 0 and (tmp_path / "out" / "twobin.sqlite").exists()


def test_sktime_recipe(columns):
    guide = (EXAMPLES.parents[1] / "docs" / "guide" / "python.md").read_text(encoding="utf-8")
    start = guide.index("def sktime_forecast")
    names = {"twobin": twobin}
    exec(guide[start : guide.index("```", start)], names)
    panel = pandas.DataFrame(columns).assign(ds=lambda data: pandas.to_datetime(data["ds"])).set_index(["unique_id", "ds"])
    found = names["sktime_forecast"](panel, [1, 3])
    assert found.index.names == ["unique_id", "ds"] and list(found.columns) == ["y"] and len(found) == 12
    expected = twobin.forecast(panel.reset_index(), 3)
    assert found["y"].tolist() == [value for row, value in enumerate(expected["twobin"]) if row % 3 != 1]


def test_dbt_model():
    text = (EXAMPLES / "dbt" / "README.md").read_text(encoding="utf-8")
    start = text.index("def model")
    names = {}
    exec(text[start : text.index("```", start)], names)
    sales, items = invented_shop()

    class Project:
        tables = {"stg_sales": sales, "stg_items": items}

        def config(self, **options):
            assert options == {"materialized": "table"}

        def ref(self, name):
            return duckdb.from_df(self.tables[name])

    found = names["model"](Project(), None)
    assert found.num_rows == 12 and found.schema.names[0] == "item"


def test_airflow_reads_the_example():
    pytest.importorskip("airflow")
    specification = importlib.util.spec_from_file_location("airflow_dag_read", EXAMPLES / "airflow_dag.py")
    example = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(example)
    made = example.twobin_night()
    assert made.dag_id == "twobin_night" and sorted(made.task_ids) == ["plan", "report"]


def test_darts_recipe(columns):
    darts = pytest.importorskip("darts")
    guide = (EXAMPLES.parents[1] / "docs" / "guide" / "python.md").read_text(encoding="utf-8")
    start = guide.index("from darts import TimeSeries")
    names = {"twobin": twobin, "pandas": pandas}
    exec(guide[start : guide.index("```", start)], names)
    frame = pandas.DataFrame(columns).assign(ds=lambda data: pandas.to_datetime(data["ds"]))
    series = [darts.TimeSeries.from_dataframe(part, time_col="ds", value_cols="y") for _, part in frame.groupby("unique_id")]
    found = names["darts_forecast"](series, 3)
    expected = twobin.forecast(frame, 3, quantiles=[0.5])
    assert [one.quantile(0.5).values().ravel().tolist() for one in found] == [part["q0.5"].tolist() for _, part in expected.groupby("unique_id")]
