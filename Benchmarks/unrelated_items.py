"""What columns for offers of other items cost where there is nothing to find: panels whose items do not draw customers from one another.

Error of the forecast mean against the true mean over eight weeks, with the columns and without, four seeds a panel.

Usage: python Benchmarks/unrelated_items.py       (needs numpy and the program that orange_juice.py builds)
"""
import csv
import io
import pathlib
import subprocess

import numpy as np

PROGRAM = pathlib.Path(__file__).resolve().parent / "OrangeJuice" / ".build" / "release" / "orange-juice"
PANELS = [(8, 6, 60, 20), (8, 6, 120, 20), (20, 6, 120, 3), (12, 3, 60, 5), (4, 2, 60, 10)]
HORIZON = 8


def panel(seed, items, locations, weeks, size):
    draws, rows, truth = np.random.default_rng(seed), [], {}
    elasticity, uplift = draws.normal(-2, 0.5, items), draws.normal(0.4, 0.15, items)
    for item in range(items):
        price, promotion = np.ones(weeks + HORIZON), np.zeros(weeks + HORIZON)
        for week in range(weeks + HORIZON):
            if draws.random() < 0.15:
                price[week] = draws.choice([0.9, 0.8, 0.7])
                promotion[week] = draws.random() < 0.7
        for location in range(locations):
            mean = size * np.exp(draws.normal(0, 0.4)) * price ** elasticity[item] * np.exp(uplift[item] * promotion)
            demand = draws.poisson(mean * draws.gamma(5, 1 / 5, weeks + HORIZON))
            for week in range(weeks + HORIZON):
                rows.append("i%02d,l%d,%d,%d,%.2f,%d" % (item, location, week + 1, demand[week], price[week], promotion[week]))
                truth["i%02d" % item, "l%d" % location, week + 1] = mean[week]
    return "\n".join(rows) + "\n", truth


def error(text, truth, origin, *extra):
    done = subprocess.run([PROGRAM, str(origin), str(HORIZON), *extra], input=text, capture_output=True, text=True, check=True)
    found = [(float(row["mean"]), truth[row["item"], row["location"], int(row["week"])]) for row in csv.DictReader(io.StringIO(done.stdout))]
    return sum(abs(a - b) for a, b in found) / sum(b for _, b in found)


print("items  locations  weeks  mean   with offers of others   without")
for shape in PANELS:
    both = [[error(text, truth, shape[2] + 1, *extra) for extra in (("means",), ("means", "alone"))]
            for text, truth in (panel(seed, *shape) for seed in range(4))]
    print("%5d %10d %6d %5d %23.4f %9.4f" % (*shape, *np.mean(both, axis=0)))
