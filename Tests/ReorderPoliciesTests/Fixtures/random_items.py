"""Random problems of one item: losses, (r,Q), fill rates, newsvendors."""
import math

import numpy as np
from mpmath import mp, mpf
from scipy.optimize import brentq

from policy_tables import Counts, L, case, log_uniform, normal


def losses(rng):
    z = float(rng.uniform(-8, 37))
    tail, n1, n2 = normal(z, 0, 1)
    case("stdnormal_loss", {"z": z}, {"n1": n1, "n2": n2}, 1e-11, 0)
    mean, sd = log_uniform(rng, 1e-3, 1e6), log_uniform(rng, 1e-3, 1e6)
    x = mean + sd * float(rng.uniform(-8, 12))
    tail, n1, n2 = normal(x, mean, sd)
    case("normal_loss", {"x": x, "mean": mean, "sd": sd}, {"n1": n1, "n2": n2}, 1e-9, 1e-12)
    shape, scale = log_uniform(rng, 1e-3, 1e5), log_uniform(rng, 1e-3, 1e3)
    at = max(1e-6, shape + math.sqrt(shape) * float(rng.uniform(-4, 14)))
    x = at * scale
    with mp.workdps(80):
        a, t, b = mpf(shape), mpf(x) / mpf(scale), mpf(scale)
        upper = [mp.gammainc(a + k, t, mp.inf, regularized=True) for k in range(3)]
        n1 = a * upper[1] - t * upper[0]
        n2 = (a * (a + 1) * upper[2] - 2 * a * t * upper[1] + t * t * upper[0]) / 2
        case("gamma_loss", {"shape": shape, "scale": scale, "x": x}, {"n1": n1 * b, "n2": n2 * b * b}, 1e-9, 0)
    mean = log_uniform(rng, 1e-3, 1e6)
    x = int(max(-3, round(mean + math.sqrt(mean) * float(rng.uniform(-8, 12)) + rng.integers(-1, 8))))
    d = Counts(mean, reach=max(x, 0))
    case("poisson_loss", {"mean": mean, "x": x}, {"n1": d.n1(x), "n2": d.n2(x), "tail": d.tail(x)}, 1e-9, 0)
    while True:
        mean = log_uniform(rng, 1e-3, 1e6)
        variance = mean * (1 + log_uniform(rng, 1e-4, 3e4))
        if mean + 16 * math.sqrt(variance) + 75 * variance / mean < 6e6:
            break
    x = int(max(-3, round(mean + math.sqrt(variance) * float(rng.uniform(-6, 20)))))
    d = Counts(mean, variance, reach=max(x, 0))
    beta = (mpf(variance) - mpf(mean)) / mpf(mean)
    case("negbin_loss", {"mean": mean, "variance": variance, "x": x},
         {"n1": d.n1(x), "n2": d.n2(x), "tail": d.tail(x), "r": mpf(mean) / beta, "p": 1 / (1 + beta)}, 1e-9, 0)


def base_stock(rng):
    rate, lead = log_uniform(rng, 1e-3, 1e4), log_uniform(rng, 0.05, 60)
    mean = rate * lead
    s = int(max(0, round(mean + math.sqrt(mean) * float(rng.uniform(-8, 10)) + rng.integers(0, 4))))
    d = Counts(mean, reach=s)
    out = {"EB": d.n1(s), "EI": d.m1(s), "fill_rate": d.cdf(s - 1), "prob_backorders": d.tail(s), "mean_wait": d.n1(s) / L(rate),
           "mean_wait_of_backordered": d.n1(s) / L(rate) / d.tail(s - 1)}
    # Rounded rate x lead moves the mean by a relative 1e-16: far in a tail figures move by the mean times that.
    case("basestock_poisson", {"demand_rate": rate, "lead_time": lead, "S": s}, out, 1e-9, 1e-300)
    t = [float(x) for x in sorted(rng.uniform(0, lead, 3))]
    case("basestock_wait_distribution", {"demand_rate": rate, "lead_time": lead, "S": s, "t": t},
         {"P_wait_gt": [Counts(rate * (lead - x), reach=s).tail(s - 1) for x in t], "mean_wait": d.n1(s) / L(rate)}, 1e-9, 1e-12)


def batch_figures(d, r, q, rate):
    eb = (d.n2(r) - d.n2(r + q)) / q
    ys = range(r + 1, r + q + 1)
    held = sum(d.m1(y) for y in ys) / L(q)
    ready = sum(d.cdf(y - 1) for y in ys) / L(q)
    return {"EB": eb, "EI": held, "ready_rate": ready, "cycle_service": d.cdf(r), "mean_wait": eb / L(rate),
            "orders_per_time": L(rate) / q}


def batches(rng):
    rate, lead = log_uniform(rng, 1e-3, 3e4), log_uniform(rng, 0.05, 20)
    mean = rate * lead
    q = int(max(1, round(log_uniform(rng, 1, 1 + 5 * mean))))
    q = min(q, 20000)
    r = int(round(mean + math.sqrt(mean) * float(rng.uniform(-8, 8)) - rng.integers(0, 3) * q / 2))
    d = Counts(mean, reach=max(0, r + q))
    case("rq_eval", {"demand_rate": rate, "lead_time": lead, "r": r, "Q": q}, batch_figures(d, r, q, rate), 1e-9, 1e-12)
    # Optimal (r,Q) by all windows.
    rate, lead = log_uniform(rng, 5e-3, 300), float(rng.choice([0.0, log_uniform(rng, 0.05, 10)]))
    h, p, k = log_uniform(rng, 0.01, 10), log_uniform(rng, 1e-2, 1e5), log_uniform(rng, 1e-3, 500)
    if 2 * k * rate * (h + p) / (h * p) < 4e5:
        d = Counts(rate * lead)
        width = int(1.5 * math.sqrt(2 * k * rate * (h + p) / (h * p)) + 6 * math.sqrt(rate * lead) + 12)
        centre = d.quantile(h, p)
        ys = np.arange(centre - width - 1, centre + width + 2)
        g = np.array([L(h) * d.m1(int(y)) + L(p) * d.n1(int(y)) for y in ys])
        total = np.concatenate([[L(0)], np.cumsum(g)])
        found = []
        for q in range(1, 2 * width):
            windows = total[q:] - total[:-q]
            i = int(np.argmin(windows))
            found.append(((L(k) * L(rate) + windows[i]) / q, int(ys[i]) - 1, q))
            ordered = np.partition(windows, 1) if len(windows) > 1 else windows
            if len(windows) > 1:
                found.append(((L(k) * L(rate) + ordered[1]) / q, None, q))
        found.sort(key=lambda one: one[0])
        cost, r, q = found[0]
        assert r is not None and centre - width < r and r + q < centre + width
        if found[1][0] / cost - 1 > 1e-10:
            out = {"r": r, "Q": q, "cost": cost, **batch_figures(d, r, q, rate)}
            case("rq_poisson", {"h": h, "p": p, "K": k, "demand_rate": rate, "lead_time": lead}, out, 1e-9, 1e-12, ("r", "Q"))


def normal_batches(rng):
    h, p, k = log_uniform(rng, 0.05, 5), log_uniform(rng, 0.05, 1e4), log_uniform(rng, 0.1, 500)
    d, sd, lead = log_uniform(rng, 1, 1e4), log_uniform(rng, 0.5, 1e3), log_uniform(rng, 0.05, 10)
    mean, sigma = d * lead, sd * math.sqrt(lead)
    g = lambda y: h * (y - mean) + (h + p) * normal(y, mean, sigma)[1]
    best = float(mpf(mean) + sigma * mp.sqrt(2) * mp.erfinv(1 - 2 * mpf(h) / (p + h)))
    base = {"h": h, "p": p, "K": k, "demand_mean": d, "demand_sd": sd, "lead_time": lead}

    def cost_of(r, q):
        low, high = normal(r, mean, sigma), normal(r + q, mean, sigma)
        return (k * mpf(d) + h * ((mpf(r) + q - mean) ** 2 - (mpf(r) - mean) ** 2) / 2 + (h + p) * (low[2] - high[2])) / q
    q0 = math.sqrt(2 * k * d * (h + p) / (h * p)) * float(rng.uniform(0.5, 2))
    r0 = mean + sigma * float(rng.uniform(-4, 4))
    case("rq_normal_cost", {**base, "r": r0, "Q": q0}, {"cost": cost_of(r0, q0)}, 1e-9, 1e-12)

    def partner(r):
        wanted, step = g(r), best - r + 1e-9
        while g(best + step) < wanted:
            step *= 2
        return brentq(lambda y: float(g(y) - wanted), best, best + step, xtol=1e-13 * (abs(best) + sigma), rtol=9e-16)

    def balance(r):
        top = partner(r)
        return float((g(r) - cost_of(r, top - r)) * (top - r))
    step = math.sqrt(2 * k * d / h)
    while balance(best - step) < 0:
        step *= 2
    if g(best - step * 1e-6) <= g(best):
        return
    r = brentq(balance, best - step, best - step * 1e-6, xtol=1e-13 * (abs(best) + sigma), rtol=9e-16)
    q = partner(r) - r
    low, high = normal(r, mean, sigma), normal(r + q, mean, sigma)
    case("rq_normal_opt", base, {"r": r, "Q": q, "cost": cost_of(r, q), "EB": (low[2] - high[2]) / q,
                                 "fill_rate_continuous": 1 - (low[1] - high[1]) / q}, 1e-7, 1e-12)
    mean, sd, q, target = log_uniform(rng, 1, 1e5), log_uniform(rng, 0.3, 1e4), log_uniform(rng, 1, 1e4), 1 - log_uniform(rng, 1e-6, 0.5)
    sd = min(sd, mean / 2)
    fill = lambda r: float(((normal(r, mean, sd)[1] - normal(r + q, mean, sd)[1]) / q - (1 - mpf(target))) / (1 - mpf(target)))
    r = brentq(fill, mean - 10 * sd - q, mean + 10 * sd, xtol=1e-13 * mean, rtol=9e-16)
    # Levels below 0 are not offered by plans.
    if r + q > 0:
        case("rop_fill_normal", {"mean_LTD": mean, "sd_LTD": sd, "Q": q, "target": target},
             {"r": r, "cycle_service": 1 - normal(r, mean, sd)[0]}, 1e-8, 1e-11 * mean)


def fill_rates(rng):
    rate, lead, q = log_uniform(rng, 1e-3, 300), log_uniform(rng, 0.1, 20), int(rng.choice([1, 2, 5, 24, 144]))
    target = 1 - log_uniform(rng, 1e-5, 0.4)
    d = Counts(rate * lead)
    fill = lambda r: 1 - (d.n1(r) - d.tail(r) - d.n1(r + q) + d.tail(r + q) + d.tail(r) - d.tail(r + q)) / q
    ready = lambda r: 1 - (d.n1(r) - d.n1(r + q)) / q
    r = -q
    while ready(r) < target:
        r += 1
    if abs(ready(r) - target) > 1e-9 and abs(ready(r - 1) - target) > 1e-9:
        case("rop_fill_poisson", {"demand_rate": rate, "lead_time": lead, "Q": q, "target": target},
             {"r": r, "fill_rate": ready(r), "fill_at_r_minus_1": ready(r - 1)}, 1e-9, 1e-12, ("r",))
    lead = int(rng.integers(0, 8))
    target = float(rng.choice([0.5, 0.9, 0.95, 0.99, 0.999, 0.99999]))
    if rng.uniform() < 0.5:
        mean = log_uniform(rng, 1e-2, 300)
        variance = mean * (1 + log_uniform(rng, 0.05, 40))
        inputs = {"mean": mean, "variance": variance, "lead_time": lead, "target": target}
        over = Counts(mean * (lead + 1), variance * (lead + 1))
        before = Counts(mean * lead, variance * lead) if lead else None
    else:
        sizes = sorted(set(int(x) for x in rng.integers(1, 80, 4)))
        weights = rng.dirichlet(np.ones(len(sizes) + 1))
        pmf = np.zeros(max(sizes) + 1, dtype=L)
        pmf[0] = weights[0]
        for size, w in zip(sizes, weights[1:]):
            pmf[size] = w
        one, total = pmf, np.array([L(1)])
        tables = []
        for _ in range(lead + 1):
            tables.append(total)
            total = np.convolve(total, one)
        inputs = {"pmf": {str(k): float(pmf[k]) for k in [0] + sizes}, "lead_time": lead, "target": target}
        over = Counts.of(total)
        before = Counts.of(tables[lead]) if lead else None
        mean = Counts.of(pmf).mean
    rate_at = lambda s: 1 - (over.n1(s) - (before.n1(s) if before else L(max(0, -s)))) / L(mean)
    s = 0
    while rate_at(s) < target:
        s += 1
    if abs(rate_at(s) - target) > 1e-9 and (s == 0 or abs(rate_at(s - 1) - target) > 1e-9):
        out = {"S": s, "fill_rate": rate_at(s), "EB_end": over.n1(s), "cycle_service": over.cdf(s)}
        case("fillrate", inputs, out, 1e-9, 1e-12, ("S",))


def newsvendors(rng):
    h = log_uniform(rng, 0.01, 10)
    p = h * log_uniform(rng, 1e-4, 1e7)
    mean = log_uniform(rng, 1e-3, 1e5)
    d = Counts(mean)
    s = d.quantile(h, p)
    near = min(abs(float(d.tail(s) * (L(p) + L(h)) / L(h) - 1)), abs(float(d.tail(s - 1) * (L(p) + L(h)) / L(h) - 1)))
    if near > 1e-9:
        case("nv_poisson", {"h": h, "p": p, "mean": mean}, {"S": s, "cost": L(h) * d.m1(s) + L(p) * d.n1(s), "EB": d.n1(s)},
             1e-9, 1e-12, ("S",))
    mean, sd = log_uniform(rng, 1, 1e5), log_uniform(rng, 0.1, 1e4)
    tail = mpf(h) / (mpf(p) + mpf(h))
    with mp.workdps(60):
        z = -mp.sqrt(2) * mp.erfinv(2 * tail - 1)
    level = mpf(mean) + mpf(sd) * z
    short = normal(level, mean, sd)[1]
    cost = mpf(h) * (level - mpf(mean) + short) + mpf(p) * short
    case("nv_normal", {"h": h, "p": p, "mean": mean, "sd": sd}, {"S": level, "cost": cost, "EB": short}, 1e-9, 1e-12)
    sizes = sorted(set(int(x) for x in rng.integers(0, 200, 6)))
    weights = rng.dirichlet(np.ones(len(sizes)))
    pmf = np.zeros(max(sizes) + 2, dtype=L)
    for size, w in zip(sizes, weights):
        pmf[size] = w
    d = Counts.of(pmf)
    costs = [L(h) * d.m1(s) + L(p) * d.n1(s) for s in range(len(pmf))]
    s = int(np.argmin(costs))
    case("nv_discrete", {"h": h, "p": p, "pmf": {str(k): float(pmf[k]) for k in sizes}}, {"S": s, "cost": costs[s]}, 1e-9, 1e-12, ("S",))
    a, b, amount = float(rng.uniform(0.001, 0.9)), float(rng.uniform(0.02, 0.95)), log_uniform(rng, 0.1, 1e4)
    stationary = [mpf(b) / (mpf(a) + b)] + [mpf(b) / (mpf(a) + b) * a * (1 - mpf(b)) ** (n - 1) for n in range(1, 6000)]
    below, n = stationary[0], 0
    while below < mpf(p) / (mpf(p) + h) and n < 5000:
        n += 1
        below += stationary[n]
    if n < 2000 and abs(below - mpf(p) / (mpf(p) + h)) > 1e-12:
        level = (n + 1) * mpf(amount)
        cost = sum(w * (h * max(0, level - (i + 1) * mpf(amount)) + p * max(0, (i + 1) * mpf(amount) - level))
                   for i, w in enumerate(stationary))
        case("newsvendor_disruption", {"h": h, "p": p, "demand": amount, "disruption_prob": a, "recovery_prob": b},
             {"S": level, "cost": cost}, 1e-6, 1e-12)
