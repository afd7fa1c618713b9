"""Random problems of order quantities, periodic review, lumpy demand and lead times."""
import itertools
import math

import numpy as np
from mpmath import mp, mpf

from policy_tables import Counts, L, case, log_uniform, normal


def quantities(rng):
    k, h, d = log_uniform(rng, 0.01, 1e4), log_uniform(rng, 0.001, 100), log_uniform(rng, 1e-3, 1e6)
    p = h * log_uniform(rng, 1e-3, 1e6)
    cost = lambda q, hold=h: mpf(k) * d / q + mpf(hold) * q / 2
    q = mp.sqrt(2 * mpf(k) * d / h)
    case("eoq", {"K": k, "h": h, "demand_rate": d}, {"Q": q, "cost": cost(q)}, 1e-10, 1e-12)
    pack, least = int(rng.integers(1, 60)), int(rng.integers(0, 1000))
    options = {m * pack: cost(m * pack) for m in range(max(1, int(q / pack) - 2), int(q / pack) + 4) if m * pack >= least}
    options[max(1, -(-least // pack)) * pack] = cost(max(1, -(-least // pack)) * pack)
    chosen = min(options, key=options.get)
    case("eoq_moq", {"K": k, "h": h, "demand_rate": d, "pack": pack, "moq": least}, {"Q": chosen, "cost": options[chosen]}, 1e-10, 1e-12)
    qb = mp.sqrt(2 * mpf(k) * d * (mpf(h) + p) / (mpf(h) * p))
    x = mpf(h) / (mpf(h) + p)
    case("eoqb", {"K": k, "h": h, "p": p, "demand_rate": d},
         {"Q": qb, "stockout_fraction": x, "avg_backorders": qb * x * x / 2, "avg_on_hand": qb * (1 - x) ** 2 / 2,
          "cost": mpf(k) * d / qb + h * qb * (1 - x) ** 2 / 2 + p * qb * x * x / 2}, 1e-10, 1e-12)
    made = d * float(rng.uniform(1.01, 20))
    hold = mpf(h) * (1 - mpf(d) / made)
    qe = mp.sqrt(2 * mpf(k) * d / hold)
    case("epq", {"K": k, "h": h, "demand_rate": d, "production_rate": made}, {"Q": qe, "cost": cost(qe, hold)}, 1e-10, 1e-12)
    ym, ys = float(rng.uniform(0.1, 1)), float(rng.uniform(0, 0.4))
    square = mpf(ys) ** 2 + mpf(ym) ** 2
    qy = mp.sqrt(2 * mpf(k) * d / (h * square))
    case("eoq_mult_yield", {"K": k, "h": h, "demand_rate": d, "yield_mean": ym, "yield_sd": ys},
         {"Q": qy, "cost": mpf(k) * d / (qy * ym) + h * qy * square / (2 * ym)}, 1e-9, 1e-12)
    breaks = [0.0] + sorted(float(q) * float(f) for f in rng.uniform(0.2, 4, 3))
    prices = sorted((float(x) for x in rng.uniform(1, 1.2, 4)), reverse=True)
    rate = float(rng.uniform(0.05, 0.5))
    price_at = lambda x: prices[max(i for i in range(4) if breaks[i] <= x)]
    total = lambda x: mpf(price_at(x)) * d + mpf(k) * d / x + mpf(rate) * mpf(price_at(x)) * x / 2
    tries = [b for b in breaks[1:]] + [float(mp.sqrt(2 * mpf(k) * d / (rate * mpf(c)))) for c in prices]
    chosen = min(tries, key=total)
    case("eoq_allunits", {"K": k, "holding_rate": rate, "demand_rate": d, "breakpoints": breaks, "unit_costs": prices},
         {"Q": chosen, "region": max(i for i in range(4) if breaks[i] <= chosen), "cost": total(chosen)}, 1e-9, 1e-12)
    n = int(rng.integers(3, 10))
    demand = [float(x) if rng.uniform() > 0.2 else 0.0 for x in rng.integers(1, 300, n)]
    if sum(demand) > 0:
        fixed, hold = float(rng.uniform(10, 900)), float(rng.uniform(0.1, 4))
        plans = []
        for pattern in itertools.product([0, 1], repeat=n):
            stock_for, money, orders, last = 0, 0.0, [0.0] * n, -1
            for t in range(n):
                last = t if pattern[t] else last
                if demand[t] > 0 and last < 0:
                    break
                if demand[t] > 0:
                    orders[last] += demand[t]
                    money += hold * (t - last) * demand[t]
            else:
                if all(o > 0 for o, used in zip(orders, pattern) if used):
                    plans.append((money + fixed * sum(pattern), orders))
        plans.sort(key=lambda one: one[0])
        if len(plans) < 2 or plans[1][0] - plans[0][0] > 1e-6:
            case("wagner_whitin", {"holding_cost": hold, "fixed_cost": fixed, "demand": demand},
                 {"cost": plans[0][0], "orders": plans[0][1]}, 1e-10, 1e-9)


def periodic(rng):
    h, p, k = log_uniform(rng, 0.05, 10), log_uniform(rng, 0.05, 500), log_uniform(rng, 1e-3, 300)
    lead = int(rng.integers(0, 7))
    mean = log_uniform(rng, 0.02, 60)
    negative = rng.uniform() < 0.5
    variance = mean * (1 + log_uniform(rng, 0.05, 10)) if negative else None
    many = lambda n: Counts(mean * n, variance * n if negative else None)
    one, over = many(1), many(lead + 1)
    before = many(lead) if lead else None
    width = int(1.6 * math.sqrt(2 * k * mean * (h + p) / (h * p)) + 3 * math.sqrt(float(over.factorial2 - over.mean ** 2 + over.mean)) + 2 * mean + 12)
    if width > 900:
        return
    visits = np.zeros(2 * width, dtype=L)
    pmf = np.concatenate([one.pmf, np.zeros(2 * width, dtype=L)])
    for j in range(2 * width):
        visits[j] = ((1 if j == 0 else 0) + np.sum(pmf[1:j + 1] * visits[:j][::-1])) / (1 - pmf[0])
    centre = over.quantile(h, p)
    ys = np.arange(centre - 2 * width, centre + 2 * width + 1)
    g = np.array([L(h) * over.m1(int(y)) + L(p) * over.n1(int(y)) for y in ys])
    sums = np.zeros(len(ys), dtype=L)
    length, best = L(0), []
    for n in range(1, 2 * width):
        sums = sums + visits[n - 1] * np.concatenate([np.full(n - 1, np.inf, dtype=L), g[:len(g) - n + 1]])
        length += visits[n - 1]
        cost = (L(k) + sums[n:]) / length
        i = int(np.argmin(cost))
        two = np.partition(cost, 1)
        best.append((two[0], int(ys[n + i]) - n, int(ys[n + i])))
        best.append((two[1], None, None))
    best.sort(key=lambda x: x[0])
    # Orders of 1 - P(0) per period: several s with the same cost where demand skips levels do not occur for these families.
    cost, s, level = best[0]
    inputs = {"h": h, "p": p, "K": k, "lead_time": lead, "mean": mean}
    if negative:
        inputs["variance"] = variance
    if s is not None and best[1][0] / cost - 1 > 1e-10:
        case("ss", inputs, {"s": s, "S": level, **cycle(s, level, visits, over, before, mean, h, p, k)}, 1e-8, 1e-12, ("s", "S"))
    s = centre - int(rng.integers(0, width))
    level = s + int(rng.integers(1, width))
    case("ss_eval", {**inputs, "s": s, "S": level}, cycle(s, level, visits, over, before, mean, h, p, k), 1e-9, 1e-12)


def cycle(s, level, visits, over, before, mean, h, p, k):
    n = level - s
    m, length = visits[:n], np.sum(visits[:n])
    average = lambda f: sum(m[j] * f(level - j) for j in range(n)) / length
    eb, ei = average(over.n1), average(over.m1)
    start = average(before.n1) if before else average(lambda y: L(max(0, -y)))
    return {"cost": L(k) / length + L(h) * ei + L(p) * eb, "EB_end": eb, "EI_end": ei, "fill_rate": 1 - (eb - start) / L(mean),
            "prob_no_backorder_end": average(over.cdf), "order_freq": 1 / length}


def lumps(rng):
    sizes = sorted(set(int(x) for x in rng.integers(1, 60, 4)))
    weights = rng.dirichlet(np.ones(len(sizes)))
    rate = log_uniform(rng, 0.05, 900)
    x = int(round(rate * sum(s * w for s, w in zip(sizes, weights)) * rng.uniform(0.8, 2)))
    top = max(sizes)
    mean = rate * sum(s * w for s, w in zip(sizes, weights))
    variance = rate * sum(s * s * w for s, w in zip(sizes, weights))
    # Sum over the number of customers, by convolution: no recursion over units.
    n = int(rate + 14 * math.sqrt(rate) + 30)
    one = np.zeros(top + 1, dtype=L)
    for size, w in zip(sizes, weights):
        one[size] = w
    many = Counts(rate, reach=n)
    if n * top < 6000:
        total, power = np.zeros(n * top + 1, dtype=L), np.array([L(1)])
        for customers in range(n + 1):
            total[:len(power)] += many.pmf[customers] * power
            power = np.convolve(power, one)
        d = Counts.of(total)
        ks = [0, min(sizes), x // 2, x, 2 * x]
        case("compound_poisson_panjer", {"rate": rate, "size_pmf": {str(s): float(w) for s, w in zip(sizes, weights)}, "k": ks, "x": x},
             {"pmf": [d.pmf[k] if k < d.size else 0 for k in ks], "EB": d.n1(x), "mean": mean, "variance": variance}, 1e-9, 1e-12)
        zero = float(rng.uniform(0, 0.9))
        pmf = {0: zero, **{s: (1 - zero) * float(w) for s, w in zip(sizes, weights)}}
        m = sum(k * mpf(w) for k, w in pmf.items())
        square = sum(k * k * mpf(w) for k, w in pmf.items())
        case("undershoot_lumpy", {"pmf": {str(k): w for k, w in pmf.items()}},
             {"mean_undershoot": (square / m - 1) / 2, "p0": (1 - mpf(pmf[0])) / m}, 1e-9, 1e-12)
    stock, offered = int(rng.integers(0, 400)), log_uniform(rng, 1e-3, 400)
    terms = [mp.exp(n * mp.log(mpf(offered)) - mp.loggamma(n + 1)) for n in range(stock + 1)]
    lost = terms[-1] / sum(terms)
    case("lost_sales_erlangB", {"S": stock, "offered": offered}, {"loss_prob": lost, "fill_rate": 1 - lost}, 1e-9, 1e-300)


def lead_times(rng):
    rate = log_uniform(rng, 0.02, 30)
    times = sorted(set(int(x) for x in rng.integers(0, 15, 4)))
    weights = rng.dirichlet(np.ones(len(times)))
    tables = [Counts(rate * t, reach=400) for t in times]
    mix = lambda f: sum(L(w) * f(t) for w, t in zip(weights, tables))
    mean = mix(lambda t: t.mean)
    s = int(round(float(mean) * rng.uniform(0.5, 3))) + 1
    case("ltd_poisson_discrete_lt", {"demand_rate": rate, "lt_pmf": {str(t): float(w) for t, w in zip(times, weights)}, "S": s},
         {"mean": mean, "variance": mix(lambda t: t.mean + (t.mean - mean) ** 2), "EB": mix(lambda t: t.n1(s)),
          "P_le_15": mix(lambda t: t.cdf(15))}, 1e-9, 1e-12)
    lm, lv = float(rng.uniform(1, 20)), log_uniform(rng, 0.05, 60)
    mean, variance = rate * lm, rate * lm + rate * rate * lv
    d = Counts(mean, variance, reach=60)
    case("ltd_poisson_gamma_lt", {"demand_rate": rate, "L_mean": lm, "L_var": lv, "S": 30},
         {"mean": mean, "variance": variance, "pmf25": d.pmf[25], "EB_at_30": d.n1(30), "P_gt_30": d.tail(30)}, 1e-9, 1e-12)
    periods, alpha, beta = int(rng.integers(1, 60)), float(rng.uniform(0, 1)), float(rng.uniform(0, 0.3))
    total = lambda b: sum((1 + sum(mpf(alpha) + b * mpf(i) for i in range(1, j + 1))) ** 2 for j in range(periods))
    case("ses_cum_var", {"alpha": alpha, "L": periods}, {"multiplier": total(0), "sd_ratio_vs_sqrtL": mp.sqrt(total(0) / periods)}, 1e-10)
    case("holt_cum_var", {"alpha": alpha, "beta": beta, "L": periods}, {"multiplier": total(mpf(beta))}, 1e-10)
    on_hand, days = int(rng.integers(0, 60)), int(rng.integers(1, 20))
    d = Counts(rate * days, reach=80)
    case("prob_stockout_before_receipt", {"on_hand": on_hand, "rate": rate, "days": days},
         {"p_stockout": d.tail(on_hand), "expected_backorders": d.n1(on_hand),
          "p_ok_by_day": [Counts(rate * t, reach=80).cdf(on_hand) for t in range(1, days + 1)]}, 1e-9, 1e-12)
    variances = [log_uniform(rng, 1, 2000) for _ in range(3)]
    mean = float(rng.uniform(10, 500))
    level = mean + math.sqrt(sum(variances)) * float(rng.uniform(-1.5, 4))
    value = lambda chosen: normal(level, mean, mp.sqrt(sum(mpf(v) for v in chosen)))[1] if chosen else max(mpf(0), mpf(mean) - level)
    shares = []
    for i in range(3):
        others = [variances[j] for j in range(3) if j != i]
        own = variances[i]
        shares.append((value([own]) - value([])) / 3 + sum(value([own, o]) - value([o]) for o in others) / 6
                      + (value(others + [own]) - value(others)) / 3)
    shares = [s + value([]) / 3 for s in shares]
    if level >= mean:
        case("attribution_shapley_normal", {"S": level, "mean": mean, "var_demand": variances[0], "var_leadtime": variances[1],
                                            "var_forecast": variances[2]},
             {"EB": sum(shares), "share_demand": shares[0], "share_leadtime": shares[1], "share_forecast": shares[2]}, 1e-9, 1e-10)
