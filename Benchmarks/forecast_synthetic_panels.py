"""Accuracy on twelve seeded synthetic panels that no choice was made on: short, growing, falling, shifting, intermittent, with outliers.

Prints, for a sample of about 30 series per panel, MASE and the error of the total over the horizon (in the same scale, over the root of the
horizon) of `twobin forecast --point median` beside statsforecast's AutoETS, DynamicOptimizedTheta and SeasonalNaive and the plain mean.

Usage: python Benchmarks/forecast_synthetic_panels.py [--twobin .build/release/twobin] [--seed 20261124]
Needs numpy and statsforecast.
"""
import argparse
import os
import pathlib
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np

from forecast_accuracy import twobin

ROOT = pathlib.Path(__file__).resolve().parent.parent


def panels(r):
    """Name, series, season, horizon."""
    def level(n, step):
        return np.exp(np.cumsum(r.normal(0, step, n)))

    def shape(m, size, n):
        return np.resize(r.normal(0, size, m), n)

    def reverting(n):
        x = np.zeros(n)
        for t in range(1, n):
            x[t] = 0.6 * x[t - 1] + r.normal(0, 10)
        return 100 + x

    t = np.arange(400)
    year = 2 * np.pi * t / 12
    yield "18 months, money", [
        np.exp(r.normal(6, 1)) * level(24, 0.03) * np.exp(0.2 * np.sin(year[:24] + r.random() * 6) + r.normal(0, 0.1, 24))
        for _ in range(120)], 12, 6
    yield "six periods", [np.exp(r.normal(4, 1)) * level(9, 0.1) * np.exp(r.normal(0, 0.1, 9)) for _ in range(120)], 1, 3
    yield "quarterly, trend breaks", [
        np.maximum(0.1, 100 + np.r_[np.linspace(0, r.normal(30, 20), 30), r.normal(30, 20) + np.linspace(0, r.normal(-20, 20), 34)]
                   + r.normal(0, 5, 64) + shape(4, 10, 64)) for _ in range(100)], 4, 8
    yield "monthly, level shifts", [
        np.maximum(0, np.where(t[:84] < r.integers(50, 80), 100, r.uniform(40, 220)) + shape(12, 15, 84) + r.normal(0, 8, 84))
        for _ in range(100)], 12, 12
    yield "monthly, multiplicative and growing", [
        np.exp(r.normal(3, 1) + 0.012 * t[:96] + shape(12, 0.5, 96) + r.normal(0, 0.08, 96)) for _ in range(100)], 12, 12
    yield "daily, intermittent", [r.poisson(0.15 * np.exp(r.normal(0, 0.6)), 300).astype(float) for _ in range(80)], 7, 28
    yield "daily counts with a week", [
        r.poisson(np.exp(r.normal(2, 1) + shape(7, 0.4, 360)) * level(360, 0.02)).astype(float) for _ in range(80)], 7, 28
    yield "110 weeks with a high season", [
        r.poisson(np.exp(r.normal(3, 1)) * (1 + 2.5 * (t[:123] % 52 >= 46)) * level(123, 0.03)).astype(float) for _ in range(100)], 52, 13
    yield "monthly, falling to zero", [
        np.round(np.maximum(0, 80 * np.exp(-t[:72] / r.uniform(12, 40)) + r.normal(0, 4, 72))) for _ in range(80)], 12, 12
    yield "monthly with outliers", [
        100 * level(84, 0.02) * np.exp(shape(12, 0.15, 84) + r.normal(0, 0.05, 84)) * np.where(r.random(84) < 0.03, r.uniform(3, 6, 84), 1)
        for _ in range(100)], 12, 12
    yield "yearly, mean reverting", [reverting(46) for _ in range(100)], 1, 6
    yield "monthly temperatures, negative", [
        10 * np.sin(year[:96] + r.random()) + r.normal(-2, 3) + r.normal(0, 2, 96) for _ in range(80)], 12, 12


def peers(series, m, h):
    from statsforecast.models import AutoETS, DynamicOptimizedTheta, SeasonalNaive
    models = {"AutoETS": AutoETS(season_length=m if m <= 24 else 1), "DOTM": DynamicOptimizedTheta(season_length=m),
              "SeasonalNaive": SeasonalNaive(season_length=m)}
    for name, model in models.items():
        rows = []
        for x in series:
            try:
                rows.append(np.asarray(model.forecast(y=x, h=h)["mean"], float))
            except Exception:  # some models refuse short or constant series: the last value stands in
                rows.append(np.full(h, np.nan))
            rows[-1] = np.where(np.isfinite(rows[-1]), rows[-1], x[-1])
        yield name, np.array(rows)
    yield "mean", np.array([np.full(h, x.mean()) for x in series])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--twobin", default=str(ROOT / ".build/release/twobin"))
    parser.add_argument("--seed", type=int, default=20_261_124)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    for name, panel, m, h in panels(np.random.default_rng(options.seed)):
        series, actual = [x[:-h] for x in panel], np.array([x[-h:] for x in panel])
        pick = np.arange(0, len(panel), max(1, len(panel) // 30))
        scale = np.array([np.mean(np.abs(x[m:] - x[:-m])) if len(x) > m + 1 else np.mean(np.abs(np.diff(x))) for x in series])[pick]
        scale = np.where(scale > 0, scale, np.nan)
        found = {"Twobin": twobin(options.twobin, series, m, h)[pick], **dict(peers([series[i] for i in pick], m, h))}
        print(f"{name} ({len(panel)} series, season {m}, horizon {h})")
        for model, forecast in found.items():
            each = np.nanmean(np.abs(forecast - actual[pick]).mean(1) / scale)
            total = np.nanmean(np.abs(forecast.sum(1) - actual[pick].sum(1)) / scale / np.sqrt(h))
            print(f"    {model:14s} MASE {each:6.3f}  total {total:6.3f}", flush=True)


if __name__ == "__main__":
    main()
