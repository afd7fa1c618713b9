"""The whole policy replayed over demand that came later, on a year of online retail, through `twobin replay`.

Makes the table of items (lead times seeded uniform in 14 to 56 days, standard deviation uniform up to 30% of the lead time, weekly
review; unit cost half the median price comes from the plan file), then replays the last 126 days twice, once with backorders weighted
by units and once by value, and writes tables, curves and pictures to results/replay-units and results/replay-value. Lead times are
drawn again inside the program, gamma, one per order, the same for every rule. Needs the shared data (TWOBIN_SHARED, default ../shared
beside the repository) and a release build of `twobin`.

Usage: python Benchmarks/replay.py [--sweep] [--early]     (Python 3.9 or later, no packages)

--early replays an earlier stretch (from 2010-04-06) in place of the last one and prints only: choices are made there.
"""
import csv
import gzip
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("TWOBIN_SHARED", ROOT.parent / "shared")).resolve()
SALES = SHARED / "data" / "online-retail-2010" / "transactions.csv.gz"
PROGRAM = ROOT / ".build" / "release" / "twobin"
RESULTS = ROOT / "Benchmarks" / "results"
SEED = 20100101

PLAN = """[sales]
path = "{sales}"
[items]
path = "items.csv"
[series]
period = "week"
[objective]
kind = "budget"
average_inventory_value = 400000
weight = "{weight}"
[defaults]
review_period_days = 7
unit_cost_share_of_price = 0.5
"""


def item_codes():
    with gzip.open(SALES, "rt", newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        header = [name.lower() for name in next(rows)]
        column = header.index("stockcode") if "stockcode" in header else header.index("item")
        return sorted({row[column] for row in rows if row})


def main():
    early = "--early" in sys.argv
    # Items need sales in 13 of the 34 weeks before; an earlier start has seen fewer weeks.
    period = ["--from", "2010-04-06", "--min-active-periods", "7"] if early else ["--from", "2010-07-27", "--min-active-periods", "13"]
    draw = random.Random(SEED)
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work)
        with open(folder / "items.csv", "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["item", "lead_time_days", "lead_time_sd_days", "review_period_days"])
            for code in item_codes():
                mean = draw.uniform(14, 56)
                table.writerow([code, round(mean, 2), round(mean * draw.uniform(0, 0.3), 2), 7])
        for weight in ("units", "value"):
            plan = folder / f"plan-{weight}.toml"
            plan.write_text(PLAN.format(sales=SALES, weight=weight))
            command = [PROGRAM, "replay", plan, "--days", "126", "--discard", "28", "--replan", "28", *period]
            if "--sweep" in sys.argv:
                command.append("--sweep")
            if not early:
                command += ["--out", RESULTS / f"replay-{weight}"]
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
            print(f"backorders weighted by {weight}\n{done.stdout}")
            print(f"processor seconds: {seconds:.1f}", file=sys.stderr)
            if not early:
                (RESULTS / f"replay-{weight}" / "replay.txt").write_text(done.stdout)


main()
