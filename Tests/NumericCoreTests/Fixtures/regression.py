"""Independent values for the regression tests: numpy for ridge, statsmodels for the pooled fit, Newton on the written-out
penalised quasi-score for groups and series.

Usage: python regression.py > regression.json        (numpy, statsmodels)
"""
import json
import sys
import numpy as np
import statsmodels.api as sm

random = np.random.default_rng(20260917)
SERIES, PERIODS, COMING, COLUMNS, PHI = 6, 40, 3, 3, 0.4
GROUPS = [[0, 1, 2], [3, 4], [5]]


def panel():
    level = np.exp(random.normal(2.5, 1, SERIES))
    design = random.normal(0, 0.5, (SERIES, PERIODS + COMING, COLUMNS))
    design[:, :, 2] = random.random((SERIES, PERIODS + COMING)) < 0.2
    beta = np.array([-1.2, 0.4, 0.9]) + random.normal(0, 0.2, (SERIES, COLUMNS))
    mean = level[:, None] * np.exp(np.einsum("stk,sk->st", design, beta))
    response = random.negative_binomial(1 / PHI, 1 / (1 + PHI * mean)).astype(float)
    weight = np.ones_like(response)
    weight[1, 7:11] = 0
    weight[:, PERIODS:] = 0
    response[weight == 0] = 0
    return design, response, weight


def start_variance(design, response, weight):
    """Variance of each column within series under the weights of the first pass."""
    total, square = 0.0, np.zeros(COLUMNS)
    for x, y, w in zip(design, response, weight):
        keep = w > 0
        mu = 0.5 * (y[keep] + y[keep].mean())
        v = PHI * mu / (1 + PHI * mu)
        centred = x[keep] - (v[:, None] * x[keep]).sum(0) / v.sum()
        square += (v[:, None] * centred ** 2).sum(0)
        total += v.sum()
    return square / total


def penalised(x, y, w, centre, penalty):
    """Root of sum phi (y - mu)/(1 + phi mu) x - penalty (b - centre), intercepts free: Newton with numeric Jacobian."""
    n = len(x)

    def score(theta):
        a, b = theta[:n], theta[n:]
        out = np.zeros(n + COLUMNS)
        for i in range(n):
            keep = w[i] > 0
            mu = np.exp(a[i] + x[i][keep] @ b)
            r = PHI * (y[i][keep] - mu) / (1 + PHI * mu)
            out[i] = r.sum()
            out[n:] += x[i][keep].T @ r
        out[n:] -= penalty * (b - centre)
        return out

    theta = np.r_[[np.log(y[i][w[i] > 0].mean()) for i in range(n)], centre]
    for _ in range(60):
        f = score(theta)
        jacobian = np.empty((n + COLUMNS, n + COLUMNS))
        for k in range(n + COLUMNS):
            step = np.zeros(n + COLUMNS)
            step[k] = 1e-6
            jacobian[:, k] = (score(theta + step) - score(theta - step)) / 2e-6
        theta = theta - np.linalg.solve(jacobian, f)
        if np.abs(f).max() < 1e-11:
            break
    return theta[:n], theta[n:]


def ridge():
    x = random.normal(size=(30, 4))
    w = random.random(30) + 0.1
    z = random.normal(size=30)
    penalty = np.array([0.5, 1.0, 2.0, 0.1])
    centre = np.array([1.0, -1.0, 0.5, 0.0])
    a = x.T @ (w[:, None] * x)
    b = x.T @ (w * z)
    return dict(design=x.ravel().tolist(), weight=w.tolist(), response=z.tolist(), penalty=penalty.tolist(), centre=centre.tolist(),
                plain=np.linalg.solve(a + np.diag(penalty), b).tolist(),
                centred=(centre + np.linalg.solve(a + np.diag(penalty), b - a @ centre)).tolist(),
                inverse=np.linalg.inv(a + np.diag(penalty)).ravel().tolist())


design, response, weight = panel()
rows, counts = [], []
for s in range(SERIES):
    keep = weight[s] > 0
    dummy = np.zeros((keep.sum(), SERIES))
    dummy[:, s] = 1
    rows.append(np.c_[dummy, design[s][keep]])
    counts.append(response[s][keep])
pooled = sm.GLM(np.concatenate(counts), np.vstack(rows), family=sm.families.NegativeBinomial(alpha=PHI)).fit(tol=1e-14, maxiter=200)

unit = start_variance(design, response, weight)
SHARED, GROUP, OWN = 0.5, 4.0, 20.0
_, shared = penalised(design, response, weight, np.zeros(COLUMNS), unit * SHARED * SERIES)
groups, series, intercepts = [], [None] * SERIES, [None] * SERIES
for members in GROUPS:
    a, b = penalised(design[members], response[members], weight[members], shared, unit * GROUP * len(members))
    groups.append(b.tolist())
    for position, s in enumerate(members):
        if len(members) == 1:
            series[s], intercepts[s] = b.tolist(), float(a[position])
        else:
            own_a, own = penalised(design[[s]], response[[s]], weight[[s]], b, unit * OWN)
            series[s], intercepts[s] = own.tolist(), float(own_a[0])

# Sandwich of the last group (one series): H^-1 (M + phi P) H^-1 with periods as clusters.
s = GROUPS[-1][0]
keep = weight[s] > 0
x, y = design[s][keep], response[s][keep]
mu = np.exp(intercepts[s] + x @ np.array(series[s]))
v = PHI * mu / (1 + PHI * mu)
centred = x - (v[:, None] * x).sum(0) / v.sum()
scores = centred * (PHI * (y - mu) / (1 + PHI * mu))[:, None]
penalty = unit * GROUP
bread = np.linalg.inv(centred.T @ (v[:, None] * centred) + np.diag(penalty))
periods = PERIODS + COMING
meat = scores.T @ scores * periods / (periods - 1)
spread = max(PHI, np.mean(np.diag(meat) / np.diag(centred.T @ (v[:, None] * centred))))
covariance = bread @ (meat + spread * np.diag(penalty)) @ bread

json.dump(dict(
    ridge=ridge(),
    panel=dict(series=SERIES, rows=PERIODS + COMING, coming=COMING, columns=COLUMNS, dispersion=PHI, groups=GROUPS,
               design=[d.ravel().tolist() for d in design], response=response.tolist(), weight=weight.tolist(),
               pooled=pooled.params[SERIES:].tolist(), penalties=[SHARED, GROUP, OWN], shared=shared.tolist(),
               groupEffects=groups, seriesEffects=series, intercepts=intercepts,
               lastErrors=np.sqrt(np.diag(covariance)).tolist())), sys.stdout)
