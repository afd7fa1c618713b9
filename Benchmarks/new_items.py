"""Total demand over four weeks of items in their first seven weeks, through `twobin forecast --cumulative`.

Online retail (merchandise, weeks of seven days back from the last day; origins after 18, 20, ... 38 weeks, outcomes up to week 42, so that nothing
is judged on the last ten weeks) and two simulated panels of 1,200 items of which most are launched while the panel is watched: demand that falls
to a quarter over some weeks from its launch (decay), and demand that builds up from a fifth (ramp).

Scaled pinball loss, averaged over 0.5, 0.8, 0.9, 0.95 and 0.99; scale: four times the mean absolute difference of successive weeks since the
launch, the week before it counting as zero; plain share of outcomes at or below the 0.9, 0.95 and 0.99 quantiles; bias of the mean.

Usage: python Benchmarks/new_items.py [PROGRAM]     (Python 3.9 or later, no packages; default: the release build)
"""
import csv
import io
import math
import pathlib
import random
import subprocess
import sys
import tempfile

import lead_time

LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99]
HORIZON = 4


def retail(weeks):
    series = {}
    for item, week, units in lead_time.online_retail(weeks):
        series.setdefault(item, [0] * weeks)[week] = units
    return series


def simulated(kind, items=1200, weeks=60):
    source, series = random.Random(f"20261128 {kind}"), {}
    levels = [source.gauss(0.7, 1.2) for _ in range(15)]
    for i in range(items):
        rate, size = math.exp(levels[i % 15] + source.gauss(0, 0.6)), math.exp(source.gauss(0.7, 0.6))
        born, drift, demand = 0 if source.random() < 0.4 else source.randrange(1, weeks), 0.0, [0] * weeks
        for t in range(born, weeks):
            drift += source.gauss(0, 0.08)
            age = t - born
            shape = 0.5 + 1.5 * math.exp(-age / 4) if kind == "decay" else 1 - 0.8 * math.exp(-age / 3)
            demand[t] = lead_time.negative_binomial(source, rate * shape * math.exp(drift), size)
        series[f"{kind}{i:04d}"] = demand
    return series


def judge(name, series, origins, program):
    cases = []
    with tempfile.TemporaryDirectory() as directory:
        for origin in origins:
            path, young = pathlib.Path(directory) / "series.csv", {}
            with open(path, "w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["unique_id", "ds", "y"])
                for item, demand in series.items():
                    first = next((t for t in range(origin) if demand[t] > 0), None)
                    if first is None:
                        continue
                    writer.writerows((item, t, demand[t]) for t in range(first, origin))
                    if origin - first < 8:
                        young[item] = first
            done = subprocess.run(
                [str(program), "forecast", str(path), "--horizon", str(HORIZON), "--season", "1", "--cumulative", "--quantiles",
                 ",".join(map(str, LEVELS))], capture_output=True, text=True)
            for row in csv.DictReader(io.StringIO(done.stdout)):
                if row["unique_id"] in young:
                    demand, first = series[row["unique_id"]], young[row["unique_id"]]
                    seen = [0] + demand[first:origin]
                    scale = HORIZON * sum(abs(b - a) for a, b in zip(seen, seen[1:])) / (len(seen) - 1)
                    actual = sum(demand[origin:origin + HORIZON])
                    quantiles = [float(row[f"q{level}"]) for level in LEVELS]
                    loss = sum(p * (actual - q) if actual >= q else (1 - p) * (q - actual) for p, q in zip(LEVELS, quantiles)) / 5
                    cases.append((origin - first, loss / scale, actual, float(row["mean"]), [actual <= q for q in quantiles]))
    for low, high in [(1, 1), (2, 2), (3, 4), (5, 7), (1, 7)]:
        own = [case for case in cases if low <= case[0] <= high]
        n, actual = len(own), sum(case[2] for case in own)
        covered = "  ".join(f"{sum(case[4][k] for case in own) / n:.3f}" for k in (2, 3, 4))
        print(f"{name:14} {low}-{high}  {n:6,}  {sum(case[1] for case in own) / n:7.4f}   {covered}  {100 * (sum(case[3] for case in own) / actual - 1):6.1f}%")


if __name__ == "__main__":
    program = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else lead_time.PROGRAM
    print("panel          weeks  cases  pinball     0.9   0.95   0.99    bias")
    if lead_time.SHARED.exists():
        judge("online retail", retail(42), range(18, 39, 2), program)
    for kind in ("decay", "ramp"):
        judge(kind, simulated(kind), (30, 38, 46, 54), program)
