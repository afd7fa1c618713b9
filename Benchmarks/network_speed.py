"""Processor time of a plan in which a warehouse feeds four shops, beside that of the same shops each supplied for itself.

Invents the shop with scripts/make_warehouse_shop.py (seeded: the same bytes each time) and plans it under a budget and for a fill rate, with [network] and without,
on one thread. Prints one line per plan: processor seconds (user and system), the highest resident memory, units waiting and the gap.

    swift build -c release --product twobin
    python3 Benchmarks/network_speed.py --items 400 | tee Benchmarks/results/network_speed.txt
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
OBJECTIVES = {
    "budget": 'kind = "budget"\naverage_inventory_value = {budget}\naverages = "today"\n',
    "fill_rate": 'kind = "fill_rate"\nfill_rate = 0.95\n',
}


def plan(program, folder, name, objective, network):
    text = (
        'as_of = "2025-12-29"\n[sales]\npath = "sales.csv"\n[items]\npath = "items.csv"\nunseen_stock = "warn"\n'
        + ('[network]\npath = "network.csv"\n' if network else "")
        + "[objective]\n" + objective + "[defaults]\nlead_time_days = 14\nreview_period_days = 7\n")
    file = pathlib.Path(folder) / f"{name}.toml"
    file.write_text(text)
    out = pathlib.Path(folder) / name
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program, "plan", str(file), "--out", str(out), "--threads", "1"], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(done.stderr)
    totals = json.loads((out / "summary.json").read_text())
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024, totals


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--items", type=int, nargs="+", default=[400])
    options.add_argument("--program", default=str(HERE.parent / ".build/release/twobin"))
    given = options.parse_args()
    for items in given.items:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, str(HERE.parent / "scripts/make_warehouse_shop.py"), folder, str(items)], check=True)
            print(f"{items} items, four shops and a warehouse; load {os.getloadavg()[0]:.1f}", flush=True)
            for kind, text in OBJECTIVES.items():
                objective = text.format(budget=400 * items)
                for network in [False, True]:
                    seconds, memory, summary = plan(given.program, folder, f"{kind}-{'network' if network else 'alone'}", objective, network)
                    totals = summary["totals"]
                    gap = summary["objective"].get("gap")
                    print(
                        f"  {kind:<10} {'[network]' if network else 'alone':<10} {seconds:6.2f} s {memory:5.0f} MB  "
                        f"{totals['expected_backorders']:8.2f} waiting, {totals['average_inventory_value']:10.0f} money"
                        + (f", gap {100 * gap:.4f}%" if gap is not None else ""), flush=True)


if __name__ == "__main__":
    main()
