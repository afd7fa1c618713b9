"""Random problems of promises, networks and budgets."""
import itertools
import math

import numpy as np

from policy_tables import Counts, L, case, log_uniform


def promises(rng):
    days = int(rng.integers(3, 15))
    demand = [int(x) for x in rng.integers(0, 9, days)]
    receipts = {str(int(t)): int(rng.integers(1, 40)) for t in sorted(set(rng.integers(1, days + 1, 3)))}
    on_hand, waiting = int(rng.integers(0, 30)), [int(x) for x in rng.integers(1, 6, 2)]
    net, ends = on_hand - sum(waiting), []
    for t in range(1, days + 1):
        net += receipts.get(str(t), 0) - demand[t - 1]
        ends.append(net)
    case("projection", {"on_hand": on_hand, "backorders": waiting, "demand": demand, "receipts": receipts}, {"net_end": ends}, exact=("net_end",))
    supply = [int(x) if rng.uniform() < 0.4 else 0 for x in rng.integers(5, 50, days)]
    committed = [int(x) for x in rng.integers(0, 20, days)]
    starts = [0] + [t for t in range(1, days) if supply[t] > 0]
    spare = {}
    for i, t in enumerate(starts):
        end = starts[i + 1] if i + 1 < len(starts) else days
        spare[t] = supply[t] + (on_hand if t == 0 else 0) - sum(committed[t:end])
    for i in range(len(starts) - 1, 0, -1):
        if spare[starts[i]] < 0:
            spare[starts[i - 1]] += spare[starts[i]]
            spare[starts[i]] = 0
    if spare[0] >= 0:
        running, cumulative = 0, []
        for t in range(days):
            running += spare.get(t, 0)
            cumulative.append(running)
        case("atp_cumulative", {"on_hand": on_hand, "committed": committed, "mps": supply},
             {"atp_discrete_buckets": {str(t + 1): spare[t] for t in starts}, "cumulative_atp": cumulative}, 1e-10)
    pipelines = sorted(set(int(x) for x in rng.integers(1, 40, 2)))
    levels = list(range(0, 60, 5))
    case("sherbrooke_ebo_table", {"pipelines": pipelines, "s": levels},
         {f"EBO_{m}": [Counts(m, reach=80).n1(s) for s in levels] for m in pipelines}, 1e-9, 1e-300)


def networks(rng):
    bases = int(rng.integers(2, 5))
    rates = [log_uniform(rng, 0.05, 6) for _ in range(bases)]
    transport = [float(x) for x in rng.uniform(0.05, 2, bases)]
    depot_time = float(rng.uniform(0.2, 4))
    total = sum(rates)

    def pipelines(stock, method):
        depot = Counts(total * depot_time, reach=stock)
        eb = depot.n1(stock)
        vb = 2 * depot.n2(stock) + eb - eb * eb
        out = []
        for rate, move in zip(rates, transport):
            share = L(rate) / L(total)
            mean = L(rate) * L(move) + share * eb
            if method == "metric":
                out.append(Counts(float(mean)))
            elif method == "vari_metric":
                variance = L(rate) * L(move) + share * (1 - share) * eb + share * share * vb
                out.append(Counts(float(mean), float(variance) if variance > mean * (1 + L("1e-12")) else None))
            else:
                owed_max = max(1, depot.size - stock - 1)
                owed = np.zeros(owed_max + 1, dtype=L)
                owed[0] = depot.cdf(stock)
                row = np.array([L(1)])
                for b in range(1, owed_max + 1):
                    row = np.concatenate([row * (1 - share), [L(0)]]) + np.concatenate([[L(0)], row * share])
                    if depot.pmf[stock + b] < L("1e-45") and stock + b > depot.mean:
                        break
                    owed[:b + 1] += depot.pmf[stock + b] * row
                out.append(Counts.of(np.convolve(owed, Counts(rate * move).pmf)))
        return eb, vb, out

    stock = int(rng.integers(0, int(total * depot_time * 2) + 4))
    base = [int(rng.integers(0, 6)) for _ in range(bases)]
    expected = {}
    for method in ("metric", "vari_metric", "exact"):
        eb, vb, tables = pipelines(stock, method)
        expected[method] = [t.n1(s) for t, s in zip(tables, base)]
        expected[method + "_total"] = sum(expected[method])
    inputs = {"base_rates": rates, "transport": transport, "depot_time": depot_time}
    case("metric", {**inputs, "depot_stock": stock, "base_stock": base}, {"depot_EB": eb, "depot_VB": vb, **expected}, 1e-8, 1e-12)
    n = int(rng.integers(2, 10))
    found = []
    for s0 in range(n + 1):
        tables = pipelines(s0, "metric")[2]
        for split in itertools.product(range(n - s0 + 1), repeat=bases):
            if sum(split) == n - s0:
                found.append((sum(t.n1(s) for t, s in zip(tables, split)), s0, list(split)))
    found.sort(key=lambda one: one[0])
    if len(found) < 2 or found[1][0] - found[0][0] > 1e-9:
        case("metric_opt", {**inputs, "total_stock": n}, {"EBO": found[0][0], "depot_stock": found[0][1], "base_stock": found[0][2]},
             1e-8, 1e-12, ("depot_stock", "base_stock"))
    # Guaranteed service in series, all service times.
    stages = int(rng.integers(2, 5))
    times = [int(x) for x in rng.integers(0, 4, stages)]
    costs = sorted(float(x) for x in rng.uniform(0.2, 8, stages))
    sigma, z = float(rng.uniform(1, 40)), float(rng.uniform(0.5, 3))
    found = []
    for service in itertools.product(range(sum(times) + 1), repeat=stages - 1):
        service = list(service) + [0]
        before, money = 0, 0.0
        for stage in range(stages):
            net = before + times[stage] - service[stage]
            if net < 0:
                break
            money += costs[stage] * z * sigma * math.sqrt(net)
            before = service[stage]
        else:
            found.append((money, service))
    found.sort(key=lambda one: one[0])
    if len(found) < 2 or found[1][0] - found[0][0] > 1e-7:
        case("gsm_serial", {"T": times, "h": costs, "sigma": sigma, "z": z}, {"cost": found[0][0], "cst": found[0][1]}, 1e-9, 1e-12, ("cst",))
    # Clark and Scarf, Poisson: the echelon recursion over all levels.
    stages = int(rng.integers(2, 4))
    h, leads = [float(x) for x in rng.uniform(0.1, 3, stages)], [float(x) for x in rng.uniform(0.2, 3, stages)]
    b, mean = log_uniform(rng, 1, 60), log_uniform(rng, 0.5, 12)
    span = int(3 * mean * sum(leads) + 90)
    ys = np.arange(-2 * span, 2 * span + 1)
    previous = (b + sum(h)) * np.maximum(0, -ys).astype(L)
    levels = []
    for stage in range(stages):
        pmf = Counts(mean * leads[stage]).pmf[:span]
        extended = np.concatenate([previous[0] + (b + sum(h[stage:])) * np.arange(span, 0, -1).astype(L), previous])
        value = np.array([L(h[stage]) * (L(int(y)) - L(mean) * L(leads[stage])) for y in ys]) + np.convolve(extended, pmf)[span:span + len(ys)]
        i = int(np.argmin(value))
        tie = np.partition(value, 1)[1] - value[i]
        levels.append(int(ys[i]))
        previous = np.where(np.arange(len(ys)) > i, value[i], value)
    if tie > 1e-9:
        case("ssm_serial", {"echelon_h": h, "lead_time": leads, "stockout_cost": b, "demand_mean": mean},
             {"S": levels, "cost": value[i]}, 1e-8, 1e-12, ("S",))


def budgets(rng):
    items = [{"mu": log_uniform(rng, 0.03, 30), "c": int(rng.integers(2, 200)), "w": int(rng.integers(1, 6))} for _ in range(6)]
    whole = sum(i["mu"] * i["c"] for i in items)
    budget = int(whole * rng.uniform(0.3, 2.5)) + 20
    tables = [Counts(i["mu"], reach=300) for i in items]
    # All stocks within the budget: least weighted E[B] for each exact amount of money.
    least = np.full(budget + 1, np.inf, dtype=L)
    least[0] = 0
    chosen = np.full((6, budget + 1), -1)
    for n, (item, table) in enumerate(zip(items, tables)):
        fresh = np.full(budget + 1, np.inf, dtype=L)
        for s in range(0, budget // item["c"] + 1):
            cost = item["c"] * s
            value = np.full(budget + 1, np.inf, dtype=L)
            value[cost:] = least[:budget + 1 - cost] + item["w"] * table.n1(s)
            better = value < fresh
            fresh[better] = value[better]
            chosen[n, better] = s
            if table.n1(s) < L("1e-25"):
                break
        least = fresh
    spent = int(np.argmin(least))
    optimum = least[spent]
    near = np.sort(least)[1] - optimum
    stock = []
    for n in range(5, -1, -1):
        stock.append(int(chosen[n, spent]))
        spent -= items[n]["c"] * stock[-1]
    stock = stock[::-1]
    levels, money = [0] * 6, 0
    ratio = lambda i: items[i]["w"] * tables[i].tail(levels[i]) / items[i]["c"]
    while True:
        i = max(range(6), key=ratio)
        if money + items[i]["c"] > budget:
            break
        money += items[i]["c"]
        levels[i] += 1
    value = lambda: sum(i["w"] * t.n1(s) for i, t, s in zip(items, tables, levels))
    theta, greedy = ratio(max(range(6), key=ratio)), list(levels)
    out = {"greedy_stock": greedy, "greedy_weighted_EB": value(), "lower_bound": value() - theta * (budget - money), "multiplier": theta}
    while True:
        fits = [i for i in range(6) if money + items[i]["c"] <= budget]
        if not fits:
            break
        i = max(fits, key=ratio)
        if ratio(i) < L("1e-25"):
            return
        money += items[i]["c"]
        levels[i] += 1
    out.update({"fill_in_stock": list(levels), "fill_in_weighted_EB": value(), "opt_weighted_EB": optimum})
    if near / optimum > 1e-9 and optimum > 1e-6:
        case("budget_6items", {"items": items, "budget": budget}, {**out, "opt_stock": stock}, 1e-8, 1e-12, ("opt_stock", "greedy_stock"))
