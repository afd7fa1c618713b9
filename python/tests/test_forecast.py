"""Forecasts: the same numbers as the command, in the caller's kind of frame."""

import csv
import datetime
import io

import pytest

import twobin

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")


def write_series(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unique_id", "ds", "y"])
        for identity, day, units in rows:
            writer.writerow([identity, day, repr(units)])


def read_table(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("cumulative", [False, True])
def test_same_numbers_as_the_command(command, tmp_path, rows, columns, cumulative):
    write_series(tmp_path / "series.csv", rows)
    flags = ["--cumulative"] if cumulative else []
    told = command("forecast", tmp_path / "series.csv", "--horizon", 7, "--quantiles", "0.1,0.5,0.9", *flags)
    assert told.returncode == 0, told.stderr
    expected = read_table(told.stdout)
    for threads in (1, 2):
        found = twobin.forecast(columns, 7, quantiles=[0.1, 0.5, 0.9], cumulative=cumulative, model="mean", threads=threads)
        assert list(found) == list(expected[0])
        assert len(found["mean"]) == len(expected)
        for name in found:
            values = [str(value) if name in ("unique_id", "ds") else value for value in found[name]]
            wanted = [row[name] if name in ("unique_id", "ds") else float(row[name]) for row in expected]
            # To the last bit of what the file holds.
            assert values == wanted, name


def test_levels_are_quantiles(columns):
    found = twobin.forecast(columns, 3, level=[95, 80], quantiles=[0.1, 0.9])
    assert list(found) == ["unique_id", "ds", "twobin", "twobin-lo-95", "twobin-lo-80", "twobin-hi-80", "twobin-hi-95", "q0.1", "q0.9"]
    assert found["twobin-lo-80"] == found["q0.1"] and found["twobin-hi-80"] == found["q0.9"]
    assert all(low <= high for low, high in zip(found["twobin-lo-95"], found["twobin-lo-80"]))


def frames(columns):
    data = pandas.DataFrame(columns)
    data["ds"] = pandas.to_datetime(data["ds"])
    yield "pandas", data
    yield "pandas days", pandas.DataFrame(columns)
    yield "pandas category", data.assign(unique_id=data["unique_id"].astype("category"))
    yield "pandas shuffled", data.sample(frac=1, random_state=7)
    yield "pandas index", data.set_index("unique_id")
    yield "polars", polars.DataFrame(columns)
    yield "polars lazy", polars.LazyFrame(columns)
    yield "polars category", polars.DataFrame(columns).with_columns(polars.col("unique_id").cast(polars.Categorical), polars.col("ds").cast(polars.Datetime("ms")))
    yield "polars chunks", polars.concat([polars.DataFrame(columns)[:50], polars.DataFrame(columns)[50:]], rechunk=False)
    table = pyarrow.table(columns)
    yield "pyarrow", table
    yield "pyarrow slice", pyarrow.concat_tables([table.slice(0, 37), table.slice(37)])
    yield "pyarrow view", table.set_column(0, "unique_id", table["unique_id"].cast(pyarrow.string_view()))
    yield "pyarrow large", table.set_column(0, "unique_id", table["unique_id"].cast(pyarrow.large_string()))
    yield "pyarrow dictionary", table.set_column(0, "unique_id", table["unique_id"].dictionary_encode())
    yield "pyarrow decimal", table.set_column(2, "y", table["y"].cast(pyarrow.decimal128(12, 3)))
    yield "pyarrow int", table.set_column(2, "y", table["y"].cast(pyarrow.int16()))
    yield "pyarrow float32", table.set_column(2, "y", table["y"].cast(pyarrow.float32()))
    for unit in ("s", "ms", "us", "ns"):
        yield f"pyarrow timestamp {unit}", table.set_column(1, "ds", table["ds"].cast(pyarrow.timestamp(unit)))
    yield "pyarrow UTC", table.set_column(1, "ds", table["ds"].cast(pyarrow.timestamp("us", "UTC")))
    yield "pyarrow text", table.set_column(1, "ds", table["ds"].cast(pyarrow.string()))
    yield "pyarrow date64", table.set_column(1, "ds", table["ds"].cast(pyarrow.date64()))
    yield "duckdb", duckdb.from_arrow(table)


KINDS = [name for name, _ in frames({"unique_id": ["a"], "ds": [datetime.date(2020, 1, 1)], "y": [1.0]})]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_frame(name, columns):
    frame = dict(frames(columns))[name]
    expected = twobin.forecast(columns, 4, level=[80])
    found = twobin.forecast(frame, 4, level=[80])
    assert type(found) is (polars.LazyFrame if "lazy" in name else type(frame))
    if name.startswith("polars"):
        found = found.lazy().collect()
        assert found.schema["ds"] == frame.lazy().collect_schema()["ds"] and found.schema["unique_id"] == frame.lazy().collect_schema()["unique_id"]
        values = {column: found[column].to_list() for column in found.columns}
    elif name.startswith("pandas"):
        source = frame.reset_index() if "index" in name else frame
        assert found["ds"].dtype == source["ds"].dtype and found["unique_id"].dtype == source["unique_id"].dtype
        values = {column: found[column].tolist() for column in found.columns}
    elif name == "duckdb":
        values = dict(zip(found.columns, map(list, zip(*found.fetchall()))))
    else:
        assert found.schema.field("ds").type == frame.schema.field("ds").type
        values = found.to_pydict()
    assert values["unique_id"] == expected["unique_id"]
    assert values["twobin"] == expected["twobin"] and values["twobin-hi-80"] == expected["twobin-hi-80"]
    assert [str(day)[:10] for day in values["ds"]] == [str(day) for day in expected["ds"]]


def test_whole_numbers_as_ids_and_periods():
    data = pandas.DataFrame({"series": [7] * 20 + [11] * 20, "step": list(range(20)) * 2, "sold": [3, 4, 5, 4] * 10})
    found = twobin.forecast(data, 2, id_col="series", time_col="step", target_col="sold")
    assert list(found.columns) == ["series", "step", "twobin"]
    assert sorted(found["series"].unique()) == [7, 11] and found["step"].tolist() == [20, 21, 20, 21]


def test_missing_values_are_unknown_not_zero(columns):
    # Inside of the series: where one ends is another matter.
    gaps = dict(columns, y=[None if row % 11 == 6 else value for row, value in enumerate(columns["y"])])
    absent = {name: [value for row, value in enumerate(values) if row % 11 != 6] for name, values in columns.items()}
    frame = pandas.DataFrame(gaps)
    assert twobin.forecast(frame, 3)["twobin"].tolist() == twobin.forecast(absent, 3)["twobin"] == twobin.forecast(gaps, 3)["twobin"]


def test_pandas_without_pyarrow(columns, monkeypatch):
    from twobin import _frames

    data = pandas.DataFrame(columns)
    data["ds"] = pandas.to_datetime(data["ds"])
    expected = twobin.forecast(data, 4)
    real = _frames.importlib.util.find_spec
    monkeypatch.setattr(_frames.importlib.util, "find_spec", lambda name: None if name == "pyarrow" else real(name))
    pandas.testing.assert_frame_equal(twobin.forecast(data, 4), expected)


def test_cross_validation_sees_only_the_past(columns):
    frame = pandas.DataFrame(columns).assign(ds=lambda data: pandas.to_datetime(data["ds"]))
    past = twobin.cross_validation(frame, 3, n_windows=2, step_size=4, level=[80])
    assert list(past.columns) == ["unique_id", "ds", "cutoff", "y", "twobin", "twobin-lo-80", "twobin-hi-80"]
    assert len(past) == 6 * 2 * 3
    first = past["cutoff"].min()
    assert first == pandas.Timestamp("2022-05-01")
    # What a caller gets who cuts the frame by hand.
    cut = twobin.forecast(frame[frame["ds"] <= first], 3)
    window = past[past["cutoff"] == first].reset_index(drop=True)
    assert window["twobin"].tolist() == cut["twobin"].tolist()
    merged = window.merge(frame, on=["unique_id", "ds"], suffixes=("", "_frame"))
    assert len(merged) == len(window) and (merged["y"] == merged["y_frame"]).all()


def test_evaluate_of_utilsforecast(columns):
    evaluation = pytest.importorskip("utilsforecast.evaluation")
    losses = pytest.importorskip("utilsforecast.losses")
    past = twobin.cross_validation(polars.DataFrame(columns), 3, n_windows=2, level=[80])
    scores = evaluation.evaluate(past.drop("cutoff"), metrics=[losses.mae, losses.rmse, losses.coverage], level=[80])
    assert {"mae", "rmse"} < set(scores["metric"]) and scores["twobin"].is_finite().all()


def test_short_series_are_listed(columns):
    data = {name: values + extra for (name, values), extra in zip(columns.items(), [["new"], [datetime.date(2022, 12, 1)], [3.0]])}
    with pytest.warns(twobin.SeriesWarning, match="new"):
        past = twobin.cross_validation(data, 3)
    assert "new" not in past["unique_id"]


def test_version():
    from twobin import _library

    assert twobin.__version__ == _library.version()
