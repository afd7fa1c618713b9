"""A warehouse and the locations it feeds, lived through day by day: nothing of it is a formula of the Swift code.

    python Tests/ReorderPoliciesTests/Fixtures/two_echelon_shops.py > Tests/ReorderPoliciesTests/Fixtures/two-echelon-shops.json
    python Tests/ReorderPoliciesTests/Fixtures/two_echelon_shops.py waits > Tests/ReorderPoliciesTests/Fixtures/two-echelon-waits.json

Each day goods arrive, then on a location's review day it asks its warehouse for what its position lacks of S (what it is owed counts as under way), then on
its own review day the warehouse orders what its position lacks of S0, and it sends what it has. Then customers come: negative binomial demand a day with the same
variance over mean k for all. `first_come` sends what was asked for first, units of the same day in random order; `by_need` sends each unit to the location that
is most likely to need it before the transfer after next arrives (P(D > y) over T + R days), of equals to the first that is drawn. Averages over shops and days of
units waiting at each location (mean of the morning, after arrivals, and the evening) and the share of units served at once; `errors` are standard errors over
shops. `waits` lives fewer shops by need and gives the shares of all units that wait longer than 7, 14 and 30 days. Needs numpy.
"""
import json
import math
import sys

import numpy as np

CASES = [
    # means a day, k, days to locations, their review, days to the warehouse, its review, S0, S
    ([0.5] * 4, 2, 2, 7, 28, 7, 0, [24] * 4),
    ([0.5] * 4, 2, 2, 7, 28, 7, 56, [9] * 4),
    ([0.5] * 4, 2, 2, 7, 28, 7, 67, [9] * 4),
    ([0.2] * 6, 1, 2, 7, 28, 7, 34, [4] * 6),
    ([0.2] * 6, 1, 2, 7, 28, 7, 45, [4] * 6),
    ([2, 0.5, 0.5], 3, 3, 7, 21, 7, 63, [32, 10, 10]),
    ([2, 0.5, 0.5], 3, 3, 7, 21, 7, 77, [32, 10, 10]),
    ([0.5] * 4, 2, 2, 7, 28, 28, 89, [9] * 4),
    ([0.5] * 4, 2, 2, 7, 28, 28, 102, [10] * 4),
    ([0.5] * 4, 2, 2, 1, 28, 28, 96, [5] * 4),
    ([1.5, 1], 4, 1, 7, 10, 7, 40, [26, 20]),
    ([3, 2, 1], 2, 2, 7, 14, 14, 130, [38, 28, 16]),
    ([1.5, 1, 0.5], 3, 2, 1, 14, 1, 50, [14, 11, 8]),
]


def draw(chance, mean, k, shops):
    return chance.poisson(mean, shops) if k <= 1 else chance.negative_binomial(mean / (k - 1), 1 / k, shops)


def tails(mean, k, most):
    if k <= 1:
        p = [math.exp(-mean)]
        for x in range(1, most + 1):
            p.append(p[-1] * mean / x)
    else:
        r = mean / (k - 1)
        p = [(1 / k) ** r]
        for x in range(1, most + 1):
            p.append(p[-1] * (r + x - 1) / x * (1 - 1 / k))
    return np.maximum(0, 1 - np.cumsum(p))


def live(case, by_need, shops=160, days=2400, warm=400, seed=7, only_waits=False):
    means, k, transport, review, lead, warehouse_review, base, levels = case
    chance = np.random.default_rng(seed)
    n, levels = len(means), np.array(levels)
    table = np.array([tails(mean * (transport + review), k, 2000) for mean in means])
    stock = np.tile(levels, (shops, 1)).astype(np.int64)
    moving = np.zeros((shops, n), np.int64)
    arriving = np.zeros((transport + 1, shops, n), np.int64)
    owed = []
    held = np.full(shops, base, np.int64)
    ordered = np.zeros((lead + 1, shops), np.int64)
    waiting, short, wanted = np.zeros((shops, n)), np.zeros((shops, n)), np.zeros((shops, n))
    late = {7: np.zeros(shops), 14: np.zeros(shops), 30: np.zeros(shops)}
    sold, all_sold = [], [np.zeros((shops, n), np.int64)]
    for day in range(days):
        held += ordered[day % (lead + 1)]
        ordered[day % (lead + 1)] = 0
        if transport:
            stock += arriving[day % (transport + 1)]
            moving -= arriving[day % (transport + 1)]
            arriving[day % (transport + 1)] = 0
        if day % review == 0:
            due = sum(owed) if owed else np.zeros((shops, n), np.int64)
            asked = levels - (stock + moving + due)
            sent = np.zeros((shops, n), np.int64)
            if by_need:
                position = stock + moving
                need = levels - position
                enough = need.sum(1) <= held
                sent[enough] = need[enough]
                held[enough] -= need[enough].sum(1)
                left = np.nonzero(~enough & (held > 0))[0]
                while len(left):
                    y = position[left] + sent[left]
                    likely = np.where(y < 0, 1 + 1e-6 * -y, table[np.arange(n)[None, :], np.clip(y, 0, 2000)])
                    likely = np.where(y < levels[None, :], likely + 1e-9 * chance.random(y.shape), -1)
                    best = likely.argmax(1)
                    sent[left, best] += 1
                    held[left] -= 1
                    left = left[held[left] > 0]
                owed = [need - sent]
            else:
                owed.append(asked)
                kept = []
                for request in owed:
                    whole = request.sum(1) <= held
                    give = np.where(whole[:, None], request, 0)
                    for shop in np.nonzero(~whole & (held > 0))[0]:
                        give[shop] = chance.multivariate_hypergeometric(request[shop], held[shop])
                    held -= give.sum(1)
                    sent += give
                    request -= give
                    if request.any():
                        kept.append(request)
                owed = kept
            if transport:
                arriving[(day + transport) % (transport + 1)] += sent
                moving += sent
            else:
                stock += sent
        if day % warehouse_review == 0:
            position = held + ordered.sum(0) - (sum(owed).sum(1) if owed else 0)
            more = np.maximum(0, base - position)
            if lead:
                ordered[(day + lead) % (lead + 1)] += more
            else:
                held += more
        morning = np.maximum(0, -stock)
        for wait in late:
            # Units of the day so many days ago that this morning has not served.
            if day - wait >= warm:
                late[wait] += np.clip(morning - (all_sold[day] - all_sold[day - wait + 1]), 0, sold[day - wait]).sum(1)
        demand = np.stack([draw(chance, mean, k, shops) for mean in means], 1)
        if day >= warm:
            short += np.maximum(0, demand - np.maximum(0, stock))
            wanted += demand
        stock = stock - demand
        sold.append(demand)
        all_sold.append(all_sold[-1] + demand)
        if day >= warm:
            waiting += (morning + np.maximum(0, -stock)) / 2
    count = days - warm
    fill = 1 - short.sum(0) / wanted.sum(0)
    if only_waits:
        shares = {wait: units / wanted.sum(1) for wait, units in late.items()}
        return {
            "longer_than": [[wait, round(share.mean(), 6), round(share.std() / shops**0.5, 6)] for wait, share in shares.items()],
            "fill_rates": [round(x, 5) for x in fill],
        }
    return {
        "expected_backorders": [round(x, 5) for x in (waiting / count).mean(0)],
        "errors": [round(x, 5) for x in (waiting / count).std(0) / shops**0.5],
        "fill_rates": [round(x, 5) for x in fill],
    }


def main():
    names = ["means", "lumps", "transport_days", "review_days", "lead_days", "warehouse_review_days", "warehouse_level", "levels"]
    if sys.argv[1:] == ["waits"]:
        lived = [dict(zip(names, case)) | live(case, True, shops=60, days=1800, only_waits=True) for case in CASES]
        print(json.dumps({"cases": lived}, indent=1))
        return
    cases = [dict(zip(names, case)) | {"first_come": live(case, False), "by_need": live(case, True)} for case in CASES]
    print(json.dumps({"cases": cases}, indent=1))


if __name__ == "__main__":
    main()
