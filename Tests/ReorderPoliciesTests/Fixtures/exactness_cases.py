"""Problems where approximations are known to mislead, with answers by enumeration that shares nothing with the Swift code.

    python Tests/ReorderPoliciesTests/Fixtures/exactness_cases.py > Tests/ReorderPoliciesTests/Fixtures/exactness-cases.json

- lumpy_fill: negative binomial lead-time demand as a Poisson number of logarithmic customer orders. Every order size is met with every demand: the
  units of an order beyond what is left of the position are short. (r,nQ) averages positions r+1...r+Q; (s,S) takes the stationary
  distribution of the position's Markov chain by powers of its matrix.
- review_average: E[B] averaged over the moments L...L + R by 4,000 Gauss-Legendre panels of scipy's tails.
- wide_gap: (R,s,S) with the renewal equation on every whole number, E[B] by 400 panels.
- positions: demand in whole units with members that are smooth between them: every position of a batch one by one.
Needs numpy and scipy.
"""
import json
import math

import numpy as np
from scipy import stats

cases = []


def add(kind, inputs, expected, rel):
    cases.append({"kind": kind, "inputs": inputs, "expected": expected, "rel": rel})


def nb(mean, variance):
    return stats.nbinom(mean * mean / (variance - mean), mean / variance)


# Lumpy demand under continuous review
def lumpy(mean, variance, r, top, kind):
    q = (variance - mean) / variance
    d = nb(mean, variance)
    sizes = np.arange(1, 4000)
    share = -np.power(q, sizes) / sizes / math.log1p(-q)
    average = (sizes * share).sum()
    if kind == "rQ":
        positions = {y: 1 / (top - r) for y in range(r + 1, top + 1)}
    else:
        n = top - r
        chain = np.zeros((n, n))
        for j in range(n):
            for size in range(1, n - j):
                chain[j, j + size] += share[size - 1]
            chain[j, 0] += max(0.0, 1 - share[: n - j - 1].sum())
        vector = np.full(n, 1 / n)
        for _ in range(20_000):
            vector = vector @ chain
        positions = {top - j: vector[j] for j in range(n)}
    short = backorders = empty = 0.0
    for y, weight in positions.items():
        k = np.arange(0, max(y, 0) + 1)
        pmf = d.pmf(k)
        left = np.maximum(0, y - k)
        unserved = sum(p * (np.maximum(0, sizes - a) * share).sum() for p, a in zip(pmf, left) if p > 1e-16)
        unserved += d.sf(k[-1]) * average
        short += weight * unserved / average
        far = np.arange(max(y, 0), max(y, 0) + 4000)
        backorders += weight * (d.sf(far).sum() + max(0, -y))
        empty += weight * d.sf(y - 1)
    return {"fill_rate": 1 - short, "expected_backorders": backorders, "ready_rate": 1 - empty}


for mean, variance in [(6, 30), (6, 9), (2, 12), (40, 60), (40, 800)]:
    d = nb(mean, variance)
    for target in (0.8, 0.97):
        s = int(d.ppf(target))
        for quantity in (1, 7, 25):
            add("lumpy_fill", {"kind": "rQ", "mean": mean, "variance": variance, "reorder_point": s - 1, "quantity": quantity},
                lumpy(mean, variance, s - 1, s - 1 + quantity, "rQ"), 1e-7)
        add("lumpy_fill", {"kind": "sS", "mean": mean, "variance": variance, "reorder_point": s - 1, "quantity": 12},
            lumpy(mean, variance, s - 1, s - 1 + 12, "sS"), 1e-6)
add("lumpy_fill", {"kind": "rQ", "mean": 6, "variance": 30, "reorder_point": 17, "quantity": 1}, lumpy(6, 30, 17, 18, "rQ"), 1e-7)


# Time averages
def first_loss(level, mean, ratio):
    """E[(D - level)+] for arrays of means; ratio 1: Poisson, else negative binomial."""
    if ratio == 1:
        d0, d1 = stats.poisson.sf(level - 1, mean), stats.poisson.sf(level, mean)
        value = mean * d0 - level * d1
    else:
        p = 1 / ratio
        n = mean * p / (1 - p)
        value = mean * stats.nbinom.sf(level - 2, n + 1, p) - level * stats.nbinom.sf(level - 1, n, p)
    return np.maximum(value, 0)


def panels(f, count):
    x, w = np.polynomial.legendre.leggauss(5)
    edges = np.arange(count) / count
    u = (edges[:, None] + (x + 1)[None, :] / 2 / count).ravel()
    weights = np.tile(w / 2 / count, count)
    return float((f(u) * weights).sum())


for rate in (0.01, 0.1, 1, 10, 50, 1_000, 100_000):
    for lead, review in ((0, 1), (1, 7), (14, 7), (28, 1), (3, 90)):
        for ratio in (1, 1.3, 3):
            mean = rate * (lead + review)
            sd = math.sqrt(mean * ratio)
            for z in (-1, 0.5, 2, 3.5):
                level = round(mean + z * sd)
                if level < 0:
                    continue
                value = panels(lambda u: first_loss(level, rate * (lead + review * u) + 1e-300, ratio), 4_000)
                if value > 1e-7 * sd:
                    add("review_average", {"rate": rate, "ratio": ratio, "lead": lead, "review": review, "order_up_to": level},
                        {"expected_backorders": value}, 1e-3)


# Wide gaps
def wide(rate, ratio, lead, review, s, top):
    mean, gap = rate * review, top - s
    d = stats.poisson(mean) if ratio == 1 else nb(mean, mean * ratio)
    high = int(min(gap, d.ppf(1 - 1e-15) + 50))
    pmf = d.pmf(np.arange(high + 1))
    low = int(np.argmax(pmf[1:] > 1e-20)) + 1
    m = np.zeros(gap)
    reverse = pmf[::-1]
    for j in range(gap):
        last = min(j, high)
        total = 1.0 if j == 0 else 0.0
        if last >= low:
            total += float(np.dot(reverse[high - last: high - low + 1], m[j - last: j - low + 1]))
        m[j] = total / (1 - pmf[0])
    weights = m / m.sum()
    levels = top - np.arange(gap)
    keep = weights > 1e-16
    def average(u):
        return (first_loss(levels[keep].astype(float), rate * (lead + review * u) + 1e-300, ratio) * weights[keep]).sum()
    backorders = panels(np.vectorize(average), 40 if rate < 1000 else 120)
    fill = 1 - (average(1.0) - average(0.0)) / mean
    return {"expected_backorders": backorders, "fill_rate": fill, "mean_position": float((levels * weights).sum())}


for rate, ratio, lead, review, s, top in [
    (300, 1, 2, 7, 900, 2900), (300, 1, 2, 7, 899, 2900), (300, 4, 2, 7, 500, 6500), (2000, 1, 1, 7, 9000, 50_000), (2000, 3, 1, 7, 14_000, 30_000),
    (40, 2, 10, 7, 700, 10_000), (5, 1.2, 3, 14, 60, 12_060),
]:
    add("wide_gap", {"rate": rate, "ratio": ratio, "lead": lead, "review": review, "reorder_point": s, "order_up_to": top},
        wide(rate, ratio, lead, review, s, top), 1e-3)

# Counts with members that are smooth between whole numbers
for mean, variance, r, quantity in [(1, 0.5, 0, 2), (5, 3, 3, 6), (80, 60, 70, 40)]:
    d = stats.gamma(mean * mean / variance, scale=variance / mean)
    ready = np.mean([1 - d.sf(y) for y in range(r + 1, r + quantity + 1)])
    add("positions", {"mean": mean, "variance": variance, "reorder_point": r, "quantity": quantity}, {"ready_rate": float(ready)}, 1e-9)

print(json.dumps({"cases": cases}, indent=0))
