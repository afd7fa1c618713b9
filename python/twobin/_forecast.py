"""Forecasts of panels, in the conventions of Nixtla's libraries: long frames of ``unique_id``, ``ds``, ``y``."""

from __future__ import annotations

import ctypes
import sys
import warnings
from ctypes import byref, c_double, c_void_p
from typing import Any, Optional, Sequence

from . import errors
from ._frames import Source, Table, column_names
from ._library import ForecastOptions, Handle, PanelOptions, Progress, library, run

EXTRA_COLUMNS = ("price", "promotion", "stockout")


def forecast(
    df: Any,
    h: int,
    *,
    X_df: Any = None,
    level: Optional[Sequence[float]] = None,
    quantiles: Optional[Sequence[float]] = None,
    id_col: str = "unique_id",
    time_col: str = "ds",
    target_col: str = "y",
    season_length: Optional[int] = None,
    period: str = "auto",
    point: str = "mean",
    cumulative: bool = False,
    model: str = "twobin",
    threads: Optional[int] = None,
    progress: Optional[Progress] = None,
) -> Any:
    """Forecasts every series of a frame; the same numbers as ``twobin forecast``.

    Args:
        df: one row per series and period: pandas, polars, pyarrow, duckdb, a dict of columns, or anything with ``__arrow_c_stream__``.
        h: periods to forecast, 1 to 10,000.
        X_df: what is known of the coming periods, one row per series and period: ``price``, ``promotion`` (0 and 1), and events, which are
            further columns of 0 and 1 that ``df`` has too. Days, weeks and months. Forecasts then blend smoothing with a regression on them, as
            plans do; without it, ``price`` and ``promotion`` of ``df`` are not used.
        level: prediction intervals in per cent: columns ``twobin-lo-80`` and ``twobin-hi-80``.
        quantiles: probabilities: columns ``q0.5``, ``q0.9``.
        id_col, time_col, target_col: names of the columns. Ids are text or whole numbers; periods start at dates, timestamps (without a
            time zone, or in UTC) or whole numbers; a missing value is a period whose demand is not known.
        season_length: periods per season; None: the usual one of the period.
        period: ``auto``, ``hour``, ``day``, ``week``, ``month``, ``quarter``, ``year`` or ``none``.
        point: ``mean``, or ``median`` (what sMAPE and MASE reward).
        cumulative: one row per series, the total over the horizon.
        model: name of the column of point forecasts.
        threads: workers (default: TWOBIN_THREADS, else one per processor); the numbers do not depend on it.
        progress: True for a bar on standard error, or a function told ``(stage, done, total)``.

    Returns:
        A frame of the kind that was given: id, time, forecast, intervals, quantiles; rows by id (in byte order), then time.

    Raises:
        twobin.UsageError, twobin.InputError: with the text of the command. Series that cannot be forecast are left out with a
        ``twobin.SeriesWarning``.

    Example:
        >>> import twobin
        >>> months = [f"2023-{month:02}-01" for month in range(1, 13)]
        >>> sales = {"unique_id": ["0012"] * 12, "ds": months, "y": [5, 6, 4, 5, 7, 5, 6, 5, 4, 6, 5, 6]}
        >>> ahead = twobin.forecast(sales, h=2, level=[80])
        >>> ahead["ds"]
        ['2024-01-01', '2024-02-01']
        >>> list(ahead)
        ['unique_id', 'ds', 'twobin', 'twobin-lo-80', 'twobin-hi-80']
    """
    source, ahead = _sources(df, X_df, id_col, time_col, target_col)
    panel = _panel(source, id_col, time_col, target_col, period, threads, ahead)
    options = _options(h, level, quantiles, season_length, point, cumulative, model)
    table = _table(lambda call, out: library().tb_panel_forecast(panel.address, byref(options), call, out), threads, progress)
    return source.like(table, keys=[id_col, time_col])


def cross_validation(
    df: Any,
    h: int,
    n_windows: int = 1,
    step_size: Optional[int] = None,
    X_df: Any = None,
    *,
    level: Optional[Sequence[float]] = None,
    quantiles: Optional[Sequence[float]] = None,
    id_col: str = "unique_id",
    time_col: str = "ds",
    target_col: str = "y",
    season_length: Optional[int] = None,
    period: str = "auto",
    point: str = "mean",
    model: str = "twobin",
    threads: Optional[int] = None,
    progress: Optional[Progress] = None,
) -> Any:
    """Forecasts from past origins, each of which sees only what was known before it.

    Args:
        n_windows: origins; the last one lies ``h`` periods before the end of each series.
        step_size: periods between origins; None: ``h``.
        X_df: what was known ahead at each origin of the ``h`` periods behind it: ``price``, ``promotion`` and events, as of
            :func:`forecast`; rows of other periods are passed by. ``X_df=df`` says that all of these columns of ``df`` were.
        df, h, level, and the others: as of :func:`forecast`.

    Returns:
        id, time, ``cutoff`` (the last period seen), the value, the forecast, and so on: what ``utilsforecast.evaluate`` takes.

    Example:
        >>> import twobin
        >>> sales = {"unique_id": ["a"] * 30, "ds": list(range(30)), "y": [3.0, 4.0, 5.0] * 10}
        >>> past = twobin.cross_validation(sales, h=2, n_windows=2)
        >>> past["ds"], past["cutoff"]
        ([26, 27, 28, 29], [25, 25, 27, 27])
        >>> past["y"]
        [5.0, 3.0, 4.0, 5.0]
    """
    source, ahead = _sources(df, X_df, id_col, time_col, target_col)
    panel = _panel(source, id_col, time_col, target_col, period, threads, ahead)
    options = _options(h, level, quantiles, season_length, point, False, model)
    windows, step = _whole("n_windows", n_windows), _whole("step_size", h if step_size is None else step_size)
    table = _table(
        lambda call, out: library().tb_panel_cross_validation(panel.address, byref(options), windows, step, call, out), threads, progress)
    return source.like(table, keys=[id_col, time_col, target_col], times={"cutoff": time_col})


def _sources(df: Any, X_df: Any, id_col: str, time_col: str, target_col: str) -> tuple[Source, Optional[Source]]:
    events: Optional[list[str]] = []
    if X_df is not None:
        names = column_names(X_df)
        events = None if names is None else [name for name in names if name != target_col]
    source = Source(df, None if events is None else [id_col, time_col, target_col, *EXTRA_COLUMNS, *events])
    return source, None if X_df is None else Source(X_df, events, name="X_df")


class _Panel(Handle):
    def __init__(self, address: int) -> None:
        super().__init__(address, "tb_panel_free")


def _panel(source: Source, id_col: str, time_col: str, target_col: str, period: str, threads: Optional[int], ahead: Optional[Source] = None) -> _Panel:
    for name, value in [("id_col", id_col), ("time_col", time_col), ("target_col", target_col), ("period", period)]:
        if not isinstance(value, str):
            raise errors.UsageError(f"{name} is a text, not {value!r}")
    options = PanelOptions(
        ctypes.sizeof(PanelOptions), id_col.encode(), time_col.encode(), target_col.encode(), period.encode())
    found: list[_Panel] = []

    def body(call) -> int:
        out = c_void_p()
        status = source.read(lambda stream: library().tb_panel_from_arrow(stream, byref(options), call, byref(out)))
        if out.value:
            found.append(_Panel(out.value))
        return status

    def with_ahead(call) -> int:
        def read(stream) -> int:
            options.ahead = stream
            return body(call)

        return body(call) if ahead is None else ahead.read(read)

    run(with_ahead, threads)
    return found[0]


def _table(function, threads: Optional[int], progress: Optional[Progress]) -> Table:
    found: list[Table] = []

    def body(call) -> int:
        out = c_void_p()
        status = function(call, byref(out))
        if out.value:
            found.append(Table(out.value))
        return status

    run(body, threads, progress)
    _warn(found[0])
    return found[0]


def _warn(table: Table) -> None:
    notes = table.notes()
    failed = [note for note in notes if note["kind"] == "failed"]
    # The caller's line: two functions of this file and one of the package lie between.
    if failed:
        shown = "".join(f"\n  {note['unique_id']}: {note['text']}" for note in failed[:10])
        more = f"\n  ... and {len(failed) - 10} more" if len(failed) > 10 else ""
        warnings.warn(f"{len(failed)} series could not be forecast and are left out:{shown}{more}", errors.SeriesWarning, stacklevel=4)
    for note in notes:
        if note["kind"] == "remark":
            warnings.warn(note["text"], errors.SeriesWarning, stacklevel=4)


def _options(
    h: int, level: Optional[Sequence[float]], quantiles: Optional[Sequence[float]], season_length: Optional[int], point: str,
    cumulative: bool, model: str,
) -> ForecastOptions:
    if point not in ("mean", "median"):
        raise errors.UsageError(f"point: \"{point}\" is none of mean, median")
    if not isinstance(model, str) or not model:
        raise errors.UsageError("model is the name of a column")
    levels, probabilities = _numbers("level", level), _numbers("quantiles", quantiles)
    options = ForecastOptions()
    options.size = ctypes.sizeof(ForecastOptions)
    options.horizon = _whole("h", h)
    options.season = 0 if season_length is None else _whole("season_length", season_length, least=1)
    options.cumulative, options.median = int(bool(cumulative)), int(point == "median")
    options.model = model.encode()
    options.levels, options.level_count = (c_double * len(levels))(*levels), len(levels)
    options.quantiles, options.quantile_count = (c_double * len(probabilities))(*probabilities), len(probabilities)
    return options


def _whole(name: str, value: Any, least: int = -sys.maxsize) -> int:
    try:
        number = value.__index__()
    except AttributeError:
        raise errors.UsageError(f"{name} is a whole number, not {value!r}") from None
    if not max(least, -(2**31)) <= number < 2**31:
        raise errors.UsageError(f"{name}: {number} is out of range")
    return number


def _numbers(name: str, values: Optional[Sequence[float]]) -> list[float]:
    if values is None:
        return []
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        values = [values]  # type: ignore[list-item]
    try:
        return [float(value) for value in values]
    except (TypeError, ValueError):
        raise errors.UsageError(f"{name} is a list of numbers, not {values!r}") from None
