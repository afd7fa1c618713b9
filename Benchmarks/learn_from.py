#!/usr/bin/env python3
"""What a panel loses by learning from a sample of its items (`[series] learn_from`) instead of from all.

    Benchmarks/learn_from.py --twobin .build/release/twobin --shared SHARED | tee Benchmarks/results/learn_from.txt

Plans each panel as of past days, from sales up to that day alone, twice: learning from all items, and from about a sixth of them. Both plans are then
compared with the demand that came:

- error: sum of |expected - came| by period, over the sum of what came;
- pinball: the same of the quantiles 0.5 and 0.9 (twice the pinball loss);
- short: units that the levels of both plans, under one budget, leave unserved over the protection interval when every item starts at its
  order-up-to level, over the sum of what came. It is what the levels are for.

Panels: 30,000 invented items x 104 weeks (Benchmarks/night_scale.py, learning from 5,000), the two years of online retail by week (from 430 of some
2,500) and the car parts by month (from 450 of 2,674). Origins lie before the last ones, which are kept for checking.
"""

import argparse
import csv
import datetime
import gzip
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def plan_text(as_of, period, budget, sample, extra=""):
    learn = f"learn_from = {sample}\n" if sample else ""
    return (
        f'as_of = "{as_of}"\n[sales]\npath = "sales.csv"\n{extra}[series]\nperiod = "{period}"\n{learn}'
        f'[objective]\nkind = "budget"\naverage_inventory_value = {budget:.0f}\n[output]\nkeep_runs = 1\nquantiles = [0.5, 0.9]\n')


class Panel:
    """Sales by item and day, with a table of items."""

    def __init__(self, name, period, sample, rows, items=None, budget=None):
        self.name, self.period, self.sample, self.rows, self.items, self.budget = name, period, sample, rows, items, budget

    def write(self, folder, as_of, sample, budget):
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / "sales.csv", "w") as out:
            out.write("date,item,quantity\n")
            out.writelines(f"{day},{item},{units:g}\n" for day, item, units in self.rows if day < as_of)
        extra = ""
        if self.items:
            (folder / "items.csv").write_text(self.items)
            extra = '[items]\npath = "items.csv"\n'
        else:
            extra = "[defaults]\nlead_time_days = 28\nreview_period_days = 7\nunit_cost = 1\n"
        (folder / "plan.toml").write_text(plan_text(as_of, self.period, budget, sample, extra))

    def start(self, day):
        """The first day of the period of a day, as text."""
        date = datetime.date.fromisoformat(day)
        return date.replace(day=1).isoformat() if self.period == "month" else day


def synthetic(folder, items, weeks):
    sys.path.insert(0, str(ROOT / "Benchmarks"))
    import night_scale

    night_scale.make_shop(str(folder), items, weeks, 11, True)
    with open(folder / "sales.csv") as table:
        rows = [(row["date"], row["item"], float(row["quantity"])) for row in csv.DictReader(table)]
    budget = next(float(line.split("=")[1]) for line in open(folder / "plan.toml") if line.startswith("average_inventory_value"))
    return Panel(f"{items} invented items", "week", items // 6, rows, (folder / "items.csv").read_text(), budget)


def retail(shared):
    rows = {}
    with gzip.open(shared / "data/online-retail-two-years/transactions.csv.gz", "rt") as table:
        for row in csv.DictReader(table):
            code, units = row["StockCode"].upper().strip(), int(row["Quantity"])
            # Codes of goods have five digits; cancellations and write-offs are left out on both sides.
            if units <= 0 or row["Invoice"].startswith(("C", "A")) or not code[:5].isdigit():
                continue
            key = (row["InvoiceDate"][:10], code)
            rows[key] = rows.get(key, 0) + units
    return Panel("online retail, two years", "week", 430, [(day, item, units) for (day, item), units in sorted(rows.items())], budget=250_000)


def carparts(shared):
    with gzip.open(shared / "data/carparts/sales.csv.gz", "rt") as table:
        rows = [(row["ds"], row["unique_id"], float(row["y"])) for row in csv.DictReader(table) if row["y"] not in ("", "NA") and float(row["y"]) > 0]
    return Panel("car parts", "month", 450, sorted(rows), budget=6_000)


def scores(panel, out, as_of):
    """Sums of errors and of what came."""
    came = {}
    for day, item, units in panel.rows:
        if day >= as_of:
            came.setdefault(item, []).append((day, units))
    def total(item, first, last):
        return sum(units for day, units in came.get(item, []) if first <= day < last)
    length = datetime.timedelta(days=7)
    error = pinball = wanted = 0.0
    with open(out / "forecasts.csv") as table:
        for row in csv.DictReader(table):
            start = datetime.date.fromisoformat(row["ds"])
            end = (start.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) if panel.period == "month" else start + length
            y = total(row["unique_id"].split("@")[0], start.isoformat(), end.isoformat())
            error += abs(float(row["mean"]) - y)
            for q in (0.5, 0.9):
                gap = y - float(row[f"q{q}"])
                pinball += 2 * (q * gap if gap > 0 else (q - 1) * gap)
            wanted += y
    short = over = 0.0
    with open(out / "recommendations.csv") as table:
        for row in csv.DictReader(table):
            if not row["order_up_to"]:
                continue
            last = datetime.date.fromisoformat(as_of) + datetime.timedelta(days=round(float(row["protection_days"])))
            y = total(row["item"], as_of, last.isoformat())
            short += max(0, y - float(row["order_up_to"]))
            over += y
    return {"error": error / wanted, "pinball": pinball / wanted, "short": short / over}


def compare(panel, as_ofs, twobin, folder):
    sums = {}
    for as_of in as_ofs:
        for name, sample in (("all", None), ("sample", panel.sample)):
            place = folder / f"{panel.name.replace(' ', '-').replace(',', '')}-{as_of}-{name}"
            panel.write(place, as_of, sample, panel.budget)
            ran = subprocess.run([twobin, "plan", str(place / "plan.toml"), "--out", str(place / "out")], capture_output=True, text=True)
            if ran.returncode not in (0, 1):
                raise SystemExit(f"{place}: {ran.stderr[-800:]}")
            found = scores(panel, place / "out", as_of)
            for key, value in found.items():
                sums.setdefault(key, {}).setdefault(name, []).append(value)
            print(f"{panel.name:26} {as_of} {'all items' if sample is None else f'{sample} items':>12}  " + "  ".join(f"{key} {value:.4f}" for key, value in found.items()), flush=True)
    for key, both in sums.items():
        ratios = [after / before - 1 for before, after in zip(both["all"], both["sample"])]
        print(f"{panel.name:26} {key:8} learning from a sample against learning from all: {100 * (sum(both['sample']) / sum(both['all']) - 1):+.2f}% "
              f"(by origin {', '.join(f'{100 * ratio:+.2f}%' for ratio in ratios)})", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--twobin", default=".build/release/twobin")
    parser.add_argument("--shared", default=os.environ.get("TWOBIN_SHARED", ""), type=pathlib.Path)
    parser.add_argument("--items", default=30_000, type=int)
    parser.add_argument("--panels", nargs="*", default=["carparts", "retail", "synthetic"])
    arguments = parser.parse_args()
    twobin = os.path.abspath(arguments.twobin)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if "carparts" in arguments.panels:
            compare(carparts(arguments.shared), ["2000-12-01", "2001-03-01", "2001-06-01"], twobin, folder)
        if "retail" in arguments.panels:
            compare(retail(arguments.shared), ["2010-12-06", "2011-02-28", "2011-05-23"], twobin, folder)
        if "synthetic" in arguments.panels:
            panel = synthetic(folder / "shop", arguments.items, 104)
            weeks = [datetime.date(2024, 1, 1) + datetime.timedelta(weeks=week) for week in (82, 90)]
            compare(panel, [week.isoformat() for week in weeks], twobin, folder)


if __name__ == "__main__":
    main()
