"""Frames and arguments that cannot be used: an exception that says what and where, never a crash."""

import datetime
import math

import pytest

import twobin

numpy = pytest.importorskip("numpy")
pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")


@pytest.fixture
def frame(columns):
    data = pandas.DataFrame(columns)
    data["ds"] = pandas.to_datetime(data["ds"])
    return data


@pytest.mark.parametrize("arguments, words", [
    ({"h": 0}, "from 1 to 10,000, not 0"),
    ({"h": -3}, "from 1 to 10,000"),
    ({"h": 2.5}, "whole number"),
    ({"h": 10**12}, "out of range"),
    ({"h": 3, "level": [0]}, "between 0 and 100"),
    ({"h": 3, "level": ["eighty"]}, "list of numbers"),
    ({"h": 3, "level": [80, 80]}, "twice"),
    ({"h": 3, "quantiles": [1.0]}, "between 0 and 1"),
    ({"h": 3, "quantiles": [math.nan]}, "between 0 and 1"),
    ({"h": 3, "season_length": 400}, "366"),
    ({"h": 3, "season_length": 0}, "out of range"),
    ({"h": 3, "period": "fortnight"}, "fortnight"),
    ({"h": 3, "point": "mode"}, "mean, median"),
    ({"h": 3, "threads": 0}, "1 to 1024"),
    ({"h": 3, "threads": "many"}, "1 to 1024"),
    ({"h": 3, "progress": 7}, "progress is True, or a function"),
    ({"h": 3, "id_col": "ds"}, "three columns"),
])
def test_arguments(frame, arguments, words):
    with pytest.raises(twobin.UsageError, match=words) as caught:
        twobin.forecast(frame, **arguments)
    assert caught.value.status == 64 and isinstance(caught.value, ValueError)


BAD = {
    "no id column": (lambda data: data.drop(columns="unique_id"), "no column unique_id"),
    "no value column": (lambda data: data.rename(columns={"y": "units"}), "no column y"),
    "text for values": (lambda data: data.assign(y=data["y"].astype(str)), "column y holds text"),
    "a missing id": (lambda data: data.assign(unique_id=data["unique_id"].where(data.index != 4)), "line 5, column unique_id"),
    "ids of both kinds": (lambda data: data.assign(unique_id=[7] + data["unique_id"].tolist()[1:]), "unique_id"),
    "ids that are floats": (lambda data: data.assign(unique_id=1.5), "ids are text or whole numbers"),
    "an empty id": (lambda data: data.assign(unique_id=data["unique_id"].where(data.index != 4, "")), "line 5, column unique_id"),
    "a missing date": (lambda data: data.assign(ds=data["ds"].where(data.index != 2)), "line 3, column ds"),
    "floats for dates": (lambda data: data.assign(ds=1.0), "column ds holds floating-point"),
    "a duplicate key": (lambda data: pandas.concat([data, data.tail(1)], ignore_index=True), "a second row for item05 at 2022-12-01"),
    "infinite": (lambda data: data.assign(y=data["y"].where(data.index != 1, math.inf)), "line 2, column y"),
    "a time zone": (lambda data: data.assign(ds=data["ds"].dt.tz_localize("Europe/London")), "time zone Europe/London"),
    "out of step": (lambda data: data.assign(ds=data["ds"].where(data.index != 1, pandas.Timestamp("2018-02-13"))), None),
    "fractions of a second": (lambda data: data.assign(ds=data["ds"] + pandas.Timedelta("1ms")), "fractions of a second"),
    "the year 2500": (lambda data: data.assign(ds=data["ds"].to_numpy().astype("datetime64[s]") + numpy.timedelta64(180_000, "D")), "years 1900 to 2200"),
    "no rows": (lambda data: data.head(0), "df"),
    "two columns of a name": (lambda data: pandas.concat([data, data[["y"]]], axis=1), "two columns named y"),
    "nested values": (lambda data: data.assign(y=[[1.0]] * len(data)), "nested"),
    "a promotion of 2": (lambda data: data.assign(promotion=2), "neither 0 nor 1"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.filterwarnings("ignore")
def test_frames(frame, name, monkeypatch):
    spoil, words = BAD[name]
    bad = spoil(frame)
    if words is None:
        # Days among months are days: the calendar is told from the dates.
        assert len(twobin.forecast(bad, 2)) == 12
        return
    with pytest.raises(twobin.InputError, match=words) as caught:
        twobin.forecast(bad, 2)
    assert caught.value.status == 65
    # By the way of pandas without pyarrow too.
    from twobin import _frames

    real = _frames.importlib.util.find_spec
    monkeypatch.setattr(_frames.importlib.util, "find_spec", lambda module: None if module == "pyarrow" else real(module))
    with pytest.raises(twobin.InputError):
        twobin.forecast(bad, 2)


@pytest.mark.parametrize("thing", [None, 3, "sales.csv", [1, 2], object()])
def test_no_frame(thing):
    with pytest.raises(twobin.UsageError, match="a frame is needed"):
        twobin.forecast(thing, 2)


def test_types_of_arrow_that_hold_no_numbers(columns):
    table = pyarrow.table(columns)
    for values in [table["y"].cast(pyarrow.float16()), pyarrow.array([b"x"] * len(table)), pyarrow.array([datetime.timedelta(1)] * len(table)),
                   pyarrow.array([{"a": 1}] * len(table))]:
        with pytest.raises(twobin.InputError, match="column y"):
            twobin.forecast(table.set_column(2, "y", values), 2)
    # Other columns may be of any type.
    assert twobin.forecast(table.append_column("extra", pyarrow.array([{"a": 1}] * len(table))), 2).num_rows == 12


def test_nothing_but_nulls(columns):
    table = pyarrow.table(columns).set_column(2, "y", pyarrow.nulls(len(columns["y"])))
    with pytest.warns(twobin.SeriesWarning):
        assert twobin.forecast(table, 2).num_rows == 0


def test_bool_values(columns):
    data = {"unique_id": ["a"] * 24, "ds": list(range(24)), "y": [True, False] * 12}
    table = pyarrow.table(data)
    assert twobin.forecast(table, 2).num_rows == 2


def test_columns_of_different_lengths():
    with pytest.raises(twobin.InputError, match="not of one length"):
        twobin.forecast({"unique_id": ["a"], "ds": [1, 2], "y": [1.0]}, 2)


def test_same_words_as_the_command(command, tmp_path, columns):
    lines = [f"{identity},{day},{value}" for identity, day, value in zip(*columns.values())]
    (tmp_path / "df").write_text("unique_id,ds,y\n" + "\n".join(lines + lines[-1:]) + "\n")
    told = command("forecast", "df", "--horizon", 2, cwd=tmp_path)
    doubled = {name: values + values[-1:] for name, values in columns.items()}
    with pytest.raises(twobin.InputError) as caught:
        twobin.forecast(doubled, 2)
    assert told.returncode == caught.value.status == 65
    # Lines of a file count its header.
    assert told.stderr.replace("line 362", "line 361").strip() == f"twobin: error: {caught.value}"
