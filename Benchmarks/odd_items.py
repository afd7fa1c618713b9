"""One odd item among steady ones: does every file of a plan say the same, is every level one that a planner can believe?

Seeded shops of 0, 5, 11, 30 and 100 steady items (Poisson demand) with one odd item each, weekly and daily, planned through `twobin plan` with a fill
rate of 95%, 28 days of lead time and a weekly review. Counted are

    demands    rows whose backordered_units_per_year / (1 - fill_rate) / 365 is off demand_mean / protection_days by more than 1e-6 and the
               rounding of the table
    forecast   rows whose forecasts.csv over the protection interval is off demand_mean by more than 3%
    beyond     rows with S beyond 2.5 times the most ever seen in as long a window (and more than 10 units) that are not `check`
    steady     steady items whose S is more than a quarter (and more than a unit) off the level of Poisson demand of their own mean
    moved      steady items whose S the odd item moves by more than 5% (and more than a unit)

Usage: python Benchmarks/odd_items.py [--weekly] [--sizes 0,5,30] [--seeds 2] [--program PATH] [--list]     (Python 3.9 or later, no packages)
"""
import argparse
import collections
import csv
import datetime
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LEAD, REVIEW, FILL = 28, 7, 0.95
START = datetime.date(2023, 1, 2)


def poisson(source, mean):
    if mean > 60:
        return max(0, round(source.gauss(mean, math.sqrt(mean))))
    count, product, stop = 0, source.random(), math.exp(-mean)
    while product > stop:
        count, product = count + 1, product * source.random()
    return count


def odd(kind, source, periods, week):
    """Demand of `periods` periods, of which `week` make a week; the first sale may come late."""
    def steady(rate):
        return [poisson(source, rate / week) for _ in range(periods)]
    def tail(weeks):
        return min(periods, round(weeks * week))
    x = steady(35)
    if kind.startswith("silent"):
        n = tail(int(kind[6:]))
        return x[:-n] + [0] * n
    if kind in ("step-up", "step-down", "step-up-late"):
        n = tail(4 if kind == "step-up-late" else 13)
        low, high = steady(10), steady(100)
        return low[:-n] + high[-n:] if kind != "step-down" else high[:-n] + low[-n:]
    if kind in ("spike-last", "spike-middle"):
        x = steady(12)
        x[-1 if kind == "spike-last" else periods // 2] = 200
        return x
    if kind in ("single-last", "single-middle", "single-first"):
        x = [0] * periods
        x[{"single-last": -1, "single-middle": periods // 2, "single-first": 0}[kind]] = 500
        return x
    if kind.startswith("launch"):
        n = tail(int(kind[6:]))
        return [0] * (periods - n) + x[-n:]
    if kind == "fading":
        return [poisson(source, 60 / week * math.exp(-3 * t / periods)) for t in range(periods)]
    if kind == "growing":
        return [poisson(source, 4 / week * math.exp(3 * t / periods)) for t in range(periods)]
    if kind == "packs":
        return [24 * poisson(source, 1.2 / week) for _ in range(periods)]
    if kind == "lumpy":
        return [round(source.expovariate(1 / 60)) if source.random() < 0.12 / week ** 0.5 else 0 for _ in range(periods)]
    if kind == "constant":
        return [5] * periods
    if kind == "giant":
        return steady(20_000)
    if kind == "rare":
        return [1 if source.random() < 0.04 / week else 0 for _ in range(periods)]
    if kind == "december":
        n, lift = tail(5), steady(150)
        return x[:-n] + lift[-n:]
    if kind == "big-last-week":
        x = steady(30)
        x[-1] = 10 * x[-1] + 50
        return x
    raise ValueError(kind)


KINDS = ["silent1", "silent3", "silent6", "silent20", "step-up", "step-up-late", "step-down", "spike-last", "spike-middle", "single-last", "single-middle",
         "single-first", "launch2", "launch5", "launch12", "fading", "growing", "packs", "lumpy", "constant", "giant", "rare", "december", "big-last-week"]


def shop(size, seed, days, periods):
    """Steady items: name -> demand."""
    source = random.Random(f"{seed} {size} {days} {periods}")
    rates = [math.exp(source.uniform(math.log(2), math.log(50))) for _ in range(size)]
    return {"s%03d" % i: [poisson(source, rate * days / 7) for _ in range(periods)] for i, rate in enumerate(rates)}


def plan(program, items, days, periods):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        with open(folder / "sales.csv", "w") as file:
            file.write("date,item,quantity\n")
            for name, demand in items.items():
                for t, units in enumerate(demand):
                    if units:
                        file.write(f"{START + datetime.timedelta(days=t * days)},{name},{units}\n")
        (folder / "plan.toml").write_text(
            f'as_of = "{START + datetime.timedelta(days=periods * days)}"\n[sales]\npath = "sales.csv"\n[series]\nperiod = "{"week" if days == 7 else "day"}"\n'
            f'[objective]\nkind = "fill_rate"\nfill_rate = {FILL}\n[defaults]\nlead_time_days = {LEAD}\nreview_period_days = {REVIEW}\nunit_cost = 1\n')
        done = subprocess.run([program, "plan", str(folder / "plan.toml"), "--out", str(folder / "out")], capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise SystemExit(f"plan failed ({done.returncode}): {done.stderr[-2000:]}")
        rows = {row["item"]: row for row in csv.DictReader(open(folder / "out" / "recommendations.csv"))}
        forecasts = collections.defaultdict(list)
        for row in csv.DictReader(open(folder / "out" / "forecasts.csv")):
            forecasts[row["unique_id"]].append(float(row["mean"]))
    return rows, forecasts


def poisson_level(mean_per_day):
    """Least S with a fill rate of FILL under (R,S) and Poisson demand."""
    def loss(mean, level):
        term, below, total = math.exp(-mean), 0.0, 0.0
        if mean > 600:
            sd = math.sqrt(mean)
            z = (level - mean) / sd
            return sd * (math.exp(-z * z / 2) / math.sqrt(2 * math.pi) - z * 0.5 * math.erfc(z / math.sqrt(2)))
        for k in range(level):
            total += (level - k) * term
            term *= mean / (k + 1)
        return mean - level + total
    review = mean_per_day * REVIEW
    low, high = 0, int(mean_per_day * (LEAD + REVIEW) * 3 + 50)
    while low < high:
        middle = (low + high) // 2
        short = loss(mean_per_day * (LEAD + REVIEW), middle) - loss(mean_per_day * LEAD, middle)
        if short <= (1 - FILL) * review:
            high = middle
        else:
            low = middle + 1
    return low


def half(text):
    """Half a unit of a decimal's last digit: how far rounding may have moved it."""
    return 0.5 * 10.0 ** -len(text.partition(".")[2])


def most_seen(demand, window):
    total = most = 0
    for t, units in enumerate(demand):
        total += units - (demand[t - window] if t >= window else 0)
        most = max(most, total)
    return most


def check(items, rows, forecasts, days, counts, notes, label):
    periods = (LEAD + REVIEW) // days
    for name, row in rows.items():
        if not row["order_up_to"]:
            continue
        counts["rows"] += 1
        mean, protection, fill = float(row["demand_mean"]), float(row["protection_days"]), float(row["fill_rate"])
        waiting, level = float(row["backordered_units_per_year"]), float(row["order_up_to"])
        if fill < 1 - 1e-9 and mean > 1e-9:
            ratio = waiting / (1 - fill) / 365 / (mean / protection)
            # The table is rounded for people: as far as its digits reach.
            rounding = half(row["backordered_units_per_year"]) / max(waiting, 1e-12) + half(row["fill_rate"]) / (1 - fill) + half(row["demand_mean"]) / mean
            if abs(ratio - 1) > 1e-6 + rounding:
                counts["demands"] += 1
                notes.append(f"{label} {name}: demand of waiting and fill rate is {ratio:.4f} of demand_mean")
        covered = sum(forecasts[name][:periods])
        if abs(covered - mean) > 0.03 * max(mean, covered) + 1e-6:
            counts["forecast"] += 1
            notes.append(f"{label} {name}: forecasts.csv {covered:.2f}, demand_mean {mean:.2f}")
        most = most_seen(items[name], periods)
        if level > 2.5 * most and level > 10 and row["status"] != "check":
            counts["beyond"] += 1
            notes.append(f"{label} {name}: S {level:.0f}, most seen {most}, status {row['status']}")
        if name.startswith("s"):
            counts["steady rows"] += 1
            fitted = poisson_level(sum(items[name]) / len(items[name]) / days)
            if abs(level - fitted) > max(1, 0.25 * fitted):
                counts["steady"] += 1
                notes.append(f"{label} {name}: S {level:.0f}, Poisson level {fitted}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weekly", action="store_true", help="104 weeks alone, without 60 weeks and 280 days")
    parser.add_argument("--sizes", default="0,5,11,30,100", help="numbers of steady items")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--program", default=str(ROOT / ".build" / "release" / "twobin"))
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--list", action="store_true", help="every row that falls short")
    options = parser.parse_args()
    shapes = [(7, 104, "weekly")] if options.weekly else [(7, 104, "weekly"), (7, 60, "weekly, 60"), (1, 280, "daily")]
    sizes = [int(size) for size in options.sizes.split(",")]
    total, by_kind = collections.Counter(), collections.defaultdict(collections.Counter)
    print("%-12s %5s %6s %8s %9s %7s %11s %7s %7s" % ("panel", "items", "rows", "demands", "forecast", "beyond", "steady rows", "steady", "moved"))
    for days, periods, name in shapes:
        for size in sizes:
            counts, notes = collections.Counter(), []
            for seed in range(options.first_seed, options.first_seed + options.seeds):
                steady = shop(size, seed, days, periods)
                alone = plan(options.program, steady, days, periods)[0] if steady else {}
                for kind in options.kinds.split(","):
                    items = dict(steady)
                    items["odd"] = odd(kind, random.Random(f"{kind} {seed}"), periods, 7 // days)
                    if not any(items["odd"]):
                        continue
                    rows, forecasts = plan(options.program, items, days, periods)
                    own = collections.Counter()
                    check(items, rows, forecasts, days, own, notes, f"{name} {size} seed {seed} {kind}")
                    for steady_name, row in alone.items():
                        before, after = float(row["order_up_to"] or 0), float(rows[steady_name]["order_up_to"] or 0)
                        if abs(after - before) > max(1, 0.05 * before):
                            own["moved"] += 1
                            notes.append(f"{name} {size} seed {seed} {kind} {steady_name}: S {before:.0f} without it, {after:.0f} with it")
                    counts.update(own)
                    by_kind[kind].update(own)
            total.update(counts)
            print("%-12s %5d %6d %8d %9d %7d %11d %7d %7d" % (
                name, size, counts["rows"], counts["demands"], counts["forecast"], counts["beyond"], counts["steady rows"], counts["steady"], counts["moved"]),
                flush=True)
            if options.list:
                for note in notes:
                    print("  " + note)
    print("%-12s %5s %6d %8d %9d %7d %11d %7d %7d" % (
        "all", "", total["rows"], total["demands"], total["forecast"], total["beyond"], total["steady rows"], total["steady"], total["moved"]))
    print("\n%-14s %8s %9s %7s %7s %7s" % ("odd item", "demands", "forecast", "beyond", "steady", "moved"))
    for kind, counts in by_kind.items():
        print("%-14s %8d %9d %7d %7d %7d" % (kind, counts["demands"], counts["forecast"], counts["beyond"], counts["steady"], counts["moved"]))


if __name__ == "__main__":
    main()
