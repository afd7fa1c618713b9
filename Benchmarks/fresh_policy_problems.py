"""Fresh policy problems with answers by plain sums and enumeration, held against what the library says.

Four kinds: lumpy demand under every policy, gaps of 1,500 to 6,500 units, busy items (10 to 30,000 a day, reviews of 1 to 90 days), and assortments of two to four items under a budget,
a target of units waiting and a share of all units. Nothing is shared with the sources: probabilities are made by their definitions, positions by the renewal of orders, averages over
the review period by Gauss-Legendre rules of many points, best levels by going through all of them. A figure differs where it is more than 0.1% (and 2e-6) off.

Usage: python Benchmarks/fresh_policy_problems.py [--seed 101] [--answers PROGRAM]        (needs numpy and scipy; builds Benchmarks/PolicySpeed unless --answers names its policy-answers)
"""
import argparse
import json
import math
import pathlib
import subprocess
import sys

import numpy as np
from scipy import stats

PACKAGE = pathlib.Path(__file__).resolve().parent / "PolicySpeed"


class Library:
    def __init__(self, program):
        self.process = subprocess.Popen([str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, problem):
        self.process.stdin.write(json.dumps(problem) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def compound(mean, sizes, top):
    """P(D = 0 ... top) of a Poisson number of customers, by Panjer's recursion."""
    rate = mean / sum(j * q for j, q in enumerate(sizes))
    p = np.zeros(top + 1)
    p[0] = math.exp(-rate)
    for x in range(1, top + 1):
        p[x] = rate / x * sum(j * sizes[j] * p[x - j] for j in range(1, min(len(sizes) - 1, x) + 1))
    return p


def losses(mean, ratio, levels, sizes=None):
    """E[(D - y)+] and P(D < y) at levels y."""
    if mean <= 0:
        return np.maximum(-levels, 0).astype(float), (levels > 0).astype(float)
    deviation = math.sqrt(mean * ratio)
    top = int(mean + 16 * deviation + 70 * ratio)
    low = max(0, min(int(levels.min()), top) - 1)
    x = np.arange(low, top + 1)
    if sizes:
        p = compound(mean, sizes, top)[low:]
    elif ratio <= 1:
        p = stats.poisson.pmf(x, mean)
    else:
        p = stats.nbinom.pmf(x, mean / (ratio - 1), 1 / ratio)
    tail = np.concatenate([np.cumsum(p[::-1])[::-1][1:], [0]])
    first = np.cumsum(tail[::-1])[::-1]
    loss, below = np.zeros(len(levels)), np.ones(len(levels))
    inside = (levels >= 0) & (levels <= top)
    loss[inside] = first[levels[inside] - low]
    below[inside] = 1 - tail[levels[inside] - low] - p[levels[inside] - low]
    loss[levels < 0] = mean - levels[levels < 0]
    below[levels < 0] = 0
    return loss, below


def order_sizes(ratio, top):
    """The logarithmic distribution of the units of an order; one unit for Poisson demand."""
    if ratio <= 1:
        return np.concatenate([[0, 1], np.zeros(max(0, top - 1))])
    q, m = 1 - 1 / ratio, np.arange(1, top + 1)
    return np.concatenate([[0], -(q ** m) / m / math.log(1 - q)])


def positions(kind, gap, step):
    """Probabilities of the positions s + 1 ... S after an opportunity (periodic) or at any time (continuous)."""
    if kind in ("RS", "rQ"):
        return np.ones(gap) / gap
    places = np.nonzero(step > 1e-18)[0]
    places = places[places > 0]
    visits = np.zeros(gap)
    visits[0] = 1 / (1 - step[0])
    for a in range(1, gap):
        b = places[places <= a]
        visits[a] = (visits[a - b] * step[b]).sum() / (1 - step[0])
    return (visits / visits.sum())[::-1]


def figures(kind, rate, ratio, lead, review, reorder_point, order_up_to, sizes=None, nodes=24):
    gap = order_up_to - reorder_point
    levels = np.arange(reorder_point + 1, order_up_to + 1)
    step = None
    if kind == "RsS":
        step = stats.poisson.pmf(np.arange(gap + 1), rate * review) if ratio <= 1 else stats.nbinom.pmf(np.arange(gap + 1), rate * review / (ratio - 1), 1 / ratio)
    if kind == "sS":
        step = np.array(sizes) if sizes else order_sizes(ratio, gap)
    share = positions(kind, gap, step)
    waiting = ready = 0.0
    if review > 0:
        deviation = math.sqrt(rate * (lead + review) * ratio)
        panels = max(1, int(rate * review / deviation / 2))
        x, w = np.polynomial.legendre.leggauss(nodes)
        for panel in range(panels):
            last = rate * (lead + review * (panel + 1) / panels)
            if levels[0] - last > 14 * math.sqrt(last * ratio) + 40 * ratio and panels > 1:
                ready += 1 / panels
                continue
            for xi, wi in zip(x, w):
                loss, below = losses(rate * (lead + review * (panel + (xi + 1) / 2) / panels), ratio, levels, sizes)
                waiting += wi / 2 / panels * (share * loss).sum()
                ready += wi / 2 / panels * (share * below).sum()
        late, early = losses(rate * (lead + review), ratio, levels, sizes)[0], losses(rate * lead, ratio, levels, sizes)[0]
        fill = 1 - (share * (late - early)).sum() / (rate * review)
    else:
        mean = rate * lead
        loss, below = losses(mean, ratio, levels, sizes)
        waiting, ready = (share * loss).sum(), (share * below).sum()
        # Units of an order that the shelf serves: min(order, (y - D)+), over the mean order.
        orders = np.array(sizes) if sizes else order_sizes(ratio, max(2000, int(60 * ratio)))
        served = np.concatenate([[0], np.cumsum(np.concatenate([[1.0], 1 - np.cumsum(orders)[1:]]))])
        top = max(order_up_to, 1)
        p = compound(mean, sizes, top) if sizes else (stats.poisson.pmf(np.arange(top + 1), mean) if ratio <= 1 else stats.nbinom.pmf(np.arange(top + 1), mean / (ratio - 1), 1 / ratio))
        fill = 0.0
        for y, part in zip(levels, share):
            if y > 0:
                fill += part * (p[:y] * served[np.minimum(y - np.arange(y), len(served) - 1)]).sum()
        fill /= (np.arange(len(orders)) * orders).sum()
    mean_position = (share * levels).sum()
    return {"backorders": waiting, "fill rate": fill, "ready rate": ready, "on hand": mean_position - rate * (lead + review / 2) + waiting}


def compare(name, library, problems, names):
    differences, worst = 0, 0.0
    for number, problem in enumerate(problems):
        kind, rate, ratio, lead, review, reorder_point, order_up_to, sizes = problem
        asked = {"kind": kind, "rate": rate, "variance": rate * ratio, "leadTime": lead, "review": review, "reorderPoint": reorder_point, "orderUpTo": order_up_to}
        if sizes:
            asked.update(sizes=sizes, rate=rate / sum(j * q for j, q in enumerate(sizes)))
        got, wanted = library(asked), figures(*problem)
        for key in names:
            if "error" in got or abs(got[key] - wanted[key]) > 1e-3 * abs(wanted[key]) + 2e-6:
                differences += 1
                print("  differs:", number, key, got.get(key, got), wanted[key], asked)
            else:
                worst = max(worst, abs(got[key] - wanted[key]) / max(abs(wanted[key]), 2e-3))
    print(f"{name}: {len(problems)} problems, {differences} figures differ, the rest by {100 * worst:.4f}% at most", flush=True)
    return differences


def lumpy(draw):
    for i in range(40):
        kind = ["rQ", "sS", "rQ", "RsS", "RS"][i % 5]
        lead, review = float(draw.integers(1, 21)), 0.0 if kind in ("rQ", "sS") else float(draw.integers(1, 15))
        ratio, rate = math.exp(draw.uniform(math.log(1.2), math.log(30))), math.exp(draw.uniform(math.log(0.02), math.log(4)))
        sizes = None
        if i % 4 == 3 and kind in ("rQ", "sS"):
            sizes = [0.0] + [float(v) for v in draw.dirichlet(np.ones(5) * 0.5)]
            mean = sum(j * q for j, q in enumerate(sizes))
            ratio = sum(j * j * q for j, q in enumerate(sizes)) / mean
        mean = rate * (lead + review)
        gap = 1 if i % 3 == 0 else int(draw.integers(1, 40))
        top = int(mean * draw.uniform(0.7, 1.6) + draw.integers(0, int(3 * math.sqrt(mean * ratio)) + 2))
        yield kind, rate, ratio, lead, review, top - gap, top, sizes


def gaps(draw):
    for i in range(32):
        ratio, rate, lead = float(draw.choice([1.0, 1.0, 2.5, 6.0])), math.exp(draw.uniform(math.log(20), math.log(400))), float(draw.integers(1, 6))
        review = float(draw.integers(1, 9)) if i % 3 else 0.0
        kind = "RsS" if review else ["sS", "rQ"][i % 2]
        gap, mean = int(draw.choice([1500, 2001, 2600, 4000, 6500])), rate * (lead + review)
        low = int(mean + draw.uniform(-2, 1.5) * 1.5 * math.sqrt(mean * ratio) - draw.integers(0, gap // 2))
        yield kind, rate, ratio, lead, review, low, low + gap, None


def busy(draw):
    for i in range(34):
        ratio = float(draw.choice([1.0, 1.0, 1.7, 5.0]))
        rate = math.exp(draw.uniform(math.log(10), math.log(3e4 if ratio == 1 else 3000)))
        review, lead = float(draw.choice([1, 2, 7, 14, 30, 90])), float(draw.choice([0, 0, 1, 3, 10, 45]))
        if rate * (lead + review) > 4e5:
            review, lead = 1.0, min(lead, 3.0)
        mean = rate * (lead + review)
        deviation = math.sqrt(mean * ratio)
        gap = 1 if i % 3 else int(draw.integers(2, max(3, int(2 * deviation))))
        top = int(mean + draw.uniform(-1, 3.8) * deviation)
        yield "RS", rate, ratio, lead, review, top - gap, top, None


def small(draw, library, count=60):
    differences = compared = proven = 0
    for i in range(count):
        objective = ["budget", "expected_backorders", "system_fill_rate"][i % 3]
        money = ["average_inventory_value", "stock_value"][(i // 3) % 2]
        items, tables = [], []
        for _ in range(int(draw.integers(2, 5))):
            ratio, rate, lead = float(draw.choice([1, 1, 2, 4])), math.exp(draw.uniform(math.log(0.05), math.log(2))), float(draw.integers(1, 8))
            review, cost, weight = float(draw.choice([0, 0, 1, 7])), float(draw.integers(1, 12)), 1.0 if i % 2 else float(draw.integers(1, 4))
            items.append({"rate": rate, "variance": rate * ratio, "leadTime": lead, "review": review, "cost": cost, "weight": weight})
            mean = rate * (lead + review)
            rows = []
            for level in range(int(mean + 10 * math.sqrt(mean * ratio) + 12 * ratio + 16)):
                one = figures("RS" if review else "rQ", rate, ratio, lead, review, level - 1, level)
                rows.append((cost * (one["on hand"] if money[0] == "a" else level), weight * one["backorders"], weight * rate * (1 - one["fill rate"])))
            tables.append((np.array(rows), weight * rate))
        full = sum(t[0][0][1] for t in tables)
        demand = sum(t[1] for t in tables)
        if objective == "budget":
            target = round(draw.uniform(0.1, 0.7) * sum(t[0][int(0.7 * (len(t[0]) - 1))][0] for t in tables), 2)
        else:
            target = draw.uniform(0.05, 0.8) * full if objective == "expected_backorders" else draw.uniform(0.5, 0.97)
        got = library({"items": items, "objective": objective, "money": money, "target": target})
        column = 2 if objective == "system_fill_rate" else 1
        plans = [(0.0, 0.0)]
        for rows, _ in tables:
            plans = sorted((a + row[0], b + row[column]) for a, b in plans for row in rows)
            kept = []
            for plan in plans:
                if not kept or plan[1] < kept[-1][1]:
                    kept.append(plan)
            plans = kept
        if "error" in got:
            print("  refused:", i, objective, got["error"][:120])
            continue
        spent = sum(t[0][int(level)][0] for t, level in zip(tables, got["levels"]))
        left = sum(t[0][int(level)][column] for t, level in zip(tables, got["levels"]))
        if objective == "budget":
            best, reached, isKept = min(b for a, b in plans if a <= target + 1e-9), left, spent <= target + 1e-7
        else:
            limit = target if column == 1 else (1 - target) * demand
            best, reached, isKept = min(a for a, b in plans if b <= limit + 1e-10), spent, left <= limit + 1e-7
        compared += 1
        # Levels stop where a further unit takes less than 1e-9 off the units waiting.
        if not isKept or abs(reached - best) > 1e-6 * abs(best) + 1e-8:
            differences += 1
            print("  differs:", i, objective, money, reached, "best", best, "kept" if isKept else "not kept")
    print(f"small assortments: {compared} problems, {differences} are not the best of all levels", flush=True)
    return differences


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--answers")
    options = parser.parse_args()
    program = options.answers
    if not program:
        build = ["swift", "build", "-c", "release", "--package-path", str(PACKAGE)]
        subprocess.run(build, check=True, stdout=sys.stderr)
        program = pathlib.Path(subprocess.run(build + ["--show-bin-path"], check=True, capture_output=True, text=True).stdout.strip()) / "policy-answers"
    library, draw = Library(program), np.random.default_rng(options.seed)
    four = ["backorders", "fill rate", "ready rate", "on hand"]
    differences = compare("lumpy demand", library, list(lumpy(draw)), four)
    differences += compare("large gaps", library, list(gaps(draw)), four)
    differences += compare("busy items", library, list(busy(draw)), ["backorders", "fill rate", "on hand"])
    differences += small(draw, library)
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
