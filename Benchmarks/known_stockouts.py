"""Stock-outs of which the truth is known, through the product: what `twobin plan` takes for demand, and what it forecasts, against what was wanted.

Each kind of shop (see SHOPS) loses the sales that its shelf cannot serve. Sales files have a `stockout` flag, or none and a table of counted
stock (`snapshots`), or neither. Shown are sales, corrected demand (sales + the units that `twobin explain` says were added) and forecasts of
`plan` and of `series | forecast` over true demand, and on how many items something was said.

Usage: python Benchmarks/known_stockouts.py [SHOP ...] [--keep FOLDER]        (needs numpy; some minutes)
"""
import argparse
import csv
import datetime
import json
import os
import pathlib
import re
import subprocess
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
TWOBIN = pathlib.Path(os.environ.pop("TWOBIN_BINARY", ROOT / ".build" / "release" / "twobin"))
START = datetime.date(2022, 1, 3)


def negative_binomial(rng, mean, phi, size):
    mean = np.broadcast_to(mean, size)
    return rng.poisson(mean) if phi == 0 else rng.negative_binomial(1 / phi, 1 / (1 + phi * mean))


def shelf(demand, stock):
    """Sales and flag of each period where `stock` units stand on the shelf at its start."""
    return np.minimum(demand, stock), demand >= stock


def milk(rng, n=200, t=500):
    demand = negative_binomial(rng, 5.0, 0, (n, t))
    return dict(demand=demand, mean=5.0, shelf=shelf(demand, 6), period="day")


def slow(rng):
    demand = negative_binomial(rng, 0.4, 0.5, (150, 400))
    return dict(demand=demand, mean=0.4, shelf=shelf(demand, 1), period="day")


def lumpy(rng):
    demand = negative_binomial(rng, 8.0, 0.5, (100, 208))
    return dict(demand=demand, mean=8.0, shelf=shelf(demand, 10), period="week")


def weekend(rng):
    """Filled up on Mondays to 20: 21 are wanted a week, so the shelf is empty for the end of many a week. Days in the file, weeks in the plan."""
    demand = rng.poisson(3.0, (80, 7 * 156))
    sold, empty, left = np.zeros_like(demand), np.zeros(demand.shape, bool), np.zeros(80, int)
    for day in range(demand.shape[1]):
        if day % 7 == 0:
            left[:] = 20
        sold[:, day] = np.minimum(demand[:, day], left)
        empty[:, day] = demand[:, day] >= left
        left -= sold[:, day]
    return dict(demand=demand, mean=21.0, shelf=(sold, empty), period="week", by_day=True)


def long_runs(rng):
    """Nothing on the shelf for three to ten weeks, about a fifth of the time."""
    demand = negative_binomial(rng, 12.0, 0.1, (80, 156))
    empty = np.zeros(demand.shape, bool)
    for row in empty:
        week = 0
        while week < len(row):
            if rng.random() < 0.04:
                length = rng.integers(3, 11)
                row[week:week + length] = True
                week += length
            week += 1
    return dict(demand=demand, mean=12.0, shelf=(np.where(empty, 0, demand), empty), period="week")


def every_period(rng):
    demand = negative_binomial(rng, 12.0, 0.1, (60, 104))
    return dict(demand=demand, mean=12.0, shelf=(np.minimum(demand, 9), np.ones(demand.shape, bool)), period="week")


def nothing_sold(rng):
    demand = negative_binomial(rng, 12.0, 0.1, (20, 104))
    return dict(demand=demand, mean=12.0, shelf=(np.where(np.arange(104) < 1, demand, 0) * np.ones_like(demand), np.tile(np.arange(104) >= 1, (20, 1))), period="week")


def at_the_end(rng):
    """The last six weeks, up to today, nothing on the shelf."""
    demand = negative_binomial(rng, 12.0, 0.1, (60, 104))
    empty = np.tile(np.arange(104) >= 98, (60, 1))
    return dict(demand=demand, mean=12.0, shelf=(np.where(empty, 0, demand), empty), period="week")


def promoted(rng):
    """Promotions double demand and empty a shelf that holds one and a half times the usual week."""
    on = rng.random((80, 156)) < 0.12
    demand = negative_binomial(rng, np.where(on, 24.0, 12.0), 0.1, on.shape)
    return dict(demand=demand, mean=12.0, shelf=shelf(demand, 18), period="week", promotion=on)


def fractions(rng):
    shop = lumpy(rng)
    return dict(shop, demand=shop["demand"] * 0.37, mean=8 * 0.37, shelf=(shop["shelf"][0] * 0.37, shop["shelf"][1]))


def trend(rng):
    """Demand doubles over the history while the shelf stays as it is."""
    mean = 8.0 * 2 ** (np.arange(156) / 155)
    demand = negative_binomial(rng, mean, 0.1, (80, 156))
    return dict(demand=demand, mean=16.0, expected=mean, shelf=shelf(demand, 15), period="week")


def seasonal(rng):
    """Demand waves by a third up and down through the year; the shelf is the same all year."""
    mean = 12.0 * np.exp(0.33 * np.cos(2 * np.pi * np.arange(156) / 52.18))
    demand = negative_binomial(rng, mean, 0.1, (80, 156))
    return dict(demand=demand, mean=float(12.0 * np.mean(np.exp(0.33 * np.cos(2 * np.pi * np.arange(156, 160) / 52.18)))), shelf=shelf(demand, 15), period="week")


def seasonal_full(rng):
    """The same with a shelf that is never empty: what forecasts of a season miss by themselves."""
    shop = seasonal(rng)
    return dict(shop, shelf=(shop["demand"], np.zeros(shop["demand"].shape, bool)))


def counted(rng):
    """As `long_runs`, without a flag: the daily count of stock says it."""
    return dict(long_runs(rng), flag=False, snapshots=True)


def uncounted(rng):
    """Two to five weeks without stock twice a history, and nothing says so but the silence."""
    demand = negative_binomial(rng, 12.0, 0.1, (80, 156))
    empty = np.zeros(demand.shape, bool)
    for row in empty:
        for start in (rng.integers(20, 60), rng.integers(90, 130)):
            row[start:start + rng.integers(2, 6)] = True
    return dict(demand=demand, mean=12.0, shelf=(np.where(empty, 0, demand), empty), period="week", flag=False)


def nothing_empty(rng):
    """No stock-out at all: intermittent, seasonal and dying items, 50 each. Whatever is called a stock-out here is none."""
    week = np.arange(156)
    seasonal = np.clip(20 * (1 + 1.4 * np.cos(2 * np.pi * week / 52)), 0, None)
    dying = 20 * np.exp(-np.clip(week - 100, 0, None) / 12)
    mean = np.vstack([np.full((50, 156), 0.7), np.tile(seasonal, (50, 1)), np.tile(dying, (50, 1)), np.full((50, 156), 3.0)])
    demand = negative_binomial(rng, mean, 0.3, mean.shape)
    return dict(demand=demand, mean=None, shelf=(demand, np.zeros(demand.shape, bool)), period="week", flag=False)


SHOPS = {shop.__name__.replace("_", "-"): shop for shop in (
    milk, slow, lumpy, weekend, long_runs, every_period, nothing_sold, at_the_end, promoted, fractions, trend, seasonal, seasonal_full, counted, uncounted, nothing_empty)}


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def run(*arguments):
    result = subprocess.run([TWOBIN, *map(str, arguments)], capture_output=True, text=True)
    if result.returncode not in (0, 1):
        raise SystemExit(result.stderr)
    return result.stdout, result.stderr


def judge(name, folder):
    folder.mkdir(parents=True, exist_ok=True)
    shop = SHOPS[name](np.random.default_rng(7))
    sold, empty = shop["shelf"]
    step = 7 if shop["period"] == "week" and not shop.get("by_day") else 1
    n, t = sold.shape
    days = [START + datetime.timedelta(step * k) for k in range(t)]
    flag, on = shop.get("flag", True), shop.get("promotion")
    rows = [[days[k], "%04d" % i, round(float(sold[i, k]), 6)] + ([int(on[i, k])] if on is not None else []) + ([int(empty[i, k])] if flag else [])
            for i in range(n) for k in range(t) if sold[i, k] > 0 or (flag and empty[i, k]) or k == 0]
    write(folder / "sales.csv", ["date", "item", "quantity"] + (["promotion"] if on is not None else []) + (["stockout"] if flag else []), rows)
    tables = ""
    if shop.get("snapshots"):
        write(folder / "snapshots.csv", ["date", "item", "on_hand"], [
            [days[k] + datetime.timedelta(d), "%04d" % i, 0 if empty[i, k] else 30] for i in range(n) for k in range(t) for d in range(step)])
        tables += '[snapshots]\npath = "snapshots.csv"\n'
    end = days[-1] + datetime.timedelta(step)
    if on is not None:
        write(folder / "planned.csv", ["date", "item", "promotion"], [[end, "%04d" % i, 1] for i in range(n)])
        tables += '[planned]\npath = "planned.csv"\n'
    lead = 21 if shop["period"] == "week" else 5
    (folder / "plan.toml").write_text(
        'as_of = "%s"\n[sales]\npath = "sales.csv"\n%s[series]\nperiod = "%s"\n[objective]\nkind = "fill_rate"\nfill_rate = 0.95\n'
        "[defaults]\nlead_time_days = %d\nreview_period_days = 0\n[output]\ndirectory = \"out\"\n" % (end, tables, shop["period"], lead))
    out, err = run("plan", folder / "plan.toml", "--out", folder / "out")
    notes = [line.strip() for line in out.splitlines() if line.strip().startswith("note:")]
    added, said = 0.0, 0
    inferred = np.zeros(n)
    for i in range(n):
        text = run("explain", "latest", "%04d" % i, "--store", folder / "out")[0]
        found = re.search(r"([\d.,]+) units (?:of demand )?added", text)
        unknown = re.search(r"(\d+) (?:periods|weeks|days|week|day|period) without any sale", text)
        said += bool(found or unknown or "stock-out" in text)
        added += float(found.group(1).replace(",", "")) if found else 0
        inferred[i] = int(unknown.group(1)) if unknown else 0
    per = 7 if shop.get("by_day") else 1
    line = "%-13s" % name
    if shop["mean"]:
        true = float(np.mean(shop["demand"])) * per
        line += " sales/wanted %.3f  corrected/wanted %.3f" % (sold.mean() * per / true, (sold.sum() + added) / shop["demand"].sum())
        forecasts = list(csv.DictReader(open(folder / "out" / "forecasts.csv")))
        if on is not None:
            first = [float(r["mean"]) for r in forecasts if r["ds"] == str(end)]
            forecasts = [r for r in forecasts if r["ds"] != str(end)]
            line += "  promoted week/24 %.3f" % (np.mean(first) / 24)
        line += "  plan's forecast/mean %.3f" % (np.mean([float(r["mean"]) for r in forecasts]) / shop["mean"])
        run("series", folder / "sales.csv", "--period", shop["period"], "--as-of", end, "--out", folder / "series.csv")
        out, err = run("forecast", folder / "series.csv", "--horizon", 4, "--out", folder / "f.csv")
        line += "  series|forecast/mean %.3f (%s)" % (
            np.mean([float(r["mean"]) for r in csv.DictReader(open(folder / "f.csv"))]) / shop["mean"], "said" if "stock-out" in err else "silent")
        if shop.get("flag", True) is False and not shop.get("snapshots"):
            line += "  empty periods found %d of %d" % (inferred.sum(), empty.sum())
    else:
        line += "  periods taken for stock-outs: intermittent %d, seasonal %d, dying %d, 3 a week %d" % tuple(inferred.reshape(4, 50).sum(1))
    print(line + "  items with a remark %d of %d" % (said, n))
    for note in notes:
        print("              " + note)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shops", nargs="*")
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in options.shops or SHOPS:
            judge(name, (options.keep or pathlib.Path(folder)) / name)


if __name__ == "__main__":
    main()
