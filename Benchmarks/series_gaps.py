"""What series with gaps of their own cost beside complete ones: processor time of `twobin forecast`.

Invents weekly series (seeded) and forecasts the same series on one thread: complete, and with 1, 10 or 40% of their periods left out, at places of each
series' own; then with lengths of their own as well (half to all of the weeks), complete and with 10 gaps. Prints the least processor time of the
repetitions and its ratio to that of the complete series.

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


def write_series(path, series, weeks, gaps, own_lengths, seed):
    """Gaps of a series lie between its first and its last five weeks; more of them leave out the same ones and others."""
    random = numpy.random.default_rng(seed)
    with open(path, "w") as file:
        file.write("unique_id,ds,y\n")
        for number in range(series):
            level = float(numpy.exp(random.normal(1.5, 1)))
            demand = random.poisson(random.gamma(2, level / 2, weeks))
            # Drawn in every case, so that the series are the same.
            first = int(random.integers(0, weeks // 2)) if own_lengths else int(random.integers(0, 1))
            places = random.permutation(numpy.arange(first + 5, weeks - 5))
            left_out = set(places[:gaps].tolist())
            for week in range(first, weeks):
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
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--twobin", default=".build/release/twobin")
    options = parser.parse_args()
    share = round(0.4 * options.weeks)
    print(f"{options.series} series x {options.weeks} weeks, one thread, seed {options.seed}, least of {options.repeats}, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "series.csv")
        command = [options.twobin, "forecast", path, "--horizon", "8", "--threads", "1", "--out", os.path.join(folder, "forecasts.csv")]
        for lengths, cases in ((False, (0, 1, 10, share)), (True, (0, 10))):
            complete = None
            for gaps in cases:
                write_series(path, options.series, options.weeks, gaps, lengths, options.seed)
                seconds = min(processor_seconds(command) for _ in range(options.repeats))
                complete = complete or seconds
                name = ("complete" if gaps == 0 else f"{gaps} gaps each" if gaps > 1 else "1 gap each") + (", lengths of their own" if lengths else "")
                print(f"{name:38}{seconds:6.2f} s of processor time {1000 * seconds / options.series:6.1f} ms a series   {seconds / complete:5.2f} times complete", flush=True)


if __name__ == "__main__":
    main()
