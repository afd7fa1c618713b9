"""Reference values for the backtest: Naive2 and the floors of a small panel, by numpy, scipy and statsmodels.

    python backtest.py > backtest.json

The panel has monthly-like series (season 4) of counts and of money, with trend, season, gaps and many zeros. Everything is computed
here from the definitions in docs/guide/backtest.md, not with the product's code: autocorrelations by statsmodels.tsa.stattools.acf,
decomposition by statsmodels.tsa.seasonal.seasonal_decompose, distributions by scipy.stats.
"""

import json
import math

import numpy as np
from scipy import stats
from statsmodels.tsa.seasonal import seasonal_decompose
from statsmodels.tsa.stattools import acf

LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99]
SEASON, HORIZON, ORIGINS, STEP, PERIODS = 4, 6, 3, 2, 3


def panel():
    random = np.random.default_rng(7)
    series = {}
    shape = np.array([0.6, 1.0, 1.5, 0.9])
    for i in range(4):
        n = 40 + 3 * i
        level = (20 + 10 * i) * (1 + 0.01 * np.arange(n)) * shape[np.arange(n) % 4]
        series[f"money-{i}"] = np.round(level * random.lognormal(0, 0.15, n), 2).tolist()
        series[f"count-{i}"] = random.poisson(level / 4).astype(float).tolist()
        series[f"rare-{i}"] = (random.poisson(2, n) * (random.random(n) < 0.3)).astype(float).tolist()
    for t in (5, 6, 20, 34, 39):
        series["money-1"][t] = None
    series["short"] = [3.0, 4.0, 5.0, 3.0, 6.0, 2.0]
    series["single-sale"] = [0.0] * 30 + [1.0] + [0.0] * 9
    series["longer-than-nothing"] = random.poisson(5, 14).astype(float).tolist()
    return series


def filled(x):
    known = np.where(~np.isnan(x))[0]
    return np.interp(np.arange(known[0], len(x)), known, x[known])


def decomposed(x, m):
    """Seasonal factors; statsmodels refuses zeros, so that its answer is only compared where there are none."""
    window = np.r_[0.5, np.ones(m - 1), 0.5] / m if m % 2 == 0 else np.ones(m) / m
    ratios = x[m // 2:len(x) - m // 2] / np.convolve(x, window, "valid")
    slots = np.arange(m // 2, len(x) - m // 2) % m
    factors = np.array([ratios[slots == s].mean() for s in range(m)])
    factors /= factors.mean()
    if np.all(x > 0):
        assert np.allclose(factors, seasonal_decompose(x, model="multiplicative", period=m).seasonal[:m], rtol=1e-12)
    return factors


def naive2(history, m, horizon):
    n, factors = len(history), None
    if m > 1 and n >= 3 * m and np.ptp(history) > 0:
        r = acf(history, nlags=m, fft=False)[1:]
        if abs(r[-1]) > 1.645 * math.sqrt((1 + 2 * np.sum(r[:-1] ** 2)) / n):
            found = decomposed(history, m)
            factors = found if np.all(np.isfinite(found)) and np.all(found > 0) else None
    f = np.ones(m) if factors is None else factors
    last = history[-1] / f[(n - 1) % m]
    return np.array([last * f[(n + h) % m] for h in range(horizon)])


def quantiles(mean, variance, is_count):
    if variance <= 0 or (is_count and mean <= 0):
        return np.full(5, max(mean, 0) if is_count else mean)
    if not is_count:
        return stats.gamma.ppf(LEVELS, mean ** 2 / variance, scale=variance / mean)
    if variance > mean * (1 + 1e-9):
        p = mean / variance
        return stats.nbinom.ppf(LEVELS, mean * p / (1 - p), p)
    assert variance < mean
    return np.ceil(stats.gamma.ppf(LEVELS, mean ** 2 / variance, scale=variance / mean))


def pinball(q, y):
    e = y - q
    return np.maximum(np.array(LEVELS) * e, (np.array(LEVELS) - 1) * e)


def floors(history, known, m, is_count):
    """(mean path, variance path, total mean, total variance) per method."""
    n = len(history)
    d = known[m:] - known[:-m]
    s2 = np.nanmean(d ** 2)
    path = np.array([history[n - m + h % m] for h in range(HORIZON)])
    variance = np.array([s2 * (h // m + 1) for h in range(HORIZON)])
    # Simulated structure of the total: each slot is a random walk; count how many values each error moves.
    moved = 0.0
    for slot in range(m):
        visits = len(range(slot, PERIODS, m))
        moved += sum(j * j for j in range(1, visits + 1))
    yield "seasonal naive", path, variance, path[:PERIODS].sum(), s2 * moved
    mean, s2 = history.mean(), history.var(ddof=1)
    yield ("historical mean", np.full(HORIZON, mean), np.full(HORIZON, s2 * (1 + 1 / n)), mean * PERIODS,
           s2 * (PERIODS + PERIODS ** 2 / n))


def main():
    series = panel()
    sums = {name: dict(scaled=[], square=[], percent=[], e=0.0, a=0.0, y=0.0, pin=[], plain=[], tpin=[], tplain=[], te=0.0, ty=0.0)
            for name in ("Naive2", "seasonal naive", "historical mean")}
    span = max(HORIZON, PERIODS)
    left_out = dict(too_short=0, inactive=0)
    cases = 0
    for key in sorted(series):
        x = np.array([np.nan if v is None else v for v in series[key]])
        for k in range(ORIGINS):
            end = len(x) - span - (ORIGINS - 1 - k) * STEP
            train = x[:max(end, 0)]
            if end < 2 or np.sum(~np.isnan(train)) < 2:
                left_out["too_short"] += 1
                continue
            if np.nansum(train != 0) - np.isnan(train).sum() < 2:
                left_out["inactive"] += 1
                continue
            cases += 1
            first = np.where(~np.isnan(train))[0][0]
            known, history = train[first:], filled(train)
            m = SEASON if len(history) > SEASON else 1
            scale = np.nanmean(np.abs(known[m:] - known[:-m]))
            square = np.nanmean((known[m:] - known[:-m]) ** 2)
            step = np.nanmean(np.abs(np.diff(known)))
            is_count = bool(np.all(known[~np.isnan(known)] % 1 == 0))
            y = x[end:end + span]
            methods = [("Naive2", naive2(history, SEASON, HORIZON), None, None, None)] + list(floors(history, known, m, is_count))
            for name, path, variance, total_mean, total_variance in methods:
                s = sums[name]
                e = path - y[:HORIZON]
                ok = ~np.isnan(e)
                s["scaled"].append(np.mean(np.abs(e[ok])) / scale)
                s["square"].append(math.sqrt(np.mean(e[ok] ** 2) / square))
                size = np.abs(path) + np.abs(y[:HORIZON])
                s["percent"].append(np.mean(np.where(size[ok] > 0, 200 * np.abs(e[ok]) / np.where(size[ok] > 0, size[ok], 1), 0)))
                s["e"] += e[ok].sum()
                s["a"] += np.abs(e[ok]).sum()
                s["y"] += y[:HORIZON][ok].sum()
                if variance is None:
                    continue
                losses = []
                for h in np.where(ok)[0]:
                    q = quantiles(path[h], variance[h], is_count)
                    losses.append(pinball(q, y[h]))
                    s["plain"].append(y[h] <= q)
                s["pin"].append(np.mean(losses, 0) / step)
                if not np.isnan(y[:PERIODS]).any():
                    total, q = y[:PERIODS].sum(), quantiles(total_mean, total_variance, is_count)
                    s["tpin"].append(pinball(q, total) / (PERIODS * step))
                    s["tplain"].append(total <= q)
                    s["te"] += total_mean - total
                    s["ty"] += total
    rows, base = {}, sums["Naive2"]
    for name, s in sums.items():
        rows[name] = dict(
            mase=np.mean(s["scaled"]), rmsse=np.mean(s["square"]), smape=np.mean(s["percent"]),
            owa=0.5 * (np.mean(s["scaled"]) / np.mean(base["scaled"]) + np.mean(s["percent"]) / np.mean(base["percent"])),
            wape=s["a"] / s["y"], bias=s["e"] / s["y"])
        if s["pin"]:
            rows[name] |= dict(
                pinball=np.mean(s["pin"], 0).tolist(), plain_coverage=np.mean(s["plain"], 0).tolist(),
                outcomes=len(s["plain"]), total_outcomes=len(s["tplain"]), total_pinball=np.mean(s["tpin"], 0).tolist(),
                total_plain_coverage=np.mean(s["tplain"], 0).tolist(), total_bias=s["te"] / s["ty"])
    naive = []
    random = np.random.default_rng(11)
    for n, m, strength in [(11, 4, 0.5), (12, 4, 0.6), (30, 4, 0.05), (60, 12, 0.4), (37, 7, 0.5), (50, 5, 0.3), (24, 1, 0.5)]:
        x = 100 * (1 + strength * np.sin(2 * np.pi * np.arange(n) / m)) * random.lognormal(0, 0.1, n) + np.arange(n)
        naive.append(dict(history=x.tolist(), season=m, forecast=naive2(x, m, 2 * m + 1).tolist()))
    print(json.dumps(dict(
        season=SEASON, horizon=HORIZON, origins=ORIGINS, step=STEP, periods=PERIODS, panel=series, cases=cases, **left_out, rows=rows,
        naive2=naive), indent=1, default=float))


main()
