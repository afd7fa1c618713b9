"""Plans of a shop: reorder points and orders, from frames or files, with the keys of the plan file."""

from __future__ import annotations

import ctypes
import datetime
import json
import os
import warnings
from ctypes import byref, c_char_p, c_int64, c_void_p
from typing import Any, Optional, Sequence, Union

from . import errors
from ._frames import Source, Table
from ._library import Handle, Progress, ReplayOptions, library, run
from ._plan_inputs import write_inputs


def plan(
    sales: Any,
    items: Any = None,
    *,
    budget: Optional[float] = None,
    fill_rate: Optional[float] = None,
    expected_backorders: Optional[float] = None,
    weight: Optional[str] = None,
    period: Optional[str] = None,
    as_of: Union[None, str, datetime.date] = None,
    threads: Optional[int] = None,
    progress: Optional[Progress] = None,
    **keys: Any,
) -> "Plan":
    """Plans reorder points and orders from a sales history; the same bytes as ``twobin plan`` on the same tables.

    Args:
        sales: one row per sale line or per day: a frame (pandas, polars, pyarrow, duckdb, a dict of columns, ...) or the path of a file.
            With the path of a plan file (``.toml``) alone, that is planned.
        items: one row per item-location: item, unit_cost, lead_time_days, on_hand, ...; a frame or a path. Also ``receipts``,
            ``open_orders``, ``backorders``, ``calendar``, ``planned``, ``suppliers``, ``snapshots``, ``kits``, ``successors``, ``closures``,
            ``overrides``.
        budget: average inventory value that may be spent; or ``stock_value``.
        fill_rate: share of units to serve from the shelf; or ``expected_backorders``, and what else ``[objective]`` of the plan file takes.
        weight: whose backorders count how much: ``units``, ``value``, ``customers``, ``column``.
        period: ``day``, ``week``, ``month`` or ``auto``.
        as_of: the planning day; sales strictly before it count. None: the day after the last sale.
        keys: the other keys of the plan file: a section as a dict (``defaults={"lead_time_days": 21}``), or ``objective={"kind": ...}``.
        threads, progress: as of :func:`twobin.forecast`.

    Raises:
        twobin.UsageError, twobin.InputError: with the text of the command. Items that fail are listed by a ``twobin.SeriesWarning``.

    Example:
        >>> import twobin
        >>> days = [f"2024-{month:02}-{day:02}" for month in range(1, 7) for day in range(1, 29)]
        >>> sales = {"date": days, "item": ["0012"] * len(days), "quantity": [day % 4 for day in range(len(days))]}
        >>> items = {"item": ["0012"], "unit_cost": [2.5], "lead_time_days": [14], "on_hand": [10]}
        >>> shop = twobin.plan(sales, items, fill_rate=0.95)
        >>> shop.recommendations["item"]
        ['0012']
        >>> print(shop.explain("0012").splitlines()[0])  # doctest: +ELLIPSIS
        0012...
    """
    if items is None and isinstance(sales, (str, os.PathLike)) and str(sales).endswith(".toml"):
        given = dict(budget=budget, fill_rate=fill_rate, expected_backorders=expected_backorders, weight=weight, period=period, **keys)
        named = [name for name, value in given.items() if value is not None]
        if named:
            raise errors.UsageError(f"{', '.join(named)}: a plan file holds its own keys; change it there")
        return _make(str(sales), None, as_of, None, threads, progress)
    shorthands = {"budget": budget, "fill_rate": fill_rate, "expected_backorders": expected_backorders, "weight": weight}
    import tempfile

    folder = tempfile.TemporaryDirectory(prefix="twobin-")
    source, text = write_inputs(folder.name, sales, items, shorthands, period, keys)
    path = os.path.join(folder.name, "plan.toml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return _make(path, folder, as_of, source, threads, progress)


def _make(path, folder, as_of, source, threads, progress) -> "Plan":
    day = None if as_of is None else str(as_of)[:10].encode()
    found: list[_Run] = []

    def body(call) -> int:
        out = c_void_p()
        status = library().tb_plan_make(path.encode(), day, call, byref(out))
        if out.value:
            found.append(_Run(out.value))
        return status

    try:
        status = run(body, threads, progress)
    except errors.Error as problem:
        if folder is not None and problem.args:
            problem.args = (str(problem.args[0]).replace(folder.name + os.sep, ""), *problem.args[1:])
        raise
    made = Plan(found[0], path, folder, source, threads)
    if status == 1:
        made._warn_of_failures()
    return made


class _Run(Handle):
    def __init__(self, address: int) -> None:
        super().__init__(address, "tb_plan_free")

    def table(self, name: str) -> Table:
        out = c_void_p()
        run(lambda call: library().tb_plan_table(self.address, name.encode(), byref(out)))
        return Table(out.value or 0)

    def text(self, name: str, argument: Optional[str] = None) -> str:
        out = c_void_p()
        run(lambda call: library().tb_plan_text(self.address, name.encode(), None if argument is None else argument.encode(), byref(out)))
        return read_text(out.value or 0)


def read_text(address: int) -> str:
    length = c_int64()
    try:
        pointer = library().tb_text_bytes(address, byref(length))
        return ctypes.string_at(pointer, length.value).decode()
    finally:
        library().tb_text_free(address)


class Plan:
    """A finished plan. Frames come in the kind of the sales frame (pandas where the sales were a file and pandas is there)."""

    def __init__(self, made: _Run, path: str, folder: Any, source: Optional[Source], threads: Optional[int]) -> None:
        self._run = made
        self._path = path
        self._folder = folder
        self._source = source
        self._threads = threads

    @property
    def id(self) -> str:
        """The id of the run: the same for the same tables and keys."""
        return self._run.text("id")

    @property
    def recommendations(self) -> Any:
        """One row per item-location: levels, what to order, what the levels achieve, and why. Columns as of recommendations.csv."""
        return self._frame("recommendations")

    @property
    def forecasts(self) -> Any:
        """unique_id, ds, mean and quantiles."""
        return self._frame("forecasts")

    @property
    def quarantine(self) -> Any:
        """Rows that could not be used, each with a reason and what to do."""
        return self._frame("quarantine")

    @property
    def summary(self) -> dict[str, Any]:
        """summary.json as a dict: totals, objective with bound and gap, inputs, warnings."""
        return json.loads(self._run.text("summary"))

    @property
    def totals(self) -> dict[str, Any]:
        """The sums over all items: money, expected backorders, fill rate, ..."""
        return self.summary["totals"]

    @property
    def report(self) -> list[str]:
        """What was understood of the tables, in sentences."""
        return self._run.text("report").splitlines()

    def orders(self) -> Any:
        """Today's purchase orders, a row per line."""
        return self._frame("orders")

    def curve(self) -> Any:
        """The least expected backorders for each amount of money, and where today's stock and this plan stand."""
        return self._frame("curve")

    def explain(self, item: str, as_dict: bool = False) -> Any:
        """Why an item's numbers are what they are; ``item`` or ``item@location``."""
        return json.loads(self._run.text("explain.json", item)) if as_dict else self._run.text("explain", item)

    def whatif(self, *changes: str, threads: Optional[int] = None, progress: Optional[Progress] = None, **named: Union[str, float]) -> "Scenario":
        """The plan under changed numbers: ``plan.whatif(lead_time="+20%")``, ``plan.whatif("0012.lead_time_days=40")``."""
        words = [*changes, *(f"{key}={value}" for key, value in named.items())]
        if not words:
            raise errors.UsageError("Give at least one change, for example lead_time=\"+20%\".")
        array = (c_char_p * len(words))(*[word.encode() for word in words])
        found: list[_Run] = []

        def body(call) -> int:
            out = c_void_p()
            status = library().tb_plan_whatif(self._run.address, array, len(words), call, byref(out))
            if out.value:
                found.append(_Run(out.value))
            return status

        run(body, threads or self._threads, progress)
        return Scenario(found[0], self._path, self._folder, self._source, self._threads, self, words)

    def replay(
        self, start: Union[str, datetime.date], *, days: int = 126, discard: int = 28, replan: int = 28, threads: Optional[int] = None,
        progress: Optional[Progress] = None,
    ) -> dict[str, Any]:
        """The policy replayed over sales that came later, beside the textbook rule at equal money: the JSON of ``twobin replay``."""
        options = ReplayOptions(ctypes.sizeof(ReplayOptions), str(start)[:10].encode(), int(days), int(discard), int(replan), 0)
        found: list[str] = []

        def body(call) -> int:
            out = c_void_p()
            status = library().tb_replay(self._path.encode(), byref(options), call, byref(out))
            if out.value:
                found.append(read_text(out.value))
            return status

        run(body, threads or self._threads, progress)
        return json.loads(found[0])

    def write(self, directory: Union[str, os.PathLike]) -> None:
        """Writes the files of ``twobin plan`` into a folder, all or none."""
        run(lambda call: library().tb_plan_write(self._run.address, os.fsencode(directory)))

    def save(self, store: Union[str, os.PathLike]) -> str:
        """Keeps the run in a store (``twobin.sqlite`` in the folder, or the file named) for the page and the other commands; returns its id."""
        path = os.fspath(store)
        if not path.endswith(".sqlite"):
            path = os.path.join(path, "twobin.sqlite")
        run(lambda call: library().tb_plan_save(self._run.address, os.fsencode(path)))
        return self.id

    def export_inputs(self, directory: Union[str, os.PathLike]) -> str:
        """Copies the tables and the plan file to a folder, for the command; returns the path of the plan file."""
        import shutil

        if self._folder is None:
            return self._path
        os.makedirs(directory, exist_ok=True)
        for name in os.listdir(self._folder.name):
            shutil.copy(os.path.join(self._folder.name, name), directory)
        return os.path.join(os.fspath(directory), "plan.toml")

    def chart(self, name: str = "curve", item: Optional[str] = None) -> "Chart":
        """A picture: ``curve``, ``fill-rate-by-price``, or of an item ``demand``, ``stock``, ``lead-time-demand``."""
        return Chart(self._run.text(f"chart.{name}", item), name if item is None else f"{name} of {item}")

    def _frame(self, name: str) -> Any:
        table = self._run.table(name)
        if self._source is not None:
            return self._source.like(table)
        try:
            import pandas
        except ImportError:
            return table
        return Source(pandas.DataFrame()).like(table)

    def _warn_of_failures(self) -> None:
        columns = self._run.table("recommendations").columns()
        rows = [
            f"\n  {item if location == 'main' else f'{item}@{location}'}: {reason}"
            for item, location, status, reason in zip(columns["item"], columns["location"], columns["status"], columns["reason"])
            if status == "failed"
        ]
        warnings.warn(f"{len(rows)} items could not be planned:{''.join(rows[:10])}", errors.SeriesWarning, stacklevel=4)

    def __repr__(self) -> str:
        return f"<twobin plan {self.id}: {self.totals['planned_items']} item-locations>"

    def _repr_html_(self) -> str:
        import html

        summary = self.summary
        rows = "".join(
            f"<tr><th style='text-align:left'>{html.escape(name.replace('_', ' '))}</th><td style='text-align:right'>{_number(value)}</td></tr>"
            for name, value in summary["totals"].items()
            if isinstance(value, (int, float)) and not isinstance(value, bool)
        )
        words = "".join(f"<li>{html.escape(text)}</li>" for text in (summary.get("attention") or []) + summary.get("warnings", []))
        pictures = ""
        for name in ("curve", "fill-rate-by-price"):
            try:
                pictures += self.chart(name).svg
            except errors.InputError as problem:
                # A plan without unit costs has no curve of money.
                pictures += f"<p>{html.escape(str(problem))}</p>"
        return f"<div><h3>Plan {self.id} as of {html.escape(summary['as_of'])}</h3><table>{rows}</table><ul>{words}</ul>{pictures}</div>"


class Scenario(Plan):
    """A plan under changed numbers, and what differs from the plan it started from."""

    def __init__(self, made, path, folder, source, threads, base: Plan, changes: Sequence[str]) -> None:
        super().__init__(made, path, folder, source, threads)
        self.base = base
        self.changes = list(changes)

    @property
    def deltas(self) -> Any:
        """Per item-location: levels, waiting and orders before and after."""
        out = c_void_p()
        run(lambda call: library().tb_plan_deltas(self.base._run.address, self._run.address, byref(out)))
        table = Table(out.value or 0)
        return self._source.like(table) if self._source is not None else table


class Chart:
    """A picture (SVG) that notebooks show; ``svg`` is its text."""

    def __init__(self, svg: str, name: str = "chart") -> None:
        self.svg = svg
        self.name = name

    def __repr__(self) -> str:
        return f"<twobin chart: {self.name}>"

    def _repr_svg_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.svg


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
