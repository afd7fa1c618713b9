"""Waits of single units, lived through one by one: nothing of it is a formula of the Swift code.

    python Tests/ReorderPoliciesTests/Fixtures/long_waits.py > Tests/ReorderPoliciesTests/Fixtures/long-waits.json

Units are demanded one at a time (Poisson). Unit n is served by the n-th unit of supply: the stock at the start, then what was ordered, first come first
served. Its wait is the time from its demand to that unit's arrival, 0 where it was there before.
- RS: at every review what was demanded since the last one is ordered.
- rQ: at every Q-th unit demanded Q units are ordered, so that the position moves between r + 1 and r + Q.
Shares over 2 million units, with five standard errors over 200 blocks as tolerance.
"""
import json
import random


def demands(rate, count, seed):
    chance = random.Random(seed)
    time = 0.0
    for _ in range(count):
        time += chance.expovariate(rate)
        yield time


def waits(case, count, seed):
    times = list(demands(case["rate"], count, seed))
    level, lead = case["order_up_to"], case["lead_days"]
    for n, wanted in enumerate(times):
        if n < level:
            yield 0.0
            continue
        if case["policy"] == "RS":
            review = case["review_days"]
            trigger = times[n - level]
            ordered = (int(trigger / review) + 1) * review
        else:
            batch = case["quantity"]
            # Order k (from 1) is placed at unit k Q and brings units level + (k - 1) Q ... level + k Q - 1 (from 0).
            order = (n - level) // batch + 1
            ordered = times[order * batch - 1]
        yield max(0.0, ordered + lead - wanted)


CASES = [
    {"policy": "RS", "rate": 0.5, "lead_days": 21, "review_days": 7, "order_up_to": 14},
    {"policy": "RS", "rate": 0.5, "lead_days": 21, "review_days": 7, "order_up_to": 18},
    {"policy": "RS", "rate": 0.1, "lead_days": 45, "review_days": 14, "order_up_to": 5},
    {"policy": "RS", "rate": 3, "lead_days": 10, "review_days": 30, "order_up_to": 95},
    {"policy": "RS", "rate": 0.03, "lead_days": 60, "review_days": 1, "order_up_to": 1},
    {"policy": "rQ", "rate": 0.4, "lead_days": 30, "order_up_to": 18, "quantity": 8},
    {"policy": "rQ", "rate": 0.1, "lead_days": 40, "order_up_to": 4, "quantity": 1},
    {"policy": "rQ", "rate": 2, "lead_days": 20, "order_up_to": 50, "quantity": 20},
]

cases = []
for number, case in enumerate(CASES):
    blocks, size, limits = 200, 10_000, [7, 14, 30]
    shares = [[0] * blocks for _ in limits]
    for n, wait in enumerate(waits(case, blocks * size, 100 + number)):
        for place, limit in enumerate(limits):
            shares[place][n // size] += wait > limit
    expected, tolerance = [], []
    for counts in shares:
        mean = sum(counts) / blocks / size
        variance = sum((count / size - mean) ** 2 for count in counts) / (blocks - 1)
        expected.append(round(mean, 7))
        tolerance.append(round(5 * (variance / blocks) ** 0.5 + 1e-6, 7))
    cases.append({**case, "days": limits, "shares": expected, "tolerance": tolerance})
print(json.dumps({"cases": cases}, indent=1))
