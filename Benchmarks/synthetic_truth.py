"""Effects, forecasts and coverage on the invented shop against what its generator put in, stock-outs included.

Three tables: the effects that `twobin explain` shows and how often their 90% intervals hold the true ones; forecasts of four weeks from four
days against what customers wanted, with coming prices and promotions known; coverage of `twobin backtest` on units wanted and on units
sold, at the end of the year and before its season.

Usage: python Benchmarks/synthetic_truth.py        (Python 3.9 or later, no packages; builds twobin; about two minutes)
"""
import collections
import csv
import datetime
import math
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
from make_synthetic_shop import OUTLET_EVERY, SEED, day_text  # noqa: E402
from synthetic_shop_model import DAYS, Draws, make_items  # noqa: E402

ORIGINS = ["2025-07-17", "2025-10-09", "2025-11-06", "2025-12-04"]
TWOBIN = ROOT / ".build" / "release" / "twobin"


def run(*arguments):
    return subprocess.run([TWOBIN, *map(str, arguments)], capture_output=True, text=True, check=True).stdout


def item_locations(items):
    return [(item, place) for index, item in enumerate(items) for place in ("main", "outlet") if place == "main" or index % OUTLET_EVERY == 0]


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def plan_all_prices(shop, items):
    """planned.csv with every day's price and promotion from day 500 on, so that plans as of earlier days know them, too."""
    rows = []
    for item, place in item_locations(items):
        for day in range(500, DAYS + 60):
            off = item.promotions.get(day, 0)
            rows.append([day_text(day), item.code, place, "%.2f" % (item.prices[day] * (1 - off)), int(off > 0)])
    write(shop / "planned.csv", ["date", "item", "location", "price", "promotion"], rows)


def effects(items, store):
    sums = collections.defaultdict(lambda: [0, 0, 0.0, 0.0])
    for item, place in item_locations(items):
        truths = {"price": 0.9 ** -item.elasticity, "promotion": 1.35, "price on promotion": 1, "after a promotion": 1,
                  "one period after a price cut": 1, "two periods after a price cut": 1}
        text = run("explain", "latest", item.code + ("" if place == "main" else "@outlet"), "--store", store)
        for name, *numbers in re.findall(r"^  (\S.*?)  +multiplies demand by (\S+) \(90% between (\S+) and ([^\s)]+)\)", text, re.M):
            if name in truths:
                factor, low, high = map(float, numbers)
                entry = sums[name]
                for slot, value in enumerate((1, low <= truths[name] <= high, math.log(factor), math.log(truths[name]))):
                    entry[slot] += value
    print("effect                          items  factor  truth  in the 90% interval")
    for name, (count, inside, found, truth) in sums.items():
        print("%-31s %5d   %.3f  %.3f  %.2f" % (name, count, math.exp(found / count), math.exp(truth / count), inside / count))


def forecasts(origin, path, wanted):
    start, cells = datetime.date.fromisoformat(origin), collections.Counter()
    for row in csv.DictReader(open(path)):
        first = datetime.date.fromisoformat(row["ds"])
        if (first - start).days >= 28:
            continue
        actual = sum(wanted[row["unique_id"], (first + datetime.timedelta(day)).isoformat()] for day in range(7))
        mean = float(row["mean"])
        cells.update(weeks=1, mean=mean, actual=actual, absolute=abs(mean - actual), below=actual <= float(row["q0.9"]))
    print("%s  weeks %d  mean/wanted %.3f  WAPE %.3f  share at or below q0.9 %.3f" % (
        origin, cells["weeks"], cells["mean"] / cells["actual"], cells["absolute"] / cells["actual"], cells["below"] / cells["weeks"]))


def main():
    subprocess.run(["swift", "build", "-c", "release", "--product", "twobin", "--package-path", ROOT], check=True, stdout=subprocess.DEVNULL)
    items = make_items(Draws(SEED))
    with tempfile.TemporaryDirectory() as folder:
        shop, truth = pathlib.Path(folder) / "shop", pathlib.Path(folder) / "truth.csv"
        subprocess.run([sys.executable, ROOT / "scripts" / "make_synthetic_shop.py", "--out", shop, "--truth", truth], check=True, stderr=subprocess.DEVNULL)
        (shop / "plan.toml").write_bytes((ROOT / "datasets" / "synthetic-shop" / "plan.toml").read_bytes())
        days, wanted = list(csv.DictReader(open(truth))), collections.Counter()
        for row in days:
            wanted[row["item"] if row["location"] == "main" else row["item"] + "@" + row["location"], row["date"]] += int(row["wanted"])
        run("plan", shop / "plan.toml", "--out", shop / "out")
        effects(items, shop / "out")
        plan_all_prices(shop, items)
        for origin in ORIGINS:
            run("plan", shop / "plan.toml", "--as-of", origin, "--out", shop / origin)
            forecasts(origin, shop / origin / "forecasts.csv", wanted)
        for end in ("2025-07-17", "2025-10-09", "2026-01-01"):
            for field in ("wanted", "sold"):
                write(shop / "units.csv", ["date", "item", "location", "quantity"], [
                    [row["date"], row["item"], row["location"], row[field]] for row in days if row["date"] < end and int(row[field]) > 0])
                text = run("backtest", shop / "units.csv", "--horizon", 4, "--origins", 3, "--lead-time-periods", 4, "--season", 1, "--no-members")
                print("units %s until %s: %s" % (field, end, re.search(r"^ *all +(L periods.*)$", text, re.M).group(1)))


if __name__ == "__main__":
    main()
