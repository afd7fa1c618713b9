"""Items whose orders have a most, alone and sharing a supplier's capacity, lived through day by day: nothing of it is a formula of the Swift code.

    python Tests/ReorderPoliciesTests/Fixtures/capacity_shops.py > Tests/ReorderPoliciesTests/Fixtures/capacity-shops.json

Negative binomial demand a day with variance over mean k (Poisson for k = 1). Every R days goods that are due arrive, then each item asks for what its position lacks of S; together they get at most the
capacity, unit by unit to the item whose position lasts the fewest days. Averages over shops and days of units waiting (mean of the morning and the evening) and the share of units served at
once. Needs numpy.
"""
import json

import numpy as np

CASES = [
    # means a day, k, lead days, review days, capacity of a review, S
    ([1], 1, 14, 7, 9, [26]),
    ([1], 1, 14, 7, 8, [30]),
    ([1], 3, 14, 7, 10, [35]),
    ([2], 2, 7, 7, 20, [34]),
    ([0.3], 2, 21, 14, 6, [16]),
    ([20], 5, 5, 1, 22, [190]),
    ([1, 0.5], 2, 14, 7, 13, [28, 16]),
    ([3, 2, 1], 2, 10, 7, 48, [62, 45, 26]),
]


def draw(chance, mean, k, shops):
    return chance.poisson(mean, shops) if k <= 1 else chance.negative_binomial(mean / (k - 1), 1 / k, shops)


def live(case, shops=200, days=6000, warm=1500, seed=11):
    means, k, lead, review, capacity, levels = case
    chance = np.random.default_rng(seed)
    n, levels, rates = len(means), np.array(levels), np.array(means)
    stock = np.tile(levels, (shops, 1)).astype(np.int64)
    moving = np.zeros((shops, n), np.int64)
    due = np.zeros((lead + 1, shops, n), np.int64)
    waiting, short, wanted = np.zeros((shops, n)), np.zeros((shops, n)), np.zeros((shops, n))
    for day in range(days):
        stock += due[day % (lead + 1)]
        moving -= due[day % (lead + 1)]
        due[day % (lead + 1)] = 0
        if day % review == 0:
            position = stock + moving
            need = np.maximum(0, levels - position)
            if n == 1:
                sent = np.minimum(need, capacity)
            else:
                sent = np.where((need.sum(1) <= capacity)[:, None], need, 0)
                left = np.nonzero(need.sum(1) > capacity)[0]
                for _ in range(capacity):
                    cover = np.where(sent[left] < need[left], (position[left] + sent[left]) / rates, np.inf)
                    sent[left, cover.argmin(1)] += 1
            due[(day + lead) % (lead + 1)] += sent
            moving += sent
            if lead == 0:
                stock, moving = stock + sent, moving - sent
        morning = np.maximum(0, -stock)
        demand = np.stack([draw(chance, mean, k, shops) for mean in means], 1)
        if day >= warm:
            short += np.maximum(0, demand - np.maximum(0, stock))
            wanted += demand
        stock = stock - demand
        if day >= warm:
            waiting += (morning + np.maximum(0, -stock)) / 2
    count = days - warm
    return {
        "expected_backorders": [round(x, 5) for x in (waiting / count).mean(0)],
        "errors": [round(x, 5) for x in (waiting / count).std(0) / shops**0.5],
        "fill_rates": [round(x, 5) for x in 1 - short.sum(0) / wanted.sum(0)],
    }


if __name__ == "__main__":
    names = ["means", "lumps", "lead_days", "review_days", "capacity", "levels"]
    print(json.dumps({"cases": [dict(zip(names, case)) | live(case) for case in CASES]}, indent=1))
