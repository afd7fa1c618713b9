"""Stock whose orders do not come whole, lived through day by day: nothing of it is a formula of the Swift code.

    python Tests/ReorderPoliciesTests/Fixtures/order_losses.py > Tests/ReorderPoliciesTests/Fixtures/order-losses.json

Poisson demand (or Poisson customers with 1 to 5 units), a review every R days that orders up to S by what is on hand and under way, a fixed lead time. Of an
order nothing comes with chance `fails`, else each unit is unusable with chance `breaks`. What does not come is known when the order arrives. Averages
of units waiting (four moments a day) and share of units served at once, over 12 shops of 150,000 days; tolerance five standard errors and 2%.
Needs numpy.
"""
import json

import numpy as np

CASES = [
    {"rate": 2, "lead_days": 20, "review_days": 7, "order_up_to": 62, "fails": 0.1, "breaks": 0, "lumpy": False},
    {"rate": 2, "lead_days": 20, "review_days": 7, "order_up_to": 70, "fails": 0.1, "breaks": 0, "lumpy": False},
    {"rate": 2, "lead_days": 20, "review_days": 7, "order_up_to": 62, "fails": 0, "breaks": 0.08, "lumpy": False},
    {"rate": 0.2, "lead_days": 30, "review_days": 7, "order_up_to": 12, "fails": 0.08, "breaks": 0, "lumpy": False},
    {"rate": 0.2, "lead_days": 30, "review_days": 7, "order_up_to": 11, "fails": 0.02, "breaks": 0.05, "lumpy": False},
    {"rate": 6, "lead_days": 14, "review_days": 14, "order_up_to": 200, "fails": 0.05, "breaks": 0.03, "lumpy": False},
    {"rate": 1.5, "lead_days": 21, "review_days": 7, "order_up_to": 75, "fails": 0.06, "breaks": 0, "lumpy": True},
]
STEPS = 4


def live(case, seed, days=150_000):
    chance = np.random.default_rng(seed)
    steps = days * STEPS
    if case["lumpy"]:
        customers = chance.poisson(case["rate"] / 3 / STEPS, steps)
        demand = np.zeros(steps, dtype=np.int64)
        np.add.at(demand, np.repeat(np.arange(steps), customers), chance.integers(1, 6, customers.sum()))
    else:
        demand = chance.poisson(case["rate"] / STEPS, steps)
    lead, review, level = case["lead_days"] * STEPS, case["review_days"] * STEPS, case["order_up_to"]
    comes = np.zeros(steps + lead + 1, dtype=np.int64)
    lacks = np.zeros(steps + lead + 1, dtype=np.int64)
    net = position = level
    waiting = short = wanted = counted = 0
    warm = 50 * review
    demand = demand.tolist()
    for step in range(steps):
        net += comes[step]
        position -= lacks[step]
        if step % review == 0 and position < level:
            size = level - position
            usable = 0 if chance.random() < case["fails"] else int(chance.binomial(size, 1 - case["breaks"]))
            comes[step + lead] += usable
            lacks[step + lead] += size - usable
            position = level
        units = demand[step]
        if step >= warm:
            # Half of the step's demand is there at its middle.
            waiting += max(0, -(net - 0.5 * units))
            wanted += units
            short += max(0, units - max(0, net))
            counted += 1
        net -= units
        position -= units
    return waiting / counted, 1 - short / wanted


cases = []
for number, case in enumerate(CASES):
    runs = np.array([live(case, 1000 * number + shop) for shop in range(12)])
    mean, error = runs.mean(axis=0), runs.std(axis=0, ddof=1) / len(runs) ** 0.5
    p = 1 - (1 - case["fails"]) * (1 - case["breaks"])
    # V is 1 with chance `fails`, else `breaks` (as a share of a large order).
    square = case["fails"] + (1 - case["fails"]) * case["breaks"] ** 2
    cases.append({
        **case, "loss_mean": p, "loss_mean_square": square, "expected_backorders": round(float(mean[0]), 5), "fill_rate": round(float(mean[1]), 6),
        "backorder_error": round(float(error[0]), 5), "fill_error": round(float(error[1]), 6)})
print(json.dumps({"cases": cases}, indent=1))
