"""The night's plan at growing sizes: time, peak memory and what it leaves on disk.

Invents a panel of weekly sales (seeded: the same bytes each time) with its items and stock table, plans it from files to outputs, and
prints one line per size: wall and processor seconds, the highest resident memory, seconds of each stage, bytes of the files and of the
store per item. Two fifths of the item-weeks are without a sale; one item in fifty has promotions; lead times are 7 to 42 days.

    swift build -c release --product twobin
    python3 Benchmarks/night_scale.py --items 30000 100000 300000 1000000 | tee Benchmarks/results/night_scale.txt

Needs numpy. A million items take 2.0 GB of sales and 2 GB for the outputs in the working folder (--folder; kept with --keep).
"""

import argparse
import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time

import numpy

FIRST_WEEK = datetime.date(2024, 1, 1)


def make_shop(folder, items, weeks, seed, whole_budget):
    """Writes sales.csv, items.csv and plan.toml; returns the number of sales rows."""
    os.makedirs(folder, exist_ok=True)
    random = numpy.random.default_rng(seed)
    level = numpy.exp(random.normal(0.45, 1.15, items))
    dispersion = numpy.exp(random.normal(0.3, 0.4, items))
    amplitude = random.uniform(0, 0.5, items)
    phase = random.uniform(0, 2 * numpy.pi, items)
    trend = random.normal(0, 0.002, items)
    price = numpy.round(numpy.exp(random.normal(2.3, 0.8, items)), 2) + 0.05
    promoted = random.random(items) < 0.02
    names = [f"I{number:07d}" for number in range(items)]
    full = [f",{name}," for name in names]
    normal_end = [f",{value:.2f},0\n" for value in price]
    low_end = [f",{value * 0.8:.2f},1\n" if on else "" for value, on in zip(price, promoted)]
    rows = 0
    with open(os.path.join(folder, "sales.csv"), "w", buffering=1 << 22) as sales:
        sales.write("date,item,quantity,price,promotion\n")
        for week in range(weeks):
            date = (FIRST_WEEK + datetime.timedelta(days=7 * week)).isoformat()
            mean = level * (1 + amplitude * numpy.sin(2 * numpy.pi * week / 52 + phase)) * numpy.exp(trend * week)
            on_offer = promoted & (random.random(items) < 0.12)
            mean = numpy.where(on_offer, 2 * mean, mean)
            quantity = random.poisson(random.gamma(dispersion, mean / dispersion))
            sold = numpy.flatnonzero(quantity)
            rows += len(sold)
            offers = on_offer.tolist()
            units = quantity.tolist()
            sales.write("".join(
                [f"{date}{full[i]}{units[i]}{low_end[i] if offers[i] else normal_end[i]}" for i in sold.tolist()]))
    lead_times = numpy.array([7, 14, 21, 28, 42])[random.integers(0, 5, items)]
    costs = numpy.round(price * 0.5, 2) + 0.01
    on_hand = random.poisson(level * (lead_times / 7 + 2))
    on_order = random.poisson(level * lead_times / 14)
    with open(os.path.join(folder, "items.csv"), "w", buffering=1 << 22) as table:
        table.write("item,supplier,unit_cost,lead_time_days,lead_time_sd_days,review_period_days,on_hand,on_order\n")
        for i in range(items):
            table.write(f"{names[i]},S{i % 40:02d},{costs[i]:.2f},{lead_times[i]},{lead_times[i] // 7},7,{on_hand[i]},{on_order[i]}\n")
    budget = float(numpy.sum(costs * level * 3)) if whole_budget else 0
    as_of = FIRST_WEEK + datetime.timedelta(days=7 * weeks)
    objective = f'kind = "budget"\naverage_inventory_value = {budget:.0f}' if whole_budget else 'kind = "fill_rate"\nfill_rate = 0.95'
    with open(os.path.join(folder, "plan.toml"), "w") as plan:
        plan.write(f"""as_of = "{as_of}"
[sales]
path = "sales.csv"
[items]
path = "items.csv"
[series]
period = "week"
[objective]
{objective}
[output]
directory = "out"
keep_runs = 1
""")
    return rows


def digest(path):
    result = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 22):
            result.update(chunk)
    return result.hexdigest()[:16]


def resident(process):
    """Resident memory of a process in MB; 0 where the system does not tell."""
    try:
        with open(f"/proc/{process.pid}/status") as file:
            return next((int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS")), 0)
    except OSError:
        return 0


def run(command):
    """Wall seconds, processor seconds, the peak of resident memory in MB of one command, and the highest of it in each stage, sampled."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    highest, by_stage, ended = [0], {}, threading.Event()

    def watch():
        while not ended.wait(0.1):
            highest[0] = max(highest[0], resident(process))

    watcher = threading.Thread(target=watch)
    watcher.start()
    text = ""
    for line in process.stderr:
        text += line
        stage = re.fullmatch(r"twobin: ([a-z -]+?)(?: [0-9,]+)?: [0-9.]+ s\n", line)
        if stage:
            by_stage[stage[1]] = max(highest[0], resident(process))
            highest[0] = 0
    _, status, usage = os.wait4(process.pid, 0)
    ended.set()
    watcher.join()
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with {status}:\n{text[-2000:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, by_stage


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, nargs="+", default=[30_000, 100_000, 300_000, 1_000_000])
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument("--twobin", default=".build/release/twobin")
    parser.add_argument("--folder", default="out/night-scale")
    parser.add_argument("--fill-rate", action="store_true", help="an objective that couples no items, in place of one budget")
    parser.add_argument("--keep", action="store_true", help="keep the sales and the outputs; sales that are there are used again")
    options = parser.parse_args()
    print(f"{options.weeks} weeks, {options.threads} threads, seed {options.seed}, load {os.getloadavg()[0]:.1f} at the start", flush=True)
    for items in options.items:
        folder = os.path.join(options.folder, f"{items}x{options.weeks}")
        if os.path.exists(os.path.join(folder, "plan.toml")):
            rows = None
        else:
            rows = make_shop(folder, items, options.weeks, options.seed, not options.fill_rate)
        out = os.path.join(folder, "out")
        shutil.rmtree(out, ignore_errors=True)
        wall, processor, peak, by_stage = run([options.twobin, "plan", os.path.join(folder, "plan.toml"), "--threads", str(options.threads)])
        store = sum(os.path.getsize(os.path.join(out, name)) for name in os.listdir(out) if name.startswith("twobin.sqlite"))
        files = sum(os.path.getsize(os.path.join(out, name)) for name in os.listdir(out) if name.endswith((".csv", ".json")))
        with open(os.path.join(out, "timings.json")) as file:
            stages = json.load(file)["seconds"]
        stages["writing"] = wall - sum(stages.values())
        print(f"{items:>8} items{f' {rows:>9} rows' if rows else ''}  {wall:7.1f} s wall {processor:7.1f} s CPU {peak:6.0f} MB peak"
              f"  {1000 * processor / items:6.3f} ms CPU an item  store {store / 1e6:7.1f} MB ({store / items:.0f} bytes an item)"
              f"  files {files / 1e6:7.1f} MB", flush=True)
        print("         " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in stages.items()), flush=True)
        print("         highest MB: " + ", ".join(f"{name} {highest:.0f}" for name, highest in by_stage.items()), flush=True)
        print("         " + ", ".join(f"{name} {digest(os.path.join(out, name))}" for name in ("recommendations.csv", "forecasts.csv")), flush=True)
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
