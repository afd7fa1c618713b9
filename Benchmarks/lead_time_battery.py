"""Calibration of lead-time demand on many panels: coverage, pinball and bias per demand class, through `twobin backtest`.

Seeded synthetic panels (counts that are Poisson, negative binomial, compound or in packs; steady, drifting, shifting, seasonal, promoted,
born and dying; demand that is not counts; small and large panels), the car parts, the online retail year (earlier origins only: nothing is
chosen on the last ones) and the Australian prescriptions, over leads of 1 to 13 periods. Every origin is a run of its own, so that the
spread over origins shows how much of a miss is the weather of a moment.

Usage: python Benchmarks/lead_time_battery.py [--seed N] [--only TEXT] [--save F.json] [--against F.json] [--twobin PATH]
Needs numpy and a release build of `twobin`; car parts and retail need the shared data (TWOBIN_SHARED).

Per panel and class of 200 cases or more: coverage less nominal in points at each level, scaled pinball, bias (mean over origins). A line is
marked where coverage at 0.9, 0.95 or 0.99 misses by more than two points: `!` where that is also more than two standard errors (of the
sample or of the origins' spread, whichever is more), else `?`. --save and --against compare two programs. --seed draws other panels of the
same kinds: choices are made on one seed and checked on another.
"""
import argparse
import csv
import json
import math
import pathlib
import subprocess
import tempfile

import numpy as np

import lead_time

LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99]
CLASSES = ["all", "smooth", "erratic", "intermittent", "lumpy"]


def counts(r, mean, size):
    """Negative binomial, variance mean + mean^2 / size."""
    return r.poisson(r.gamma(np.broadcast_to(size, mean.shape), np.maximum(mean, 1e-9) / size)).astype(float)


def walk(r, n, t, step):
    return np.exp(np.cumsum(r.normal(0, 1, (n, t)) * step, axis=1))


def rates(r, n, middle, spread):
    return np.exp(r.normal(math.log(middle), spread, (n, 1)))


def life(r, n, t, born=0.3, dead=0.2):
    """1 from launch to end."""
    clock = np.arange(t)[None]
    start = np.where(r.random((n, 1)) < born, r.integers(0, int(0.75 * t), (n, 1)), 0)
    end = np.where(r.random((n, 1)) < dead, r.integers(t // 3, t, (n, 1)), t)
    return (clock >= start) & (clock < end)


def wave(t, season, height, phase):
    return np.exp(height * np.cos(2 * np.pi * (np.arange(t)[None] - phase) / season))


def bursts(r, n, t, share, low, high, shared=False):
    on = r.random((1 if shared else n, t)) < share
    return 1 + on * r.uniform(low - 1, high - 1, (n, 1))


def orders(r, rate, spread):
    """Compound Poisson with lognormal order sizes."""
    number = r.poisson(rate)
    out = np.zeros(rate.shape)
    for i, j in zip(*np.nonzero(number)):
        out[i, j] = np.maximum(1, np.round(np.exp(r.normal(1, spread, number[i, j])))).sum()
    return out


def kinds():
    """Name -> (make(r, items, periods), items, periods, season, origins, step, lead times)."""
    size = lambda r, n: np.exp(r.normal(0.5, 0.8, (n, 1)))
    return {
        "steady": (lambda r, n, t: counts(r, rates(r, n, 1.4, 1.5) * np.ones(t), size(r, n)), 500, 66, 1, 5, 4, [1, 3, 13]),
        "steady, 120 items": (lambda r, n, t: counts(r, rates(r, n, 2, 1.2) * np.ones(t), size(r, n)), 120, 80, 1, 10, 4, [4]),
        "poisson": (lambda r, n, t: r.poisson(rates(r, n, 1.5, 1.2) * np.ones(t)).astype(float), 500, 60, 1, 5, 4, [1, 4, 13]),
        "large smooth": (lambda r, n, t: counts(r, rates(r, n, 300, 1.2) * walk(r, n, t, 0.02), 20 * size(r, n)), 400, 100, 1, 5, 8, [1, 4, 13]),
        "large poisson": (lambda r, n, t: r.poisson(rates(r, n, 200, 0.8) * np.ones(t)).astype(float), 300, 60, 1, 5, 8, [4]),
        "regular": (lambda r, n, t: np.round(rates(r, n, 40, 0.8) * np.maximum(0, 1 + 0.08 * r.normal(size=(n, t)))), 300, 60, 1, 5, 4, [3]),
        "drifting": (lambda r, n, t: counts(r, rates(r, n, 1.4, 1.5) * walk(r, n, t, abs(r.normal(0, 0.12, (n, 1)))), size(r, n)), 500, 66, 1, 5, 4, [1, 3, 8]),
        "drifting, large": (lambda r, n, t: counts(r, rates(r, n, 40, 1.0) * walk(r, n, t, 0.08), 6 * size(r, n)), 400, 104, 1, 5, 6, [4, 13]),
        "drifting, 150 items": (lambda r, n, t: counts(r, rates(r, n, 3, 1.5) * walk(r, n, t, abs(r.normal(0, 0.1, (n, 1)))), size(r, n)), 150, 104, 1, 10, 4, [4]),
        "level shifts": (lambda r, n, t: counts(r, rates(r, n, 5, 1.2) * np.exp(np.cumsum((r.random((n, t)) < 0.03) * r.normal(0, 0.8, (n, t)), axis=1)), 2 * size(r, n)), 500, 80, 1, 5, 4, [4]),
        "born and dying": (lambda r, n, t: counts(r, rates(r, n, 2, 1.3) * walk(r, n, t, 0.04), size(r, n)) * life(r, n, t, 0.5, 0.5), 600, 66, 1, 5, 4, [3, 8]),
        "take-offs": (lambda r, n, t: counts(r, rates(r, n, 1, 1.2) * np.exp(np.clip((np.arange(t)[None] - r.integers(0, 2 * t, (n, 1))) * 0.15, 0, 2.5)), size(r, n)), 500, 80, 1, 5, 4, [4]),
        "seasonal, months": (lambda r, n, t: counts(r, rates(r, n, 6, 1.3) * wave(t, 12, 0.5, r.integers(0, 12, (n, 1))) * walk(r, n, t, 0.03), 3 * size(r, n)), 500, 66, 12, 5, 3, [1, 3, 8]),
        "shared season, months": (lambda r, n, t: counts(r, rates(r, n, 6, 1.3) * wave(t, 12, 0.6, 3) * walk(r, n, t, 0.03), 3 * size(r, n)), 400, 66, 12, 6, 3, [3]),
        "shared season, weeks": (lambda r, n, t: counts(r, rates(r, n, 5, 1.3) * wave(t, 52, 0.5, r.normal(45, 4, (n, 1))) * walk(r, n, t, 0.02), 2 * size(r, n)), 400, 156, 52, 6, 7, [4, 13]),
        "promotions": (lambda r, n, t: counts(r, rates(r, n, 6, 1.2) * bursts(r, n, t, 0.06, 2, 6), 3 * size(r, n)), 500, 104, 1, 5, 5, [1, 4]),
        "shared promotions": (lambda r, n, t: counts(r, rates(r, n, 6, 1.2) * bursts(r, n, t, 0.1, 1.5, 4, True), 3 * size(r, n)), 500, 104, 1, 10, 4, [4]),
        "heavy orders": (lambda r, n, t: orders(r, rates(r, n, 0.5, 1.0) * np.ones(t), 1.3), 500, 60, 1, 5, 4, [1, 4, 13]),
        "spare parts": (lambda r, n, t: orders(r, rates(r, n, 0.12, 0.9) * walk(r, n, t, 0.02), 0.6), 700, 72, 1, 5, 4, [1, 4, 13]),
        "spare parts, 200 items": (lambda r, n, t: orders(r, rates(r, n, 0.2, 0.9) * np.ones(t), 0.6), 200, 60, 1, 8, 4, [3]),
        "packs": (lambda r, n, t: r.choice([1, 6, 12], (n, 1)) * counts(r, rates(r, n, 1, 1.2) * np.ones(t), size(r, n)), 400, 66, 1, 5, 4, [4]),
        "intermittent, born and dying": (lambda r, n, t: (1 + counts(r, 1.5 * rates(r, n, 1.4, 1.0) * np.ones(t), size(r, n))) * (r.random((n, t)) < r.beta(1.2, 2.5, (n, 1))) * life(r, n, t), 600, 66, 1, 5, 4, [3]),
        "shop": (lambda r, n, t: r.choice([1, 1, 2, 6, 12], (n, 1)) * counts(r, rates(r, n, 1.5, 1.6) * walk(r, n, t, abs(r.normal(0, 0.1, (n, 1)))) * wave(t, 52, 0.3, r.normal(48, 5, (n, 1))) * bursts(r, n, t, 0.03, 2, 8), 0.7 * size(r, n)) * life(r, n, t, 0.4, 0.3), 900, 104, 1, 6, 4, [1, 4, 13]),
        "shop, 150 items": (lambda r, n, t: r.choice([1, 1, 2, 6, 12], (n, 1)) * counts(r, rates(r, n, 1.5, 1.6) * walk(r, n, t, abs(r.normal(0, 0.1, (n, 1)))) * wave(t, 52, 0.3, r.normal(48, 5, (n, 1))) * bursts(r, n, t, 0.03, 2, 8), 0.7 * size(r, n)) * life(r, n, t, 0.4, 0.3), 150, 90, 1, 10, 4, [4]),
        "days": (lambda r, n, t: counts(r, rates(r, n, 3, 1.2) * np.resize([1.2, 0.8, 0.8, 0.9, 1.1, 1.6, 0.4], t) * walk(r, n, t, 0.01), 3 * size(r, n)), 400, 160, 7, 5, 8, [3, 13]),
        "kilograms": (lambda r, n, t: r.gamma(4, rates(r, n, 20, 1.2) * walk(r, n, t, 0.05) / 4), 400, 70, 1, 5, 4, [1, 4, 13]),
        "kilograms, steady": (lambda r, n, t: rates(r, n, 20, 1.2) * np.exp(r.normal(0, 0.25, (n, t))), 300, 60, 1, 5, 4, [3]),
        "kilograms, intermittent": (lambda r, n, t: r.gamma(2, rates(r, n, 5, 1) * np.ones(t)) * (r.random((n, t)) < r.beta(1.5, 2.5, (n, 1))), 400, 66, 1, 5, 4, [1, 4]),
    }


def synthetic_panels(seed):
    for name, (make, items, periods, season, origins, step, leads) in kinds().items():
        y = make(np.random.default_rng([seed, *name.encode()]), items, periods)
        rows = [(f"i{i:04d}", t, repr(float(y[i, t])) if y[i, t] % 1 else int(y[i, t])) for i in range(items) for t in range(periods)]
        for lead in leads:
            yield name, lead, season, rows, [periods - lead - k * step for k in range(origins)][::-1]


def prescriptions():
    import gzip
    series = {}
    with gzip.open(lead_time.ROOT / "datasets/pbs-prescriptions/sales.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            year, month = int(row["date"][:4]), int(row["date"][5:7])
            series[row["item"] + "@" + row["location"], (year - 1991) * 12 + month - 7] = row["quantity"]
    items = sorted({key for key, _ in series})
    return [(item, t, series.get((item, t), 0)) for item in items for t in range(204)]


def real_panels():
    rows = prescriptions()
    for lead in [1, 3, 8]:
        yield "prescriptions", lead, 12, rows, list(range(100, 196, 12))
    if not lead_time.SHARED.exists():
        return
    rows = list(lead_time.car_parts(45))
    for lead in [1, 3, 8]:
        yield "car parts, early", lead, 1, rows, [45 - lead - 3 * k for k in range(4)][::-1]
    rows = list(lead_time.online_retail(42))
    for lead in [1, 4, 8]:
        yield "online retail, early", lead, 1, rows, [42 - lead - 4 * k for k in range(4)][::-1]


def backtest(program, rows, origin, lead, season):
    """Measures by class at one origin."""
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / "series.csv"
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["unique_id", "ds", "y"])
            writer.writerows(row for row in rows if row[1] < origin + lead)
        done = subprocess.run(
            [program, "backtest", str(path), "--horizon", str(lead), "--origins", "1", "--season", str(season), "--threads", "1",
             "--no-members", "--json"], capture_output=True, text=True)
    if not done.stdout:
        raise SystemExit(done.stderr)
    found = json.loads(done.stdout)["results"]
    return {row["class"]: row["measures"] for row in found if row["model"] == "combination"}


def summary(runs, name):
    """Coverage, its standard error (the spread over origins or the sample's, the larger), pinball and bias of a class over origins."""
    runs = [m[name] for m in runs if name in m and m[name]["total_outcomes"] > 0]
    n = np.array([m["total_outcomes"] for m in runs], float)
    if n.sum() < 200:
        return None
    coverage = np.array([m["total_coverage_by_level"] for m in runs])
    mean = (n[:, None] * coverage).sum(0) / n.sum()
    nominal = np.array(LEVELS)
    sample = np.sqrt(nominal * (1 - nominal) / n.sum())
    spread = np.sqrt(((n[:, None] * (coverage - mean)) ** 2).sum(0)) / n.sum()
    return {"cases": int(n.sum()), "coverage": mean.tolist(), "error": np.maximum(sample, spread).tolist(),
            "pinball": float((n * [m["total_pinball"] for m in runs]).sum() / n.sum()),
            "bias": float(np.mean([m["total_bias"] for m in runs if m["total_bias"] is not None]))}


def flag(row):
    """`!` or `?` where coverage at 0.9, 0.95 or 0.99 misses by more than two points (see above)."""
    worst = ""
    for i in (2, 3, 4):
        miss = abs(row["coverage"][i] - LEVELS[i])
        if miss > 0.02:
            worst = "!" if miss > 2 * row["error"][i] else (worst or "?")
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=20_261_128)
    parser.add_argument("--only", default="")
    parser.add_argument("--save")
    parser.add_argument("--against")
    parser.add_argument("--twobin", default=str(lead_time.PROGRAM))
    options = parser.parse_args()
    before = json.loads(pathlib.Path(options.against).read_text()) if options.against else {}
    found = {}
    print(f"{'panel':30s} {'L':>2s} {'class':12s} {'cases':>6s}    0.5    0.8    0.9   0.95   0.99  pinball   bias" + ("   pinball/before" if before else ""))
    for panels in (synthetic_panels(options.seed), real_panels()):
        for name, lead, season, rows, origins in panels:
            if options.only not in f"{name} {lead}":
                continue
            runs = [backtest(options.twobin, rows, origin, lead, season) for origin in origins]
            for group in CLASSES:
                row = summary(runs, group)
                if row is None:
                    continue
                key = f"{name} {lead} {group}"
                found[key] = row
                misses = " ".join(f"{100 * (c - q):+6.1f}" for c, q in zip(row["coverage"], LEVELS))
                ratio = f"{row['pinball'] / before[key]['pinball']:9.4f}" if key in before else ""
                print(f"{name:30s} {lead:2d} {group:12s} {row['cases']:6d} {misses} {row['pinball']:8.4f} {100 * row['bias']:+6.1f}{ratio} {flag(row)}", flush=True)
    totals(found, before)
    if options.save:
        pathlib.Path(options.save).write_text(json.dumps(found))


def totals(found, before):
    """Over all lines: marks, root mean squared miss beside that of sampling alone, mean pinball against before."""
    for title, rows in [("now", found)] + ([("before", {k: before[k] for k in found if k in before})] if before else []):
        print(f"{title}: {len(rows)} lines, {sum(flag(r) == '!' for r in rows.values())} misses (!), {sum(flag(r) == '?' for r in rows.values())} (?)")
        for i, q in enumerate(LEVELS):
            miss = np.array([r["coverage"][i] - q for r in rows.values()])
            noise = np.array([r["error"][i] for r in rows.values()])
            print(f"    at {q}: root mean squared miss {100 * np.sqrt((miss**2).mean()):.2f} points"
                  f" (sampling {100 * np.sqrt((noise**2).mean()):.2f}), mean {100 * miss.mean():+.2f}")
    if before:
        ratios = [math.log(found[k]["pinball"] / before[k]["pinball"]) for k in found if k in before and k.endswith(" all")]
        print(f"pinball against before, geometric mean over panels: {math.exp(np.mean(ratios)):.4f}")


if __name__ == "__main__":
    main()
