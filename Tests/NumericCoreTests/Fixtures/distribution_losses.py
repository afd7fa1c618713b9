"""Reference values of upper tails and losses, computed with 40 digits; writes distribution-losses.json beside this script.

Run: python distribution_losses.py      (needs mpmath)
Losses of counts are summed term by term from their definitions; a geometric distribution has them in closed form.
"""
import json
import os
from mpmath import betainc, mp, mpf, erfc, sqrt, exp, log, loggamma, gammainc, inf, pi

mp.dps = 40


def normal(z):
    z = mpf(z)
    tail = erfc(z / sqrt(2)) / 2
    phi = exp(-z * z / 2) / sqrt(2 * pi)
    return tail, phi - z * tail, ((z * z + 1) * tail - z * phi) / 2


def gamma(a, x):
    """Scale 1; the losses from Q of shapes a, a+1, a+2."""
    a, x = mpf(a), mpf(x)
    q = [gammainc(a + k, x, inf, regularized=True) for k in range(3)]
    return q[0], a * q[1] - x * q[0], (a * (a + 1) * q[2] - 2 * a * x * q[1] + x * x * q[0]) / 2


def sums(term, ratio, x, mean):
    """Sums of weights 1, j, j(j-1)/2 times P(D = x + j), j = 1, 2, ..., from P(D = x + 1) and the ratio of successive terms."""
    tail = n1 = n2 = mpf(0)
    j = 1
    while True:
        tail += term
        n1 += j * term
        n2 += j * (j - 1) * term / 2
        if x + j > mean and j > 3 and j * j * term < n2 * mpf(10) ** -25:
            return tail, n1, n2
        term *= ratio(x + j)
        j += 1


def poisson(mean, x):
    mean, x = mpf(mean), mpf(x)
    k = x + 1
    return sums(exp(k * log(mean) - mean - loggamma(k + 1)), lambda k: mean / (k + 1), x, mean)


def negative_binomial(mean, variance, x):
    mean, variance, x = mpf(mean), mpf(variance), mpf(x)
    beta = (variance - mean) / mean
    r = mean / beta
    q = beta / (1 + beta)
    if r == 1:
        return q ** (x + 1), q ** (x + 1) / (1 - q), q ** (x + 2) / (1 - q) ** 2
    k = x + 1
    first = exp(loggamma(k + r) - loggamma(r) - loggamma(k + 1) + k * log(q) - r * log(1 + beta))
    return sums(first, lambda k: q * (k + r) / (k + 1), x, mean)


def negative_binomial_closed(mean, variance, x):
    """For sums too long to add up: Zipkin 2000, C.3.4, with 60 digits against what cancels."""
    mean, variance, x = mpf(mean), mpf(variance), mpf(x)
    beta = (variance - mean) / mean
    r = mean / beta
    q = beta / (1 + beta)
    here = exp(loggamma(x + r) - loggamma(r) - loggamma(x + 1) + x * log(q) - r * log(1 + beta))
    tail = betainc(x + 1, r, 0, q, regularized=True)
    flow = (x + r) * beta * here
    return (tail, (mean - x) * tail + flow,
            (((x - mean) ** 2 + r * beta ** 2 + x) * tail + ((r + 1) * beta - x) * flow) / 2)


rows = []


def add(family, parameters, x, values):
    tail, n1, n2 = values
    if n2 > mpf(10) ** -300:
        rows.append({"family": family, "parameters": parameters, "x": float(x),
                     "tail": float(tail), "n1": float(n1), "n2": float(n2)})


for z in [-8, -5, -3, -1, -0.5, 0, 0.3, 1, 2, 3, 4, 5.5, 5.999, 6.001, 6.5, 8, 12, 20, 30, 36, 37]:
    add("normal", [], z, normal(z))
for a in [0.001, 0.01, 0.3, 1, 2.5, 40, 1000, 1e6]:
    for z in [-3, -1, 0, 1, 3, 8, 20, 37]:
        x = a + z * a ** 0.5
        if x > 0:
            add("gamma", [a], x, gamma(a, x))
for mean in [0.001, 0.05, 0.7, 3, 11, 19, 21, 150, 4000, 1e5, 1e6]:
    for z in [-8, -4, -1, 0, 1, 3, 8, 20, 37]:
        x = round(mean + z * mean ** 0.5)
        if x >= 0:
            add("poisson", [mean], x, poisson(mean, x))
    for x in [0, 1, 5]:
        if mean < 100:
            add("poisson", [mean], x, poisson(mean, x))
for mean in [0.001, 0.05, 0.7, 3, 19, 150, 4000, 1e5, 1e6]:
    for ratio in [1.000001, 1.01, 1.5, 4, 50, 1000, 1 + mean]:
        sd = (mean * ratio) ** 0.5
        for z in [-4, -1, -0.3, 0, 1, 3, 8, 20, 37]:
            x = round(mean + z * sd)
            if x >= 0 and not (ratio == 1000 and mean > 1e5):
                add("negative_binomial", [mean, mean * ratio], x, negative_binomial(mean, mean * ratio, x))
for mean, ratio in [(0.01, 101), (1, 10001), (0.3, 3001), (30, 300001), (500, 1001), (4000, 2001)]:
    for z in [0.5, 2, 5, 12, 37, 100, 300]:
        x = round(mean + z * (mean * ratio) ** 0.5)
        add("negative_binomial", [mean, mean * ratio], x, negative_binomial_closed(mean, mean * ratio, x))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "distribution-losses.json"), "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")
print(len(rows), "rows")
