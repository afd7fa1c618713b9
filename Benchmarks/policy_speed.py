"""Exact single-item policies: Twobin and stockpyl 1.0.2 side by side on the same items, in CPU time.

Problems: exact (r,Q) under Poisson demand, exact periodic (s,S) under Poisson demand (lead time 0), newsvendor under Poisson demand.
Costs are compared item by item: the two must agree. Times are CPU milliseconds per item, Twobin's the least of five runs.

Usage: python Benchmarks/policy_speed.py [--items 1000] [--stockpyl-items 100]
       python Benchmarks/policy_speed.py --budget 30000 [--members 1]      (allocation alone: seconds, bound, gap)
       python Benchmarks/policy_speed.py --random 4220                     (random lead times: one budget, and seven prepared once)
Needs stockpyl 1.0.2 (with numpy, scipy) for the comparison; builds the Swift package beside it.
"""
import argparse
import os
import pathlib
import random
import subprocess
import sys
import time

# Idle threads of OpenBLAS wait in a loop when a program starts, and their time would count.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE / "PolicySpeed"


def build():
    subprocess.run(["swift", "build", "-c", "release", "--package-path", str(PACKAGE)], check=True, stdout=sys.stderr)
    found = subprocess.run(["swift", "build", "-c", "release", "--package-path", str(PACKAGE), "--show-bin-path"],
                           check=True, capture_output=True, text=True)
    return pathlib.Path(found.stdout.strip()) / "policy-speed"


def make_items(count):
    random.seed(7)
    items = []
    for _ in range(count):
        rate = 10 ** random.uniform(-0.3, 1.5)
        h = random.uniform(0.5, 2)
        items.append((h, h * random.uniform(4, 100), random.uniform(5, 100), rate, random.uniform(0.5, 4)))
    return items


def stockpyl_run(items):
    from stockpyl import newsvendor, rq, ss
    calls = [
        lambda i: rq.r_q_poisson_exact(i[0], i[1], i[2], i[3], i[4])[2],
        lambda i: ss.s_s_discrete_exact(i[0], i[1], i[2], True, i[3])[2],
        lambda i: newsvendor.newsvendor_poisson(i[0], i[1], i[3])[1],
    ]
    costs, times = [], []
    for call in calls:
        start = time.process_time()
        costs.append([call(item) for item in items])
        times.append((time.process_time() - start) / len(items) * 1e3)
    return costs, times


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--stockpyl-items", type=int, default=100)
    parser.add_argument("--budget", type=int)
    parser.add_argument("--random", type=int)
    parser.add_argument("--members", type=int, default=1)
    options = parser.parse_args()
    program = build()
    if options.random:
        subprocess.run([program, "random", str(options.random)], check=True)
        return
    if options.budget:
        subprocess.run([program, "budget", str(options.budget), str(options.members)], check=True)
        return
    items = make_items(options.items)
    text = "".join(" ".join(repr(x) for x in item) + "\n" for item in items)
    answer = subprocess.run([program, "single"], input=text, capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [[float(x) for x in line.split()[1:]] for line in answer if line.startswith("item")]
    ours = [float(x) / 1e3 for x in answer[-1].split()[1:]]
    few = items[:min(options.stockpyl_items, len(items))]
    costs, theirs = stockpyl_run(few)
    print(f"{len(items)} items (stockpyl: the first {len(few)})")
    print(f"{'problem':22s} {'stockpyl ms':>12s} {'Twobin ms':>12s} {'times':>9s} {'worst relative difference of costs':>36s}")
    for k, (name, column) in enumerate([("(r,Q) Poisson", 2), ("(s,S) Poisson", 5), ("newsvendor Poisson", 7)]):
        worst = max(abs(rows[i][column] / costs[k][i] - 1) for i in range(len(few)))
        print(f"{name:22s} {theirs[k]:12.4f} {ours[k]:12.6f} {theirs[k] / ours[k]:9.0f} {worst:36.2e}")


if __name__ == "__main__":
    main()
