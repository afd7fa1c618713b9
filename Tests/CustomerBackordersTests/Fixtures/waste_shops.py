"""Items with a shelf life, lived through day by day: nothing of it is a formula of the Swift code.

    python Tests/CustomerBackordersTests/Fixtures/waste_shops.py > Tests/CustomerBackordersTests/Fixtures/waste-shops.json

Each morning what is due arrives, every R days the item orders what its position lacks of S, customers come (negative binomial demand a day with variance over mean k; Poisson for k = 1) and take the
oldest units, and in the evening units that have been there for the shelf life are thrown away. Units thrown away a year, units waiting (mean of morning and evening) and the
share of units served at once, and the same without a shelf life. Needs numpy.
"""
import json

import numpy as np

CASES = [
    # mean a day, k, lead days, review days, shelf life days, S
    (2, 1, 2, 1, 10, 20),
    (2, 2, 2, 1, 10, 23),
    (1, 2, 3, 7, 21, 20),
    (5, 3, 2, 2, 6, 34),
    (0.5, 1, 7, 7, 30, 16),
    (10, 2, 1, 1, 5, 57),
    (1, 1.5, 7, 7, 60, 24),
]


def live(case, life, shops=150, days=5000, warm=400, seed=5):
    mean, k, lead, review, _, level = case
    chance = np.random.default_rng(seed)
    shelf = np.zeros((shops, life), np.int64)
    waiting_now = np.zeros(shops, np.int64)
    due = np.zeros((shops, lead + 1), np.int64)
    thrown, waiting, short, wanted = 0.0, 0.0, 0.0, 0.0
    for day in range(days):
        came = due[:, day % (lead + 1)].copy()
        due[:, day % (lead + 1)] = 0
        served = np.minimum(came, waiting_now)
        waiting_now -= served
        shelf[:, life - 1] += came - served
        if day % review == 0:
            position = shelf.sum(1) + due.sum(1) - waiting_now
            due[:, (day + lead) % (lead + 1)] += np.maximum(0, level - position)
        morning = waiting_now.copy()
        demand = chance.poisson(mean, shops) if k <= 1 else chance.negative_binomial(mean / (k - 1), 1 / k, shops)
        left = demand.copy()
        for age in range(life):
            taken = np.minimum(shelf[:, age], left)
            shelf[:, age] -= taken
            left -= taken
        waiting_now += left
        if day >= warm:
            thrown += shelf[:, 0].sum()
            waiting += (morning + waiting_now).sum() / 2
            short += left.sum()
            wanted += demand.sum()
        shelf = np.concatenate([shelf[:, 1:], np.zeros((shops, 1), np.int64)], 1)
    count = (days - warm) * shops
    return round(thrown / count * 365.25, 4), round(waiting / count, 5), round(1 - short / wanted, 5)


if __name__ == "__main__":
    cases = []
    for case in CASES:
        thrown, waiting, fill = live(case, case[4])
        _, lasting, lasting_fill = live(case, 400)
        cases.append(dict(zip(["mean", "lumps", "lead_days", "review_days", "shelf_life_days", "level"], case)) | {
            "expired_a_year": thrown, "expected_backorders": waiting, "fill_rate": fill, "lasting_backorders": lasting, "lasting_fill_rate": lasting_fill})
    print(json.dumps({"cases": cases}, indent=1))
