"""What became of items that fell silent, on a year of online retail: the evidence behind `ItemLifecycle.returnProbability`.

By the share of weeks with demand before the silence (ten weeks or more on sale) and the silent weeks so far: cases, share that sold anything in the
next five weeks, and demand of these over the usual (at most three times it). All origins but the last five weeks.

Usage: python Benchmarks/silent_items.py     (Python 3.9 or later, no packages; needs the shared data)
"""
import collections
import csv
import datetime
import gzip
import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("TWOBIN_SHARED", ROOT.parent / "shared"))
WEEKS, AHEAD = 52, 5

last = datetime.date(2010, 11, 30)
series = collections.defaultdict(lambda: [0] * WEEKS)
with gzip.open(SHARED / "data" / "online-retail-2010" / "transactions.csv.gz", "rt", newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        quantity = int(row["Quantity"])
        if row["Invoice"][:1] in "CA" or quantity <= 0 or float(row["Price"]) <= 0 or not re.match(r"\d{5}", row["StockCode"]):
            continue
        week = WEEKS - 1 - (last - datetime.date.fromisoformat(row["InvoiceDate"][:10])).days // 7
        if 0 <= week < WEEKS:
            series[row["StockCode"]][week] += quantity

found = collections.defaultdict(lambda: [0, 0, 0.0])
for demand in series.values():
    first = next(t for t in range(WEEKS) if demand[t])
    for t in range(first + 10, WEEKS - AHEAD):
        silent = 0
        while t - 1 - silent >= first and demand[t - 1 - silent] == 0:
            silent += 1
        before = demand[first:t - silent]
        if silent == 0 or len(before) < 8:
            continue
        share = sum(units > 0 for units in before) / len(before)
        shares = ".95 to 1" if share >= 0.95 else ".8 to .95" if share >= 0.8 else ".5 to .8" if share >= 0.5 else "under .5"
        weeks = silent if silent <= 3 else 4 if silent <= 5 else 6 if silent <= 9 else 10 if silent <= 15 else 16
        after = sum(demand[t:t + AHEAD])
        row = found[shares, weeks]
        row[0] += 1
        row[1] += after > 0
        row[2] += min(after / (sum(before) / len(before) * AHEAD), 3)

print("%-10s %12s %7s %6s %9s" % ("share", "silent from", "cases", "back", "of usual"))
for (shares, weeks), (cases, back, usual) in sorted(found.items()):
    print("%-10s %12d %7d %6.2f %9.2f" % (shares, weeks, cases, back / cases, usual / cases))
