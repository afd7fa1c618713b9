"""What series with gaps of their own cost beside complete ones: processor time of `twobin forecast`.

Invents weekly series (seeded), once complete and once with some periods of each left out, at places of its own, and forecasts both on one thread.

    swift build -c release --product twobin
    python3 Benchmarks/series_gaps.py | tee Benchmarks/results/series_gaps.txt

Needs numpy.
"""

import argparse
import datetime
import os
import subprocess
import sys
import tempfile

import numpy

FIRST_WEEK = datetime.date(2024, 1, 1)


def write_series(path, series, weeks, gaps, seed):
    random = numpy.random.default_rng(seed)
    with open(path, "w") as file:
        file.write("unique_id,ds,y\n")
        for number in range(series):
            level = float(numpy.exp(random.normal(1.5, 1)))
            demand = random.poisson(random.gamma(2, level / 2, weeks))
            # Drawn in both cases, so that the series are the same.
            places = set(random.choice(numpy.arange(5, weeks - 5), 4, replace=False).tolist())
            left_out = places if gaps else set()
            for week in range(weeks):
                if week not in left_out:
                    file.write(f"S{number:04d},{FIRST_WEEK + datetime.timedelta(days=7 * week)},{demand[week]}\n")


def processor_seconds(command):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    text = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with {status}:\n{text[-2000:]}")
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=400)
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--twobin", default=".build/release/twobin")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, gaps in (("complete", False), ("four gaps each, of its own", True)):
            path = os.path.join(folder, "series.csv")
            write_series(path, options.series, options.weeks, gaps, options.seed)
            seconds = processor_seconds(
                [options.twobin, "forecast", path, "--horizon", "8", "--threads", "1", "--out", os.path.join(folder, "forecasts.csv")])
            print(f"{options.series} series x {options.weeks} weeks, {name}: {seconds:.1f} s of processor time, {1000 * seconds / options.series:.1f} ms a series", flush=True)


if __name__ == "__main__":
    main()
