"""Reference moments and quantiles of demand over a gamma lead time, by brute force.

Demand over t days is negative binomial with mean M(t) and variance V(t), both linear between whole
periods; the lead time is gamma distributed. E[M], E[V] + Var[M] by adaptive quadrature, quantiles from 4,000 equally
probable lead times. Independent of the product code: scipy's quad, gamma and nbinom only.

Usage: python lead_time_mixing.py > lead_time_mixing.json     (needs numpy, scipy)
"""
import json
import numpy as np
from scipy import stats, integrate

def case(pattern, variance, periods, **terms):
    return dict(mean=(pattern * periods)[:periods], variance=[variance(h) for h in range(1, periods + 1)], **terms)


CASES = [
    case([7], lambda h: 14 * h, 20, periodDays=7, leadTimeDays=14, sd=5, reviewDays=7),
    case([3, 5, 2, 8, 1, 0, 4, 6], lambda h: 7 * h + 2 * h * h, 30, periodDays=7, leadTimeDays=10, sd=8, reviewDays=3),
    case([120, 90, 80, 100, 130, 160], lambda h: 900 * h + 300 * h * h, 30, periodDays=30.436875, leadTimeDays=45, sd=20, reviewDays=30),
    case([0.02], lambda h: 0.03 * h, 80, periodDays=7, leadTimeDays=21, sd=14, reviewDays=0),
    case([4], lambda h: 8 * h + 0.5 * h * h, 250, periodDays=1, leadTimeDays=3, sd=6, reviewDays=1),
]


def curve(values, t, period):
    grid = np.concatenate([[0], values])
    return np.interp(t / period, np.arange(len(grid)), grid)


out = []
for c in CASES:
    total = np.cumsum(c["mean"])
    h = len(total)
    shape, scale = (c["leadTimeDays"] / c["sd"]) ** 2, c["sd"] ** 2 / c["leadTimeDays"]

    nodes = []
    for u in ([0, 0.5, 1] if c["reviewDays"] else [0]):
        extra = u * c["reviewDays"]
        end = h * c["periodDays"] - extra
        tail = stats.gamma.sf(end, shape, scale=scale)
        assert tail < 1e-9, tail
        edges = [0] + [k * c["periodDays"] - extra for k in range(1, h + 1) if k * c["periodDays"] > extra]

        def expect(f):
            return sum(integrate.quad(lambda t: f(t) * stats.gamma.pdf(t, shape, scale=scale), a, b, epsabs=1e-13, epsrel=1e-12, limit=400)[0]
                       for a, b in zip(edges[:-1], edges[1:]))

        m = expect(lambda t: curve(total, t + extra, c["periodDays"]))
        m2 = expect(lambda t: curve(total, t + extra, c["periodDays"]) ** 2)
        v = expect(lambda t: curve(c["variance"], t + extra, c["periodDays"]))
        lead = stats.gamma.ppf((np.arange(4000) + 0.5) / 4000, shape, scale=scale)
        mu, var = curve(total, lead + extra, c["periodDays"]), curve(c["variance"], lead + extra, c["periodDays"])
        mu, var = np.maximum(mu, 1e-12), np.maximum(var, np.maximum(mu, 1e-12) * 1.0000001)
        p = mu / var
        x = np.arange(0, int(mu.max() + 12 * np.sqrt(var.max())) + 2)
        cdf = np.zeros(len(x))
        for a, b in zip(mu * p / (1 - p), p):
            cdf += stats.nbinom.cdf(x, a, b) / 4000
        nodes.append(dict(fraction=u, mean=m, variance=v + m2 - m * m,
                          quantiles=[int(x[np.searchsorted(cdf, q)]) for q in (0.5, 0.8, 0.9, 0.95, 0.99)]))
    out.append(dict(**c, nodes=nodes))
print(json.dumps(out, indent=1))
