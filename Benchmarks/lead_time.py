"""Lead-time demand judged on the car parts, a year of online retail and seeded synthetic panels, through `twobin backtest`.

Car parts: the 2,509 series without a gap, total demand of three months after 45 and 48 months. Online retail: merchandise (stock codes
that start with five digits), weeks of seven days back from the last day, total demand of four weeks after the last origins. Needs the
shared data (TWOBIN_SHARED, default ../shared beside the repository) and a release build of `twobin`.

Usage: python Benchmarks/lead_time.py [--early | --synthetic] [--members]     (Python 3.9 or later, no packages)

Everything about the method was chosen at earlier origins (car parts after 33 to 42 months, retail after 24 to 38 weeks: --early) and on
the synthetic panels (--synthetic; negative binomial demand of which the truth is known: steady, drifting, seasonal, intermittent with
items that start and end). --members also judges each forecasting model by itself.
"""
import collections
import csv
import datetime
import gzip
import math
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("TWOBIN_SHARED", ROOT.parent / "shared"))
PROGRAM = ROOT / ".build" / "release" / "twobin"


def car_parts(periods):
    series = collections.defaultdict(list)
    with gzip.open(SHARED / "data" / "carparts" / "sales.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            series[row["unique_id"]].append((row["ds"], row["y"]))
    for item, rows in sorted(series.items()):
        rows.sort()
        if all(y != "" for _, y in rows) and len(rows) == 51:
            for t, (_, y) in enumerate(rows[:periods]):
                yield item, t, y


def online_retail(periods):
    start = datetime.date(2009, 12, 1)
    last = datetime.date(2010, 11, 30)
    units = collections.Counter()
    with gzip.open(SHARED / "data" / "online-retail-2010" / "transactions.csv.gz", "rt", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            quantity = int(row["Quantity"])
            if row["Invoice"][:1] in "CA" or quantity <= 0 or float(row["Price"]) <= 0 or not re.match(r"\d{5}", row["StockCode"]):
                continue
            day = datetime.date.fromisoformat(row["InvoiceDate"][:10])
            units[row["StockCode"], 51 - (last - day).days // 7] += quantity
    for item in sorted({item for item, _ in units}):
        for week in range(min(periods, 52)):
            yield item, week, units[item, week]


def negative_binomial(source, mean, size):
    """A Poisson number whose mean is gamma distributed: variance mean + mean^2 / size."""
    rate = source.gammavariate(size, max(mean, 1e-9) / size)
    if rate > 50:
        return max(0, round(source.gauss(rate, math.sqrt(rate))))
    count, product, stop = 0, source.random(), math.exp(-rate)
    while product > stop:
        count += 1
        product *= source.random()
    return count


def synthetic(kind, items=2000, periods=66):
    source = random.Random(f"20261123 {kind}")
    for i in range(items):
        rate, size = math.exp(source.gauss(0.3, 1.5)), math.exp(source.gauss(0.5, 0.8))
        step, peak, log_level = abs(source.gauss(0, 0.12)), 3 * source.randrange(4), 0.0
        share = source.betavariate(1.2, 2.5)
        born = source.randrange(50) if source.random() < 0.3 else 0
        dead = source.randrange(20, 66) if source.random() < 0.2 else periods
        for t in range(periods):
            log_level += source.gauss(0, step)
            if kind == "steady":
                y = negative_binomial(source, rate, size)
            elif kind == "drifting":
                y = negative_binomial(source, rate * math.exp(log_level), size)
            elif kind == "seasonal":
                wave = 0.5 * math.cos(2 * math.pi * (t + peak) / 12)
                y = negative_binomial(source, 4 * rate * math.exp(wave + 0.3 * log_level), 3 * size)
            else:
                sold = source.random() < share * min(max(math.exp(0.3 * log_level), 0.1), 3) and born <= t < dead
                y = 1 + negative_binomial(source, 1.5 * rate, size) if sold else 0
            yield f"{kind}{i:04d}", t, y


def judge(name, rows, horizon, origins, step, season=1):
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / "series.csv"
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["unique_id", "ds", "y"])
            writer.writerows(rows)
        command = [str(PROGRAM), "backtest", str(path), "--horizon", str(horizon), "--origins", str(origins), "--step", str(step),
                   "--lead-time-periods", str(horizon), "--season", str(season)]
        if "--members" not in sys.argv:
            command.append("--no-members")
        done = subprocess.run(command, capture_output=True, text=True)
        print(f"== {name}: horizon {horizon}, {origins} origins {step} apart")
        print(done.stdout, done.stderr[-2000:] if done.returncode else "", sep="")


if __name__ == "__main__":
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM} is missing: swift build -c release --product twobin")
    if "--synthetic" in sys.argv:
        for kind in ["steady", "drifting", "seasonal", "intermittent"]:
            judge(kind, synthetic(kind), 3, 4, 4, season=12 if kind == "seasonal" else 1)
        sys.exit()
    if not SHARED.exists():
        sys.exit(f"{SHARED} is missing: set TWOBIN_SHARED")
    if "--early" in sys.argv:
        judge("car parts, early", car_parts(45), 3, 4, 3)
        judge("online retail, early", online_retail(42), 4, 4, 4)
    else:
        judge("car parts", car_parts(51), 3, 2, 3)
        judge("online retail", online_retail(52), 4, 3, 1)
