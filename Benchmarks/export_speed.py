"""Exports of a plan of 30,000 items: seconds and memory of each.

    python Benchmarks/export_speed.py [--items 30000] [--weeks 60] [--twobin .build/release/twobin]

Makes a shop (seeded, in a temporary directory), plans it, and then writes every export, each by a command of its own: the figures include loading the
run from the store. Prints wall and processor seconds, peak memory and the size of the file, and the seconds of `recommendations.csv` and `forecasts.csv`
alone (TWOBIN_THREADS has no part in these).
"""
import argparse
import json
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path

here = Path(__file__).resolve().parent
arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("--items", type=int, default=30_000)
arguments.add_argument("--weeks", type=int, default=60)
arguments.add_argument("--twobin", default=str(here.parent / ".build/release/twobin"))
options = arguments.parse_args()
# Commands run in the shop's folder.
options.twobin = os.path.abspath(options.twobin)


def run(*command, folder):
    start = time.perf_counter()
    process = subprocess.Popen([options.twobin, *command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command}: {message}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


with tempfile.TemporaryDirectory() as folder:
    draw = random.Random(20100101)
    with open(f"{folder}/sales.csv", "w") as sales, open(f"{folder}/items.csv", "w") as items:
        sales.write("date,item,quantity\n")
        items.write("item,name,supplier,supplier_code,unit_cost,lead_time_days,review_period_days,order_multiple,on_hand\n")
        weeks = [time.strftime("%Y-%m-%d", time.gmtime(1_700_000_000 + 604_800 * week)) for week in range(options.weeks)]
        for item in range(options.items):
            rate = draw.gammavariate(0.7, 6)
            items.write(f"{item:06d},Item {item},S{item % 40},S-{item},{1 + draw.random() * 20:.2f},{draw.choice([7, 14, 28])},{draw.choice([0, 7])},{draw.choice(['', 6, 12])},{draw.randrange(40)}\n")
            for week in weeks:
                units = int(draw.expovariate(1 / rate)) if rate > 0.05 else 0
                if units or week in (weeks[0], weeks[-1]):
                    sales.write(f"{week},{item:06d},{max(1, units)}\n")
    Path(f"{folder}/plan.toml").write_text("[sales]\npath = \"sales.csv\"\n[items]\npath = \"items.csv\"\n")
    wall, cpu, memory = run("plan", "plan.toml", folder=folder)
    writing = json.loads(Path(f"{folder}/out/timings.json").read_text())["seconds"]
    print(f"{options.items} items x {options.weeks} weeks: plan {wall:.1f} s wall, {cpu:.1f} s CPU, {memory:.0f} MB; stages {writing}")
    exports = {"csv": [], "json": [], "xlsx": [], "odoo": ["--odoo-version", "18"], "erpnext": [], "shopify": [], "woocommerce": [], "business-central": [], "sap": [],
               "netsuite": [], "lightspeed": [], "amazon": []}
    for name, more in exports.items():
        wall, cpu, memory = run("export", "latest", "--format", name, *more, "--out", f"out.{name}", folder=folder)
        print(f"export {name:17} {wall:6.2f} s wall {cpu:6.2f} s CPU {memory:6.0f} MB   {os.path.getsize(f'{folder}/out.{name}') / 1e6:6.1f} MB file")
    for form in ["text", "csv", "json", "html"]:
        wall, cpu, memory = run("orders", "latest", "--format", form, "--out", f"orders.{form}", folder=folder)
        print(f"orders {form:17} {wall:6.2f} s wall {cpu:6.2f} s CPU {memory:6.0f} MB")
    # Merging into what was just written changes nothing and reads every row.
    wall, cpu, memory = run("export", "latest", "--format", "odoo", "--odoo-version", "18", "--merge", "out.odoo", "--out", "merged.odoo", folder=folder)
    print(f"merge odoo               {wall:6.2f} s wall {cpu:6.2f} s CPU {memory:6.0f} MB; same bytes: {Path(f'{folder}/out.odoo').read_bytes() == Path(f'{folder}/merged.odoo').read_bytes()}")
