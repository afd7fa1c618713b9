"""Writing demand series: `twobin series` beside duckdb, in one run on one machine.

    python Benchmarks/series_speed.py [--series 3000] [--days 1941] [--repeat 3] [--twobin .build/release/twobin]

Makes a CSV of item, date, quantity (3,000 series x 1,941 days: 5.8 million rows, about 120 MB; seeded, in a temporary directory), then turns it into
weekly series by turns: `twobin series --period week` and duckdb (package `duckdb`: read_csv, GROUP BY item and week, ORDER BY, COPY TO a CSV), both
with two threads. Prints the fastest of each by wall and by processor time, and the ratios; checks that both wrote the same units.
"""
import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

here = Path(__file__).resolve().parent
arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("--series", type=int, default=3_000)
arguments.add_argument("--days", type=int, default=1_941)
arguments.add_argument("--repeat", type=int, default=3)
arguments.add_argument("--twobin", default=str(here.parent / ".build/release/twobin"))
arguments.add_argument("--duckdb-worker", nargs=2, metavar=("FILE", "OUT"), help=argparse.SUPPRESS)
options = arguments.parse_args()
FIRST = "2011-01-29"

if options.duckdb_worker:
    import duckdb

    path, out = options.duckdb_worker
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(
        "COPY (SELECT item AS unique_id, DATE '" + FIRST + "' + CAST((date - DATE '" + FIRST + "') // 7 * 7 AS INTEGER) AS ds, sum(quantity) AS y "
        "FROM read_csv('" + path + "', header = true, columns = {'item': 'VARCHAR', 'date': 'DATE', 'quantity': 'BIGINT'}) "
        "GROUP BY ALL ORDER BY unique_id, ds) TO '" + out + "' (HEADER, DELIMITER ',')")
    sys.exit()


def make(path):
    import numpy as np

    draw = np.random.default_rng(20100101)
    dates = np.datetime_as_string(np.datetime64(FIRST) + np.arange(options.days)).tolist()
    with open(path, "w", buffering=1 << 22) as out:
        out.write("item,date,quantity\n")
        for number in range(options.series):
            units = draw.poisson(draw.gamma(0.7, 1.6), options.days).tolist()
            out.write("".join(f"{number:06d},{date},{count}\n" for date, count in zip(dates, units)))


def run(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "TWOBIN_THREADS": "2"})
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def units(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    return len(rows), sum(float(row["y"] or 0) for row in rows)


with tempfile.TemporaryDirectory() as folder:
    sales, ours, theirs = f"{folder}/sales.csv", f"{folder}/twobin.csv", f"{folder}/duckdb.csv"
    make(sales)
    size = os.path.getsize(sales) / 1e6
    commands = {
        "twobin series": [options.twobin, "series", sales, "--period", "week", "--out", ours],
        "duckdb": [sys.executable, __file__, "--duckdb-worker", sales, theirs],
    }
    best = {name: [float("inf"), float("inf")] for name in commands}
    for _ in range(options.repeat):
        for name, command in commands.items():
            best[name] = [min(pair) for pair in zip(best[name], run(command))]
    print(f"{options.series} series x {options.days} days, {size:.0f} MB; rows and units out: twobin {units(ours)}, duckdb {units(theirs)}")
    for name, (wall, cpu) in best.items():
        print(f"{name:15} {wall:6.2f} s wall {size / wall:6.0f} MB/s   {cpu:6.2f} s CPU {size / cpu:6.0f} MB/s")
    print(f"ratio           {best['duckdb'][0] / best['twobin series'][0]:6.2f} by wall               {best['duckdb'][1] / best['twobin series'][1]:6.2f} by processor time")
    print(json.dumps(best))
