"""X_df: coming prices, promotions and events in a forecast."""

import datetime

import pytest

import twobin

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")

WEEKS, COMING = 120, 8


def invented(uplift=3):
    """Weeks of eight items that sell three times as much (`uplift`) on promotion, at a lower price, and half as much more in a week of a fair."""
    rows, state = [], 7
    for number in range(8):
        for week in range(WEEKS + COMING):
            state = (state * 1103515245 + 12345) % 2**31
            promotion = int((week + 3 * number) % 11 == 0)
            fair = int(week % 13 == 5)
            units = round((20 + 5 * number) * (uplift if promotion else 1) * (1.5 if fair else 1) * (0.9 + 0.2 * state / 2**31))
            day = datetime.date(2022, 1, 3) + datetime.timedelta(weeks=week)
            rows.append((f"item{number}", day, float(units), 8.0 if promotion else 10.0, promotion, fair))
    frame = pandas.DataFrame(rows, columns=["unique_id", "ds", "y", "price", "promotion", "fair"])
    frame["ds"] = pandas.to_datetime(frame["ds"])
    last = frame["ds"].unique()[WEEKS - 1]
    return frame[frame["ds"] <= last].reset_index(drop=True), frame[frame["ds"] > last].drop(columns="y").reset_index(drop=True), frame


def error(found, frame):
    both = found.merge(frame, on=["unique_id", "ds"])
    return (both["twobin"] - both["y"]).abs().sum() / both["y"].sum()


@pytest.mark.filterwarnings("ignore::twobin.SeriesWarning")
def test_what_is_known_ahead_is_used():
    df, ahead, frame = invented()
    blind, seeing = twobin.forecast(df, COMING), twobin.forecast(df, COMING, X_df=ahead, level=[80])
    assert list(seeing.columns) == ["unique_id", "ds", "twobin", "twobin-lo-80", "twobin-hi-80"] and len(seeing) == 8 * COMING
    assert error(seeing, frame) < 0.06 < 0.1 < error(blind, frame)
    # By any number of threads and in any order of rows.
    again = twobin.forecast(df.sample(frac=1, random_state=3), COMING, X_df=ahead.sample(frac=1, random_state=4), level=[80], threads=1)
    pandas.testing.assert_frame_equal(again, seeing, check_exact=True)


@pytest.mark.filterwarnings("ignore::twobin.SeriesWarning")
def test_an_event_alone():
    df, ahead, _ = invented(uplift=1)
    keys = ["unique_id", "ds"]
    found = twobin.forecast(df[[*keys, "y", "fair"]], COMING, X_df=ahead[[*keys, "fair"]]).merge(ahead, on=keys)
    assert found["fair"].sum() == 8
    uplift = found[found["fair"] == 1].groupby("unique_id")["twobin"].mean() / found[found["fair"] == 0].groupby("unique_id")["twobin"].mean()
    assert ((uplift > 1.3) & (uplift < 1.7)).all(), uplift


@pytest.mark.filterwarnings("ignore::twobin.SeriesWarning")
def test_every_kind_of_frame():
    df, ahead, _ = invented()
    expected = twobin.forecast(df, COMING, X_df=ahead)["twobin"].tolist()
    kinds = {
        "polars": (polars.from_pandas(df), polars.from_pandas(ahead)), "pyarrow": (pyarrow.Table.from_pandas(df), pyarrow.Table.from_pandas(ahead)),
        "mixed": (df, polars.from_pandas(ahead).with_columns(polars.col("ds").cast(polars.Date))),
        "dict": tuple({name: [value.date() if name == "ds" else value for value in one[name]] for name in one} for one in (df, ahead)),
        "text": tuple(one.assign(ds=one["ds"].dt.strftime("%Y-%m-%d")) for one in (df, ahead)),
    }
    for name, (left, right) in kinds.items():
        found = twobin.forecast(left, COMING, X_df=right)["twobin"]
        assert (found.to_pylist() if name == "pyarrow" else list(found)) == expected, name


@pytest.mark.parametrize("spoil, words", [
    (lambda df, ahead: (df, ahead.iloc[:-1]), "X_df has no row for item7 at 2024-06-1"),
    (lambda df, ahead: (df, pandas.concat([ahead, ahead.tail(1)])), "X_df, line 65: a second row for item7"),
    (lambda df, ahead: (df.drop(columns="fair"), ahead), "a column fair that df lacks"),
    (lambda df, ahead: (df, ahead.assign(fair=2)), "X_df, line 1, column fair: 2.0 is neither 0 nor 1"),
    (lambda df, ahead: (df, ahead.assign(fair="yes")), "column fair holds text"),
    (lambda df, ahead: (df, ahead.assign(price=-1.0)), "a price of -1.0 cannot be used"),
    (lambda df, ahead: (df, ahead.assign(ds=ahead["ds"] + pandas.Timedelta("1D"))), "no period of item0 starts there"),
    (lambda df, ahead: (df, ahead.drop(columns="ds")), "X_df has no column ds"),
    (lambda df, ahead: (df, ahead.assign(unique_id=None)), "id is missing"),
    (lambda df, ahead: (df, ahead.head(0)), "X_df has no row for item0"),
    (lambda df, ahead: (df.assign(ds=[i % WEEKS for i in range(len(df))]), ahead), "days, weeks and months"),
])
def test_bad_frames(spoil, words):
    df, ahead, _ = invented()
    df, ahead = spoil(df, ahead)
    with pytest.raises(twobin.InputError, match=words) as caught:
        twobin.forecast(df, COMING, X_df=ahead)
    assert caught.value.status == 65


def test_bad_arguments():
    df, ahead, _ = invented()
    with pytest.raises(twobin.UsageError, match="cumulative"):
        twobin.forecast(df, COMING, X_df=ahead, cumulative=True)
    with pytest.raises(twobin.UsageError, match="a frame is needed"):
        twobin.forecast(df, COMING, X_df=3)


@pytest.mark.filterwarnings("ignore::twobin.SeriesWarning")
def test_rows_of_other_series_and_periods_are_passed_by():
    df, ahead, _ = invented()
    expected = twobin.forecast(df, COMING, X_df=ahead)
    more = pandas.concat([ahead, ahead.assign(unique_id="other"), ahead.assign(ds=ahead["ds"] + pandas.Timedelta(weeks=COMING))])
    pandas.testing.assert_frame_equal(twobin.forecast(df, COMING, X_df=more), expected, check_exact=True)


@pytest.mark.filterwarnings("ignore::twobin.SeriesWarning")
def test_past_origins_know_ahead_what_a_forecast_would():
    df, _, _ = invented()
    blind = twobin.cross_validation(df, h=4, n_windows=2, step_size=3)
    seeing = twobin.cross_validation(df, h=4, n_windows=2, step_size=3, X_df=df, level=[80])
    assert list(seeing.columns) == ["unique_id", "ds", "cutoff", "y", "twobin", "twobin-lo-80", "twobin-hi-80"] and len(seeing) == 8 * 2 * 4
    assert error(seeing.drop(columns="y"), df) < 0.75 * error(blind.drop(columns="y"), df)
    # Each origin is the forecast of what it saw.
    for cutoff, rows in seeing.groupby("cutoff"):
        then = twobin.forecast(df[df["ds"] <= cutoff], 4, X_df=df[df["ds"] > cutoff].drop(columns="y"), level=[80])
        names = ["unique_id", "ds", "twobin", "twobin-lo-80", "twobin-hi-80"]
        pandas.testing.assert_frame_equal(rows[names].reset_index(drop=True), then[names].reset_index(drop=True), check_exact=True)
    # What comes behind an origin's periods does not reach it.
    late = df["ds"] > df["ds"].unique()[WEEKS - 4]
    changed = df.assign(y=df["y"].where(~late, 1e4), price=df["price"].where(~late, 1.0), fair=df["fair"].where(~late, 1))
    first = lambda frame: frame[frame["cutoff"] == frame["cutoff"].min()]["twobin"].tolist()
    assert first(twobin.cross_validation(changed, h=4, n_windows=2, step_size=3, X_df=changed)) == first(seeing)


@pytest.mark.filterwarnings("ignore::twobin.SeriesWarning")
def test_past_origins_with_times_as_text():
    df, _, _ = invented()
    text = df.assign(ds=df["ds"].dt.strftime("%Y-%m-%d"))
    assert twobin.cross_validation(text, h=3, X_df=text)["twobin"].tolist() == twobin.cross_validation(df, h=3, X_df=df)["twobin"].tolist()


def test_past_origins_want_a_row_for_every_forecast_period():
    df, ahead, _ = invented()
    with pytest.raises(twobin.InputError, match="X_df has no row for item0 at .*: give one row per series and forecast period"):
        twobin.cross_validation(df, h=4, X_df=ahead)
