"""Distribution functions, quantiles and losses of demand over an interval by brute force: every probability of every member, added up.

Counts: negative binomial members of given weight, mean and variance, each summed over 0...N with less than 1e-16 beyond N (N is printed as
the truncation). Losses are sums of upper tails from N downwards: n1(x) = sum_{y >= x} P(X > y), n2(x) = sum_{y > x} n1(y). Other demand: gamma
members, by scipy's survival function and adaptive quadrature. Random lead times: one member for each possible lead time.

Independent of the product code: scipy's nbinom and gamma only. The mixtures follow docs/methods/lead-time-demand.md.

Usage: python lead_time_mixtures.py > lead_time_mixtures.json     (needs numpy, scipy)
"""
import json
import numpy as np
from scipy import stats, integrate

MULTIPLIERS = [0.05, 0.25, 0.6, 1, 1.8, 4, 10]
LEVELS = [1e-6, 0.01, 0.5, 0.9, 0.99, 0.999, 1 - 1e-6]


def counts(name, members, **extra):
    """members: (weight, mean, variance)."""
    top = 0
    for _, m, v in members:
        top = max(top, int(stats.nbinom.isf(1e-16, m * m / (v - m), m / v)) + 2)
    x = np.arange(top + 1)
    tail = np.zeros(top + 1)
    cdf = np.zeros(top + 1)
    for w, m, v in members:
        tail += w * stats.nbinom.sf(x, m * m / (v - m), m / v)
        cdf += w * stats.nbinom.cdf(x, m * m / (v - m), m / v)
    n1 = np.cumsum(tail[::-1])[::-1]
    n2 = np.cumsum(n1[::-1])[::-1] - n1
    mean = sum(w * m for w, m, _ in members)
    variance = sum(w * (v + (m - mean) ** 2) for w, m, v in members)
    quantiles = [int(np.argmax(cdf >= p)) if p < 0.5 else int(np.argmax(tail <= 1 - p)) for p in LEVELS]
    at = sorted({0, int(mean), *quantiles})
    return dict(name=name, isCount=True, members=members, mean=mean, variance=variance, levels=LEVELS, quantiles=quantiles, truncation=top,
                points=[dict(x=i, cdf=cdf[i], tail=tail[i], first=n1[i], second=n2[i]) for i in at], **extra)


def quantities(name, members, **extra):
    law = [(w, stats.gamma(m * m / v, scale=v / m)) for w, m, v in members]
    mean = sum(w * m for w, m, _ in members)
    variance = sum(w * (v + (m - mean) ** 2) for w, m, v in members)

    def tail(x):
        return sum(w * d.sf(x) for w, d in law)

    quantiles = []
    for p in LEVELS:
        low, high = 0.0, 1e6
        for _ in range(200):
            middle = (low + high) / 2
            reached = sum(w * d.cdf(middle) for w, d in law) >= p if p < 0.5 else tail(middle) <= 1 - p
            low, high = (low, middle) if reached else (middle, high)
        quantiles.append(high)
    points = []
    for x in [0.5 * mean, mean, quantiles[3], quantiles[5]]:
        end = max(d.isf(1e-17) for _, d in law)
        edges = np.linspace(x, end, 60)
        first = sum(integrate.quad(tail, a, b, epsrel=1e-12, epsabs=0)[0] for a, b in zip(edges, edges[1:]))
        second = sum(integrate.quad(lambda t: (t - x) * tail(t), a, b, epsrel=1e-12, epsabs=0)[0] for a, b in zip(edges, edges[1:]))
        points.append(dict(x=x, cdf=1 - tail(x), tail=tail(x), first=first, second=second))
    return dict(name=name, isCount=False, members=members, mean=mean, variance=variance, levels=LEVELS, quantiles=quantiles, points=points, **extra)


def drift(name, pooled, outlook):
    """The three-member mixture without error table: own outlook and pooled negative binomial over the level's multipliers."""
    m, v, factor = outlook["mean"], outlook["variance"], pooled["outlookFactor"]
    members = [(pooled["modelWeight"], factor * m, factor * m + factor * factor * (v - m))]
    for w, c in zip(pooled["driftWeights"], MULTIPLIERS):
        if w:
            mean = pooled["mean"] * c
            members.append((pooled["pooledWeight"] * w, mean, mean + pooled["dispersionShare"] * pooled["dispersion"] * mean * mean))
    return counts(name, members, pooled=dict(outlookMean=m, outlookVariance=v, horizonPeriods=4, **pooled))


def receipts(name, days, weights, rate, variance_rate, is_count):
    """Demand over t days has mean rate t and variance variance_rate t; one member for each lead time."""
    total = sum(weights)
    members = [(w / total, rate * d, variance_rate * d) for d, w in zip(days, weights)]
    return (counts if is_count else quantities)(name, members, days=days, weights=weights, rate=rate, varianceRate=variance_rate)


out = [
    drift("drift, fast", dict(mean=30.0, dispersion=0.8, outlookFactor=1.1, modelWeight=0.5, pooledWeight=0.5,
                              driftWeights=[0.03, 0.07, 0.2, 0.5, 0.15, 0.04, 0.01], dispersionShare=0.4), dict(mean=26.0, variance=90.0)),
    drift("drift, slow", dict(mean=0.4, dispersion=3.0, outlookFactor=0.9, modelWeight=0.25, pooledWeight=0.75,
                              driftWeights=[0.1, 0, 0.3, 0.5, 0, 0.1, 0], dispersionShare=0.7), dict(mean=0.5, variance=0.9)),
    drift("drift, rare", dict(mean=0.004, dispersion=20.0, outlookFactor=1.2, modelWeight=0.25, pooledWeight=0.75,
                              driftWeights=[0, 0, 0.2, 0.7, 0, 0, 0.1], dispersionShare=1.0), dict(mean=0.005, variance=0.02)),
    receipts("five receipts", [5, 12, 20, 31, 60], [0.4, 0.37, 0.17, 0.052, 0.008], 1.5, 4.0, True),
    receipts("one receipt", [14], [3], 1.5, 4.0, True),
    receipts("an outlier among receipts", [10, 11, 12, 200], [0.4, 0.37, 0.17, 0.06], 0.3, 0.5, True),
    receipts("receipts, not counts", [5, 12, 20, 31, 60], [0.4, 0.37, 0.17, 0.052, 0.008], 1.5, 4.0, False),
]
print(json.dumps(out, indent=1))
