"""How fast must a level's past be smoothed so that it leaves as much over as plans do? Choice of the constants of `PastLevels`.

A plan that states the averages of a year takes its items through their own past: level = quantile of a negative binomial whose mean and spread are smoothed from the record.
Here such levels, set every 28 days for an average inventory value, are replayed over the first year of online retail (half of the items, 238 days from 2010-04-06, 28 not
counted, terms as in replay_year.py) for several speeds, beside what `twobin replay` held over what it promised there (results/replay-first-year.txt: 1.42 and 1.40).
The last column is what the same levels leave over in the year before 2010-11-30. Needs numpy, scipy and the shared data (TWOBIN_SHARED).

Usage: python Benchmarks/left_over.py [--budgets 200000,400000] [--keep]         (--keep writes results/left_over.txt)
"""
import argparse
import collections
import csv
import datetime
import gzip
import math
import os
import pathlib
import random
import statistics

import numpy as np
from scipy.stats import nbinom

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("TWOBIN_SHARED", ROOT.parent / "shared")).resolve()
SALES = SHARED / "data" / "online-retail-two-years" / "transactions.csv.gz"
FIRST, DAYS, REVIEW = datetime.date(2009, 11, 30), 365, 7
SPEEDS = [(0.05, 0.05, 0.2), (0.07, 0.05, 0.2), (0.1, 0.05, 0.2), (0.1, 0.03, 0.5), (0.2, 0.05, 0.2)]


class Shop:
    """Daily units of the items that a replay from 2010-04-06 has, their unit costs and lead times."""

    def __init__(self):
        units, prices = collections.defaultdict(lambda: np.zeros(DAYS)), collections.defaultdict(list)
        codes, start = set(), day("2010-04-06")
        with gzip.open(SALES, "rt", newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                codes.add(row["StockCode"])
                when = day(row["InvoiceDate"][:10])
                if when < DAYS:
                    units[row["StockCode"]][when] += float(row["Quantity"])
                    if when < start and float(row["Quantity"]) > 0 and float(row["Price"]) > 0:
                        prices[row["StockCode"]].append(float(row["Price"]))
        draw, terms = random.Random(20100101), {}
        for code in sorted(codes):
            mean = draw.uniform(14, 56)
            terms[code] = (round(mean, 2), round(mean * draw.uniform(0, 0.3), 2))
        kept = [c for c in sorted(codes) if prices[c] and (units[c][:start - 1].reshape(-1, 7).sum(1) > 0).sum() >= 7]
        self.units = np.maximum(np.array([units[c] for c in kept]), 0)
        self.cost = np.array([statistics.median(prices[c]) / 2 for c in kept])
        self.lead, self.spread = (np.array([terms[c][k] for c in kept]) for k in (0, 1))

    def moments(self, end, speeds):
        """Mean a week and relative variance over lead time and review, as known on a day."""
        weeks = self.units[:, end % 7:end].reshape(len(self.cost), -1, 7).sum(2)
        has = np.cumsum(weeks > 0, 1) > 0
        level = square = weight = second = 0
        for week in range(weeks.shape[1]):
            on = has[:, week]
            level, weight = (np.where(on, x + speeds[0] * (y - x), x) for x, y in ((level, weeks[:, week]), (weight, 1)))
            square, second = (np.where(on, x + speeds[1] * (y - x), x) for x, y in ((square, weeks[:, week] ** 2), (second, 1)))
        mean = level / np.maximum(weight, 1e-9)
        whole = weeks.sum(1) / np.maximum(has.sum(1), 1)
        variance = np.maximum(square / np.maximum(second, 1e-9) - mean * whole, 0)
        each = np.maximum((variance - whole) / np.maximum(whole, 1e-3) ** 2, 0.02)
        covered = self.lead + REVIEW
        return mean, np.minimum(each * 7 / covered + (self.spread / covered) ** 2 + speeds[2], 8)

    def on_hand(self, level, mean, dispersion):
        total = np.maximum(mean * (self.lead + REVIEW / 2) / 7, 1e-6)
        n = 1 / dispersion
        p = n / (n + total)
        return np.where(level > 0, level * nbinom.cdf(level, n, p) - total * nbinom.cdf(level - 1, n + 1, p), 0)

    def levels(self, end, budget, speeds):
        mean, dispersion = self.moments(end, speeds)
        total = np.maximum(mean * (self.lead + REVIEW) / 7, 1e-6)
        n = 1 / dispersion
        low, high = 1e-6, 1e3
        for _ in range(30):
            multiplier = math.sqrt(low * high)
            level = np.where(total < 0.05, 0, nbinom.ppf(np.clip(1 / (1 + multiplier * self.cost), 0, 0.9999), n, n / (n + total)))
            value = (self.cost * self.on_hand(level, mean, dispersion)).sum()
            low, high = (multiplier, high) if value > budget else (low, multiplier)
        return level, value

    def held_over_promised(self, start, days, budget, speeds):
        draw = np.random.default_rng(1)
        net, promised, held, arriving = None, [], [], np.zeros((len(self.cost), days + 400))
        for today in range(days):
            if today % 28 == 0:
                level, value = self.levels(start + today, budget, speeds)
                promised.append(value)
                if net is None:
                    net, position = level.copy(), level.copy()
            net = net + arriving[:, today]
            if today % REVIEW == 0:
                order = np.maximum(level - position, 0)
                position = position + order
                shape = (self.lead / np.maximum(self.spread, 1e-9)) ** 2
                wait = np.where(self.spread > 0, draw.gamma(np.minimum(shape, 1e9), self.lead / np.minimum(shape, 1e9)), self.lead).round().astype(int)
                net = net + np.where(wait <= 0, order, 0)
                for item in np.nonzero((order > 0) & (wait > 0))[0]:
                    if today + wait[item] < arriving.shape[1]:
                        arriving[item, today + wait[item]] += order[item]
            net, position = net - self.units[:, start + today], position - self.units[:, start + today]
            if today >= 28:
                held.append((self.cost * np.maximum(net, 0)).sum())
        return np.mean(held) / np.mean(promised)


def day(text):
    return (datetime.date.fromisoformat(text) - FIRST).days


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--budgets", default="200000,400000")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    shop, lines = Shop(), ["level  spread  error   budget  held over promised, 238 days from 2010-04-06  the same of the year before 2010-11-30"]
    for speeds in SPEEDS:
        for budget in map(float, options.budgets.split(",")):
            later = shop.held_over_promised(day("2010-04-06"), 238, budget, speeds)
            year = shop.held_over_promised(56, 308, budget, speeds)
            lines.append(f"{speeds[0]:5}  {speeds[1]:6}  {speeds[2]:5}  {budget:7,.0f}  {later:44.2f}  {year:41.2f}")
            print(lines[-1], flush=True)
    if options.keep:
        (ROOT / "Benchmarks" / "results" / "left_over.txt").write_text("\n".join(lines) + "\n")


main()
