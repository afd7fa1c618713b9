"""A year of plans replayed, and what each promised against what came: money, units waiting and fill.

Half of the items of two years of online retail (shared data), planned every 28 days from 2010-11-30 for 365 days (28 of them not counted) at three budgets,
with the table of items of replay.py: lead times seeded uniform in 14 to 56 days, standard deviation up to 30% of the lead time, weekly review, unit cost
half the median price. `--first-year` replays 2010-04-06 to 2010-11-29 of the same items in its place: choices are made there and on invented shops
(`--shops`), the second year is only looked at. Needs the shared data (TWOBIN_SHARED, default ../shared beside the repository) and a release build.

Usage: python Benchmarks/replay_year.py [--first-year | --shops] [--budgets 350000,450000,700000] [--days N] [--horizon DAYS] [--averages coming_year] [--keep]
       (Python 3.9 or later, no packages; --keep writes results/replay-year*.txt)
"""
import argparse
import csv
import gzip
import os
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("TWOBIN_SHARED", ROOT.parent / "shared")).resolve()
SALES = SHARED / "data" / "online-retail-two-years" / "transactions.csv.gz"
PROGRAM = pathlib.Path(os.environ.get("TWOBIN_PROGRAM", ROOT / ".build" / "release" / "twobin"))
GENERATOR = ROOT / "datasets" / "synthetic-shop" / "generate.py"
RESULTS = ROOT / "Benchmarks" / "results"

PLAN = """[sales]
path = "{sales}"
[items]
path = "items.csv"
[series]
period = "week"
[objective]
kind = "budget"
average_inventory_value = 400000
weight = "units"
{horizon}[defaults]
review_period_days = 7
unit_cost_share_of_price = 0.5
"""


def item_codes(sales):
    with gzip.open(sales, "rt", newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        header = [name.lower() for name in next(rows)]
        column = header.index("stockcode") if "stockcode" in header else header.index("item")
        return sorted({row[column] for row in rows if row})


def replay(folder, sales, period, budgets, objective):
    draw = random.Random(20100101)
    with open(folder / "items.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["item", "lead_time_days", "lead_time_sd_days", "review_period_days"])
        for code in item_codes(sales):
            mean = draw.uniform(14, 56)
            table.writerow([code, round(mean, 2), round(mean * draw.uniform(0, 0.3), 2), 7])
    plan = folder / "plan.toml"
    plan.write_text(PLAN.format(sales=sales, horizon=objective))
    command = [PROGRAM, "replay", plan, "--replan", "28", *period]
    if budgets:
        command += ["--budgets", budgets]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--first-year", action="store_true")
    parser.add_argument("--shops", action="store_true")
    parser.add_argument("--budgets", default="350000,450000,700000")
    parser.add_argument("--days", type=int)
    parser.add_argument("--from", dest="start")
    parser.add_argument("--horizon", type=int, help="horizon_days of the plan; left out: none")
    parser.add_argument("--averages", choices=["today", "coming_year"], help="averages of the plan; left out: none")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    name = "replay-year"
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work)
        if options.shops:
            sys.exit("--shops: see Benchmarks/replay_shops.py")
        if options.first_year:
            name = "replay-first-year"
            period = ["--from", options.start or "2010-04-06", "--days", str(options.days or 238), "--discard", "28", "--min-active-periods", "7"]
        else:
            period = ["--from", options.start or "2010-11-30", "--days", str(options.days or 365), "--discard", "28", "--min-active-periods", "13"]
        lines = [f"horizon_days = {options.horizon}\n"] if options.horizon else []
        lines += [f'averages = "{options.averages}"\n'] if options.averages else []
        name += f"-horizon-{options.horizon}" if options.horizon else ""
        name += f"-{options.averages.replace('_', '-')}" if options.averages else ""
        text = replay(folder, SALES, period, options.budgets, "".join(lines))
    print(text)
    if options.keep:
        (RESULTS / f"{name}.txt").write_text(text)


main()
