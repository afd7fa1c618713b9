"""Quantiles of weekly panels of 60 to 100 periods with strong seasons, 39 weeks ahead, beside the seasonal naive forecast.

Every seed makes a panel of its own: departments with seasons of their own (a peak before Christmas, a summer, an Easter, none), shops
with levels of their own, growth, noise, weeks without sales, amounts or whole units. Two thirds of the series follow their department, the others only
partly. The rival repeats last year's week and takes its quantiles from the errors it made over the history (all seasonal differences).

Prints per seed the scaled quantile loss of both (pinball at 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99 over the mean absolute seasonal
difference of the series, at most its mean), the weighted quantile loss, how many quantiles up to 0.99 and means lie beyond ten times the largest value ever
seen, and with --cumulative how many 0.9 quantiles of the total exceed horizon times the largest value, and the sum of the 0.99 quantiles over what came.

Usage: python Benchmarks/weekly_seasons.py [--twobin .build/release/twobin] [--seeds 50] [--series 120] [--first 1] [--cumulative]
Needs numpy.
"""
import argparse
import csv
import pathlib
import subprocess
import tempfile

import numpy as np

LEVELS = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
HORIZON, SEASON = 39, 52


def bump(week, centre, width):
    distance = (week - centre + 26) % 52 - 26
    return np.exp(-0.5 * (distance / width) ** 2)


def panel(seed, count):
    """Series of 60 to 100 known weeks and 39 to come, all of a panel ending together."""
    r = np.random.default_rng(20261130 + seed)
    known = int(r.integers(60, 101))
    start = int(r.integers(52))
    weeks = start + np.arange(known + HORIZON)
    departments = []
    for _ in range(12):
        shape = np.zeros(len(weeks))
        for centre, width, size in ((50, 2.0, 1.6), (28, 6.0, 0.8), (14, 1.2, 0.8), (40, 5.0, 0.6)):
            if r.random() < 0.5:
                shape += r.gamma(2, size / 2) * bump(weeks % 52, centre + r.normal(0, 1), width) * (1 if r.random() < 0.8 else -1)
        departments.append(np.clip(shape, -3, 3))
    strong = r.uniform(0.4, 1.6)
    for i in range(count):
        shape = strong * departments[r.integers(12)]
        if r.random() < 0.33:
            shape = r.uniform(0, 1) * shape + r.normal(0, 0.5) * bump(weeks % 52, r.uniform(0, 52), r.uniform(2, 8))
        level = np.exp(r.normal(4, 1.5) + np.cumsum(r.normal(0, r.gamma(2, 0.015), len(weeks))) + r.normal(0, 0.002) * np.arange(len(weeks)))
        y = level * np.exp(shape + r.normal(0, r.gamma(2, 0.1), len(weeks)))
        kind = r.random()
        if kind < 0.4:
            y = r.poisson(y).astype(float)
        elif kind < 0.5:
            y = np.where(r.random(len(y)) < 0.05, y * 0.002, y).round(2)
        else:
            y = y.round(2)
        yield f"S{seed}-{i:04d}", y[:known], y[known:]


def forecasts(program, series, cumulative):
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / "series.csv", pathlib.Path(folder) / "forecasts.csv"
        with open(source, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["unique_id", "ds", "y"])
            for name, y, _ in series:
                writer.writerows((name, t + 1, repr(float(v))) for t, v in enumerate(y))
        command = [program, "forecast", source, "--horizon", str(HORIZON), "--season", str(SEASON), "--out", target, "--quantiles",
                   ",".join(map(str, LEVELS))] + (["--cumulative"] if cumulative else [])
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        found = {}
        with open(target, newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["unique_id"], []).append([float(row["mean"])] + [float(row[f"q{q}"]) for q in LEVELS])
    return [np.array(found[name]) for name, _, _ in series]


def seasonal_naive(y):
    errors = y[SEASON:] - y[:-SEASON]
    last = np.array([y[len(y) - SEASON + h % SEASON] for h in range(HORIZON)])
    return np.maximum(last[:, None] + np.quantile(errors, LEVELS)[None, :], 0)


def pinball(quantiles, actual):
    error = actual[:, None] - quantiles
    return np.maximum(np.array(LEVELS) * error, (np.array(LEVELS) - 1) * error)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--twobin", default=str(pathlib.Path(__file__).resolve().parent.parent / ".build/release/twobin"))
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--series", type=int, default=120)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--cumulative", action="store_true")
    options = parser.parse_args()
    worse = beyond = total_beyond = 0
    ratios = []
    for seed in range(options.first, options.first + options.seeds):
        series = list(panel(seed, options.series))
        ours = forecasts(options.twobin, series, False)
        largest = np.array([max(y.max(), 1e-9) for _, y, _ in series])
        scales = [max(np.abs(y[SEASON:] - y[:-SEASON]).mean(), 0.02 * y.mean(), 1e-9) for _, y, _ in series]
        loss = np.array([[pinball(f[:, 1:], z).mean() / s, pinball(seasonal_naive(y), z).mean() / s]
                         for f, s, (_, y, z) in zip(ours, scales, series)])
        weighted = np.array([[pinball(f[:, 1:], z).sum(), pinball(seasonal_naive(y), z).sum()] for f, (_, y, z) in zip(ours, series)]).sum(0)
        units = len(LEVELS) * sum(z.sum() for _, _, z in series) / 2
        many = sum(int((f > 10 * m).any()) for f, m in zip(ours, largest))
        mine, rival = loss.mean(0)
        ratios.append(mine / rival)
        worse += mine > rival
        beyond += many
        line = f"seed {seed:2d} ({len(series[0][1])} weeks): scaled quantile loss {mine:.3f} against {rival:.3f} ({mine / rival:.2f}), " \
               f"weighted {weighted[0] / units:.3f} against {weighted[1] / units:.3f}, beyond ten times the largest {many}"
        if options.cumulative:
            totals = forecasts(options.twobin, series, True)
            over = sum(int(f[0][1 + LEVELS.index(0.9)] > HORIZON * m) for f, m in zip(totals, largest))
            total_beyond += over
            line += f"; totals: 0.9 quantile beyond horizon x largest {over}, 0.99 quantiles " \
                    f"{sum(f[0][-1] for f in totals) / sum(z.sum() for _, _, z in series):.2f} of what came"
        print(line, flush=True)
    print(f"{options.seeds} seeds: worse than seasonal naive on {worse}, loss ratio {np.exp(np.mean(np.log(ratios))):.3f} on average, worst "
          f"{max(ratios):.3f}; series beyond ten times the largest {beyond}" + (f"; totals beyond {total_beyond}" if options.cumulative else ""))


if __name__ == "__main__":
    main()
