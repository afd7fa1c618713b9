"""Random problems of every kind in policy-cases.json, with answers by other means than the library's.

Probabilities: tables of 80-bit floats, anchored at one probability computed with 40 digits, summed from the small end (sums of positive
terms). Optima: enumeration of all policies, windows, order plans or service times. Cases whose best and second-best answers nearly tie
keep only the figures that do not depend on which is chosen.

Run: python random_policy_cases.py [CASES_PER_KIND [SEED [FILE]]]     (needs numpy, scipy, mpmath)
The committed random-policy-cases.json is `random_policy_cases.py 3 20101201`; TWOBIN_POLICY_CASES names a further file for the tests.
"""
import json
import os
import sys

import numpy as np

from policy_tables import CASES
from random_assortments import budgets, networks, promises
from random_items import base_stock, batches, fill_rates, losses, newsvendors, normal_batches
from random_orders import lead_times, lumps, periodic, quantities

KINDS = [losses, base_stock, batches, normal_batches, fill_rates, newsvendors, quantities, periodic, lumps, lead_times, promises, networks, budgets]


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20101201
    path = sys.argv[3] if len(sys.argv) > 3 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "random-policy-cases.json")
    for number, kind in enumerate(KINDS):
        rng = np.random.default_rng([seed, number])
        for _ in range(count):
            kind(rng)
    with open(path, "w") as out:
        out.write('{"cases": [\n' + ",\n".join(json.dumps(one) for one in CASES) + "\n]}\n")
    print(len(CASES), "cases")


if __name__ == "__main__":
    main()
