"""What a night costs on which no week has ended: the CPU of a full night, of the night after it, and of a full night over the same rows.

Invents a shop (that of night_scale.py, but each week's sale of an item falls on one of its days), plans it, then adds one day of sales and counts the
stock again. The night after is planned twice: as it comes, with the forecasts and the sales of the night before, and with everything read and forecast
again. Files of both are compared byte by byte. CPU is that of one process each, in one go on one machine, so the shares hold whatever else runs.

    swift build -c release --product twobin
    python3 Benchmarks/next_night.py --items 30000 | tee Benchmarks/results/next_night.txt

Needs numpy.
"""

import argparse
import datetime
import filecmp
import json
import os
import shutil
import sys

import numpy

import night_scale

FILES = ["recommendations.csv", "forecasts.csv", "level_path.csv", "quarantine.csv", "backorders.csv", "availability.csv", "suppliers.csv", "summary.json"]


def spread_over_days(folder, seed):
    """Gives each row of the weekly sales a day of its week, in the order of the days."""
    random = numpy.random.default_rng(seed)
    path = os.path.join(folder, "sales.csv")
    with open(path) as sales, open(path + ".days", "w", buffering=1 << 22) as days:
        days.write(next(sales))
        week, waiting = None, [[] for _ in range(7)]

        def flush():
            for rows in waiting:
                days.writelines(rows)
                rows.clear()

        for line in sales:
            date, rest = line.split(",", 1)
            if date != week:
                flush()
                week, first = date, datetime.date.fromisoformat(date)
                names = [(first + datetime.timedelta(days=day)).isoformat() for day in range(7)]
                numbers = iter(random.integers(0, 7, 1 << 20).tolist())
            day = next(numbers)
            waiting[day].append(f"{names[day]},{rest}")
        flush()
    os.replace(path + ".days", path)


def add_day(folder, date, items, seed):
    """One more day of sales, and all stock counted again."""
    random = numpy.random.default_rng(seed)
    with open(os.path.join(folder, "sales.csv"), "a") as sales:
        for item in numpy.flatnonzero(random.random(items) < 0.1).tolist():
            sales.write(f"{date},I{item:07d},{random.integers(1, 5)},5.00,0\n")
    path = os.path.join(folder, "items.csv")
    with open(path) as table:
        lines = table.read().splitlines()
    for index in range(1, len(lines)):
        cells = lines[index].split(",")
        cells[6] = str(max(0, int(cells[6]) - int(random.integers(0, 3))))
        lines[index] = ",".join(cells)
    with open(path, "w") as table:
        table.write("\n".join(lines) + "\n")


def plan(options, folder, out, full):
    environment = {"TWOBIN_OUTPUT_REUSE_FORECASTS": "false", "TWOBIN_SALES_INCREMENTAL": "false"} if full else {}
    os.environ.update(environment)
    wall, processor, peak, _ = night_scale.run(
        [options.twobin, "plan", os.path.join(folder, "plan.toml"), "--out", out, "--threads", str(options.threads)])
    for name in environment:
        del os.environ[name]
    with open(os.path.join(out, "timings.json")) as file:
        timings = json.load(file)
    stages = timings["seconds"]
    stages["writing"] = wall - sum(stages.values())
    return wall, processor, peak, stages, timings["forecasts_of"]


def show(name, result, whole=None):
    wall, processor, peak, stages, source = result
    share = f"  {100 * processor / whole:5.1f}% of a full night" if whole else ""
    print(f"{name:<22} {processor:7.1f} s CPU {wall:7.1f} s wall {peak:6.0f} MB peak{share}", flush=True)
    print("    wall: " + ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in stages.items())
          + (f"; forecasts of run {source}" if source else ""), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, nargs="+", default=[30_000])
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument("--twobin", default=".build/release/twobin")
    parser.add_argument("--folder", default="out/next-night")
    options = parser.parse_args()
    for items in options.items:
        folder = os.path.join(options.folder, str(items))
        shutil.rmtree(folder, ignore_errors=True)
        rows = night_scale.make_shop(folder, items, options.weeks, options.seed, True)
        spread_over_days(folder, options.seed)
        path = os.path.join(folder, "plan.toml")
        with open(path) as file:
            text = "\n".join(line for line in file.read().splitlines() if not line.startswith("as_of"))
        text = text.replace('period = "week"', 'period = "week"\nweek_start = "monday"').replace('path = "sales.csv"', 'path = "sales.csv"\nincremental = true')
        with open(path, "w") as file:
            file.write(text + "\n")
        print(f"{items} items x {options.weeks} weeks, {rows} rows, {options.threads} threads, load {os.getloadavg()[0]:.1f} at the start", flush=True)
        end = night_scale.FIRST_WEEK + datetime.timedelta(days=7 * options.weeks)
        out, other = os.path.join(folder, "out"), os.path.join(folder, "out-full")
        add_day(folder, end, items, options.seed + 1)
        first = plan(options, folder, out, False)
        show("the first night", first)
        shutil.copytree(out, other)
        add_day(folder, end + datetime.timedelta(days=1), items, options.seed + 2)
        full = plan(options, folder, other, True)
        show("the night after, full", full)
        show("the night after", plan(options, folder, out, False), full[1])
        differing = [name for name in FILES if not filecmp.cmp(os.path.join(out, name), os.path.join(other, name), shallow=False)]
        if differing:
            sys.exit("files differ: " + ", ".join(differing))
        print(f"    {len(FILES)} files of both are the same bytes", flush=True)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
