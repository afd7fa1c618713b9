"""The whole policy replayed over invented shops: the generator of datasets/synthetic-shop with other seeds, through `twobin replay`.

Each shop is replayed from 2025-05-13 over 224 days (28 not counted), with what it sold (cut off by stock-outs) and with what customers
wanted, under budgets weighted by units and by value. Needs a release build of `twobin`.

Usage: python Benchmarks/replay_shops.py [--seeds 6]     (Python 3.9 or later, no packages; half a minute of processor time per shop)
"""
import argparse
import csv
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".build" / "release" / "twobin"
SCRIPTS = ROOT / "scripts"
PLAN = (ROOT / "datasets" / "synthetic-shop" / "plan.toml").read_text(encoding="utf-8")

parser = argparse.ArgumentParser()
parser.add_argument("--seeds", type=int, default=6)
arguments = parser.parse_args()
print("short against the textbook rule at equal money (90% interval over items), 224 days from 2025-05-13")
for seed in range(1, arguments.seeds + 1):
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work)
        code = "import sys, make_synthetic_shop as shop; shop.SEED = int(sys.argv.pop(1)); shop.main()"
        subprocess.run([sys.executable, "-c", code, str(seed), "--out", str(folder), "--truth", str(folder / "truth.csv")],
                       check=True, cwd=SCRIPTS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(folder / "truth.csv", encoding="utf-8") as read, open(folder / "wanted.csv", "w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(["date", "item", "location", "quantity"])
            rows.writerows([row["date"], row["item"], row["location"], row["wanted"]]
                           for row in csv.DictReader(read) if float(row["wanted"]) > 0)
        for name in ("wanted", "sales"):
            for weight in ("units", "value"):
                text = PLAN.replace('path = "sales.csv"', f'path = "{name}.csv"').replace('weight = "units"', f'weight = "{weight}"')
                (folder / "plan.toml").write_text(text, encoding="utf-8")
                out = subprocess.run([PROGRAM, "replay", "plan.toml", "--from", "2025-05-13", "--days", "224"], check=True, cwd=folder,
                                     stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
                ratios = re.findall(r"(units|value) short  (\S+ \(\S+ to \S+\))", out)
                print(f"seed {seed}, {'demand' if name == 'wanted' else 'sales '}, weight {weight}: "
                      + ", ".join(f"{what} {figure}" for what, figure in ratios), flush=True)
