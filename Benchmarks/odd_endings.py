"""What `twobin forecast` makes of series whose end is odd: each alone in its file, beside plain references.

Kinds: a spike 1 to 4 periods before the end, steps up and down 2 to 26 periods before it, ramps, a season seen 0.7 to 1.9 times, a
promotion in the last periods, a fresh silence, one December; daily, weekly, monthly and quarterly, whole units and amounts, steady and noisy.
Two thirds are of levels that go on, so that the references are right; what each kind really becomes is not known, so what is printed
is how far the total lies from what was seen: over the largest window of the same length or, if that is more, horizon times the largest mean of
three periods, and over the median of the references (last value, median of the last 8, mean, same periods of last year).

Usage: python Benchmarks/odd_endings.py [--twobin .build/release/twobin] [--all] [--every N]
Needs numpy. Prints a line per kind, and with --all every series whose total exceeds 1.5 times the largest window.
"""
import argparse
import collections
import csv
import pathlib
import subprocess
import tempfile

import numpy as np

PERIODS = {"daily": (7, 28), "weekly": (52, 13), "monthly": (12, 12), "quarterly": (4, 4)}


def cases():
    """Kind, period, values."""
    for period, (season, horizon) in PERIODS.items():
        for length in {"daily": (40, 120), "weekly": (13, 60, 104), "monthly": (12, 20, 40), "quarterly": (9, 20)}[period]:
            for form in ("units", "amounts", "steady"):
                for repeat in range(2):
                    r = np.random.default_rng([len(period), length, len(form), repeat])
                    level = float(np.exp(r.normal(3.5, 1.2)))

                    def base(n=length):
                        if form == "units":
                            return r.poisson(level, n).astype(float)
                        return level * np.exp(r.normal(0, 0.02 if form == "steady" else 0.3, n))

                    def finish(y):
                        return np.round(y) if form == "units" else np.round(y, 2)

                    for back in (1, 2, 3, 4):
                        y = base()
                        y[-back] *= r.uniform(4, 12)
                        yield f"spike {back}", period, finish(y)
                    for back in (2, 3, 5, 8, 13, 26):
                        if back < length - 6:
                            for ratio in (r.uniform(2, 12), 1 / r.uniform(2, 12)):
                                y = base()
                                y[-back:] *= ratio
                                yield f"step {'up' if ratio > 1 else 'down'} {back}", period, finish(y)
                    for back in (3, 5, 8):
                        if back < length - 5:
                            y = base()
                            y[-back:] *= np.exp(np.linspace(0.3, r.uniform(1, 2.5), back))
                            yield f"ramp {back}", period, finish(y)
                    for back in (2, 4):
                        y = base()
                        y[-back:] *= r.uniform(2, 4)
                        yield f"promotion {back}", period, finish(y)
                    for back in (1, 2, 3, 5):
                        if back < length - 6:
                            y = base()
                            y[-back:] = 0
                            yield f"silence {back}", period, finish(y)
                    for share in (0.7, 1.0, 1.3, 1.6, 1.9):
                        n = max(6, int(share * season))
                        if season > 7 and n < 120:
                            y = base(n) * np.exp(r.uniform(0.5, 1.2) * np.sin(2 * np.pi * (np.arange(n) / season + r.random())))
                            yield "season", period, finish(y)
                    y = base()
                    y[-1] = 10 * level
                    y[:-1] = level
                    yield "one December", period, finish(y)


def forecasts(program, period, series):
    season, horizon = PERIODS[period]
    found = []
    for y in series:
        with tempfile.TemporaryDirectory() as folder:
            source, target = pathlib.Path(folder) / "series.csv", pathlib.Path(folder) / "forecasts.csv"
            with open(source, "w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["unique_id", "ds", "y"])
                writer.writerows(("a", t + 1, repr(float(v))) for t, v in enumerate(y))
            subprocess.run([program, "forecast", source, "--horizon", str(horizon), "--season", str(season), "--out", target,
                            "--quantiles", "0.5,0.95,0.99"], check=True, stderr=subprocess.DEVNULL)
            with open(target, newline="") as file:
                found.append(np.array([[float(row["mean"]), float(row["q0.95"]), float(row["q0.99"])] for row in csv.DictReader(file)]))
    return found


def judge(y, forecast, season, horizon):
    """Total over the largest window or level, over the references' median, and the largest 0.99 quantile over the largest value."""
    windows = np.convolve(y, np.ones(min(horizon, len(y))), "valid") * horizon / min(horizon, len(y))
    references = [y[-1] * horizon, np.median(y[-8:]) * horizon, y.mean() * horizon]
    if len(y) > season:
        references.append(sum(y[len(y) - season + h % season] for h in range(horizon)))
    total = forecast[:, 0].sum()
    largest = max(windows.max(), np.convolve(y, np.ones(3) / 3, "valid").max() * horizon)
    return total / largest, total / max(np.median(references), 1e-9), forecast[:, 2].max() / y.max()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--twobin", default=str(pathlib.Path(__file__).resolve().parent.parent / ".build/release/twobin"))
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--every", type=int, default=1, help="only every N-th series")
    options = parser.parse_args()
    found = collections.defaultdict(list)
    for period, (season, horizon) in PERIODS.items():
        chosen = [(kind, y) for kind, p, y in cases() if p == period][::options.every]
        for (kind, y), forecast in zip(chosen, forecasts(options.twobin, period, [y for _, y in chosen])):
            result = judge(y, forecast, season, horizon)
            found[kind.split()[0] + (" " + kind.split()[1] if kind[:4] == "step" else "")].append(result)
            if options.all and (result[0] > 1.5 or result[2] > 10):
                print(f"  {kind}, {period}, {len(y)} periods ending {y[-6:].tolist()}: total {result[0]:.2f} of the largest, 0.99 quantile "
                      f"{result[2]:.1f} of the largest value")
    for kind, rows in found.items():
        a = np.array(rows)
        print(f"{kind:14s} {len(a):4d} series: total over the largest median {np.median(a[:, 0]):.2f}, largest {a[:, 0].max():.2f}, beyond 1.5: "
              f"{(a[:, 0] > 1.5).sum()}; over the references' median {np.median(a[:, 1]):.2f}; largest 0.99 quantile {a[:, 2].max():.1f} of the largest value")


if __name__ == "__main__":
    main()
