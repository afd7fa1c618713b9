"""Reference values for the dynamic Theta recursion: theta_reference.json

Plain numpy, one alpha at a time: the line is refitted by numpy.polyfit to the values so far at every step (where the code under
test updates it), initial level and omega come from numpy's least squares on the stacked, ridge-augmented system.

Usage: python theta_reference.py      (numpy)
"""
import json
import numpy as np

ALPHAS = [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]
RIDGE, h = 4.0, 5
t = np.arange(30)
y = np.round(20 + 0.5 * t + 3 * np.sin(2.3 * t * t), 3)


def line(v):
    """Intercept and slope of v on 1..len(v)."""
    if len(v) == 1:
        return v[0], 0.0
    slope, intercept = np.polyfit(np.arange(1, len(v) + 1), v, 1)
    return intercept, slope


def c(a, values):
    """What omega multiplies in the forecast of the period after `values`."""
    k = len(values) + 1
    intercept, slope = line(values)
    return (1 - a) ** (k - 1) * intercept + (1 - (1 - a) ** k) / a * slope


fits = []
for a in ALPHAS:
    level, target, design = 0.0, [], []
    for k in range(len(y)):
        if k > 0:
            target.append(y[k] - level)
            design.append([(1 - a) ** k, c(a, y[:k])])
        level = a * y[k] + (1 - a) * level
    target, design = np.array(target), np.array(design)
    pull = RIDGE * np.mean(design[:, 1] ** 2) + 1e-12
    A = np.vstack([design, [np.sqrt(1e-6), 0], [0, np.sqrt(pull)]])
    start, omega = np.linalg.lstsq(A, np.r_[target, 0, np.sqrt(pull) / 2], rcond=None)[0]
    if not 0 <= omega <= 1:
        omega = min(max(omega, 0), 1)
        u = design[:, 0]
        start = (u @ (target - omega * design[:, 1])) / (u @ u + 1e-6)
    e = target - design @ [start, omega]
    sse = e @ e + pull * (omega - 0.5) ** 2
    level += (1 - a) ** len(y) * start
    values, path = list(y), []
    for _ in range(h):
        mu = level + omega * c(a, np.array(values))
        path.append(mu)
        values.append(mu)
        level = a * mu + (1 - a) * level
    fits.append((sse, path))
sse = np.array([f[0] for f in fits])
weights = (sse / sse.min()) ** (-0.5 * (len(y) - 1))
mean = weights @ np.array([f[1] for f in fits]) / weights.sum()
json.dump(dict(y=[float(v) for v in y], mean=[float(v) for v in mean]), open("theta_reference.json", "w"), indent=1)
