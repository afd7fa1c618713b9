#!/usr/bin/env python3
"""Figures of the Python package, beside the command's: import, processor time of a forecast from pandas, the interrupt key.

    out/python/test-environment/bin/python scripts/measure_python.py SERIES.csv --horizon 18 --command .build/release/twobin

Processor seconds are those of the whole process (user and system), the least of some runs on one thread.
"""

import argparse
import os
import resource
import subprocess
import sys
import time

READ = """
import pandas, resource, sys, time
df = pandas.read_csv(sys.argv[1], dtype={"unique_id": str})
if df["ds"].dtype == object or str(df["ds"].dtype).startswith("str"):
    df["ds"] = pandas.to_datetime(df["ds"])
"""

FORECAST = READ + """
import twobin
def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
before = used()
twobin.forecast(df, int(sys.argv[2]), quantiles=[0.5, 0.9], threads=1)
print(used() - before)
"""

IMPORT = "import time; start = time.perf_counter(); import twobin; print(time.perf_counter() - start)"

INTERRUPT = READ + """
import os, signal, twobin
sent = []
def press(stage, done, total):
    if not sent and done > 0:
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)
try:
    twobin.cross_validation(df, int(sys.argv[2]), n_windows=20, step_size=1, threads=1, progress=press)
    print("nan")
except KeyboardInterrupt:
    print(time.monotonic() - sent[0])
"""


def child_seconds(arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def told(code, *arguments):
    return float(subprocess.run([sys.executable, "-c", code, *map(str, arguments)], check=True, capture_output=True, text=True).stdout.split()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("series")
    parser.add_argument("--horizon", type=int, default=18)
    parser.add_argument("--command", default=".build/release/twobin")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    runs = range(arguments.runs)
    print(f"import twobin: {1000 * min(told(IMPORT) for _ in runs):.0f} ms")
    ours = min(told(FORECAST, arguments.series, arguments.horizon) for _ in runs)
    command = min(
        child_seconds([arguments.command, "forecast", arguments.series, "--horizon", str(arguments.horizon), "--quantiles", "0.5,0.9",
                       "--threads", "1", "--out", os.devnull]) for _ in runs)
    print(f"forecast from pandas: {ours:.2f} s of processor; the command: {command:.2f} s; ratio {ours / command:.3f}")
    print(f"interrupt key to KeyboardInterrupt: {1000 * max(told(INTERRUPT, arguments.series, arguments.horizon) for _ in runs):.0f} ms (the longest of {arguments.runs})")


if __name__ == "__main__":
    main()
