"""Reading sales files: Twobin beside duckdb, in one run on one machine.

    python Benchmarks/ingest_speed.py [--series 30490] [--days 1941] [--repeat 3] [--order-lines TRANSACTIONS.csv.gz]

Makes a long CSV of item, date, quantity (30,490 series x 1,941 days = 59 million rows; seeded, in a temporary directory), then reads it
into weekly sums by turns: Twobin with one and two threads, duckdb (package `duckdb`, read_csv and GROUP BY) with one and two threads.
Prints the fastest of each, MB/s per wall and per CPU second, and the peak memory; checks that all give the same units and that Twobin's
result is the same for any number of threads and chunk size.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

here = Path(__file__).resolve().parent
arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("--series", type=int, default=30_490)
arguments.add_argument("--days", type=int, default=1_941)
arguments.add_argument("--repeat", type=int, default=3)
arguments.add_argument("--order-lines", help="the real order lines (online retail, gzip)")
arguments.add_argument("--directory", help="where the file is made (default: a temporary directory)")
arguments.add_argument("--duckdb-worker", nargs=2, metavar=("FILE", "THREADS"), help=argparse.SUPPRESS)
options = arguments.parse_args()

if options.duckdb_worker:
    import time

    import duckdb

    path, threads = options.duckdb_worker
    start = time.perf_counter()
    connection = duckdb.connect(config={"threads": int(threads)})
    rows = connection.execute(
        "SELECT item, (date - DATE '2000-01-01') // 7 AS week, sum(quantity) AS units FROM read_csv(?, header = true, "
        "columns = {'item': 'VARCHAR', 'date': 'DATE', 'quantity': 'BIGINT'}) GROUP BY ALL", [path]).fetchnumpy()
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({
        "wall": wall, "cpu": used.ru_utime + used.ru_stime, "bytes": os.path.getsize(path), "units": float(np.sum(rows["units"])),
        "peak_mb": used.ru_maxrss * 1024 // 1_000_000}))
    sys.exit()


def make(path):
    draw = np.random.default_rng(20100101)
    dates = np.datetime_as_string(np.datetime64("2011-01-29") + np.arange(options.days)).tolist()
    with open(path, "w", buffering=1 << 22) as out:
        out.write("item,date,quantity\n")
        for number in range(options.series):
            units = draw.poisson(draw.gamma(0.7, 1.6), options.days).tolist()
            out.write("".join(f"{number:06d},{date},{count}\n" for date, count in zip(dates, units)))


def run(command):
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


package = here / "IngestSpeed"
subprocess.run(["swift", "build", "-c", "release", "--product", "IngestSpeed"], cwd=package, check=True, stdout=subprocess.DEVNULL)
reader = str(package / ".build" / "release" / "IngestSpeed")
with tempfile.TemporaryDirectory(dir=options.directory) as directory:
    path = os.path.join(directory, "long.csv")
    make(path)
    contestants = {
        "twobin, 1 thread": [reader, "--threads", "1", "--no-hash", path],
        "twobin, 2 threads": [reader, "--threads", "2", "--no-hash", path],
        "twobin, 2 threads, with SHA-256": [reader, "--threads", "2", path],
        "duckdb, 1 thread": [sys.executable, __file__, "--duckdb-worker", path, "1"],
        "duckdb, 2 threads": [sys.executable, __file__, "--duckdb-worker", path, "2"],
    }
    results = {name: [] for name in contestants}
    for _ in range(options.repeat):
        for name, command in contestants.items():
            results[name].append(run(command))
    small = run([reader, "--threads", "2", "--chunk", "20000", "--no-hash", path])
    digests = {one["digest"] for many in results.values() for one in many if "digest" in one} | {small["digest"]}
    size = os.path.getsize(path)
    print(f"{size / 1e6:.0f} MB, {options.series * options.days:,} rows; fastest of {options.repeat}")
    for name, many in results.items():
        wall, cpu = min(one["wall"] for one in many), min(one["cpu"] for one in many)
        print(f"{name:34s} {wall:6.2f} s wall {size / wall / 1e6:6.0f} MB/s   {cpu:6.2f} s CPU {size / cpu / 1e6:6.0f} MB/s   peak {max(one['peak_mb'] for one in many)} MB")
    print("same result for threads and chunk sizes:", "yes" if len(digests) == 1 else "NO")
    units = {one["units"] for many in results.values() for one in many}
    print("same units in all:", f"yes, {units.pop():,.0f}" if len(units) == 1 else f"NO: {units}")
    if len(digests) != 1 or len(units) > 1:
        sys.exit(1)
if options.order_lines:
    many = [run([reader, "--threads", threads, options.order_lines]) for threads in ("1", "2") for _ in range(options.repeat)]
    print(f"order lines, gzip to weekly series: fastest {min(one['wall'] for one in many):.3f} s wall, {min(one['cpu'] for one in many):.3f} s CPU, "
          f"{many[0]['rows']:,} rows, {many[0]['bytes'] / 1e6:.0f} MB, peak {max(one['peak_mb'] for one in many)} MB")
