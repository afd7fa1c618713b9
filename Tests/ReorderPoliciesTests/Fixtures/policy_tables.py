"""Tables of count distributions in 80-bit floats, normal losses with 40 digits, and the list that cases are put into."""
import math

import numpy as np
from mpmath import mp, mpf

mp.dps = 40
L = np.longdouble
CASES = []


def exactly(x):
    return L(mp.nstr(x, 30))


class Counts:
    """Poisson (variance None) or negative binomial demand as tables over 0...top."""

    def __init__(self, mean, variance=None, reach=0):
        self.mean = L(mean)
        m = mpf(mean)
        if mean == 0:
            pmf = np.zeros(max(2, int(reach) + 2), dtype=L)
            pmf[0] = 1
        else:
            if variance is None:
                sd = math.sqrt(mean)
                ratio = lambda k: L(mean) / (k + 1)
                value = lambda k: mp.exp(k * mp.log(m) - m - mp.loggamma(k + 1))
                mode, decay = int(mean), 1.0
            else:
                beta = (mpf(variance) - m) / m
                r = m / beta
                q = beta / (1 + beta)
                sd = math.sqrt(variance)
                rl, ql = exactly(r), exactly(q)
                ratio = lambda k: ql * (k + rl) / (k + 1)
                value = lambda k: mp.exp(
                    mp.loggamma(k + r) - mp.loggamma(r) - mp.loggamma(k + 1) + k * mp.log(q) - r * mp.log(1 + beta))
                mode, decay = max(0, int(math.floor(float((r - 1) * beta)))), float(1 + beta)
            top = int(max(mean + 16 * sd, reach) + 75 * decay + 12 * math.sqrt(max(mean, reach)) + 80)
            k = np.arange(top, dtype=L)
            ratios = ratio(k)
            anchor = exactly(value(mode))
            up = anchor * np.concatenate([[L(1)], np.cumprod(ratios[mode:])])
            down = anchor * np.cumprod(1 / ratios[:mode][::-1]) if mode else np.zeros(0, dtype=L)
            pmf = np.concatenate([down[::-1], up])
        self.setup(pmf)

    def setup(self, pmf):
        self.pmf = pmf
        self.tails = np.concatenate([np.cumsum(pmf[::-1])[::-1][1:], [L(0)]])          # P(D > k)
        self.firsts = np.cumsum(self.tails[::-1])[::-1]                               # n1(k)
        self.seconds = np.concatenate([np.cumsum(self.firsts[::-1])[::-1][1:], [L(0)]])  # n2(k)
        self.below = np.cumsum(pmf)                                                    # P(D <= k)
        self.left = np.concatenate([[L(0)], np.cumsum(self.below)[:-1]])              # E[(k - D)+]
        self.size = len(pmf)
        self.factorial2 = 2 * self.seconds[0]                                           # E[D (D - 1)] = 2 n2(0)
        return self

    @staticmethod
    def of(pmf):
        out = Counts.__new__(Counts)
        pmf = np.asarray(pmf, dtype=L)
        out.mean = np.sum(pmf * np.arange(len(pmf)))
        return out.setup(pmf)

    def tail(self, x):
        return L(1) if x < 0 else (self.tails[x] if x < self.size else L(0))

    def n1(self, x):
        return self.mean - x if x < 0 else (self.firsts[x] if x < self.size else L(0))

    def n2(self, x):
        if x < 0:
            return (self.factorial2 - 2 * L(x) * self.mean + L(x) * (x + 1)) / 2
        return self.seconds[x] if x < self.size else L(0)

    def cdf(self, x):
        return L(0) if x < 0 else (self.below[x] if x < self.size else L(1))

    def m1(self, x):
        return L(0) if x < 0 else (self.left[x] if x < self.size else x - self.mean)

    def quantile(self, h, p):
        """The least S with P(D > S) <= h / (p + h)."""
        return int(np.argmax(self.tails * (L(p) + L(h)) <= L(h)))


def normal(x, mean, sd):
    z = (mpf(x) - mpf(mean)) / mpf(sd)
    tail = mp.erfc(z / mp.sqrt(2)) / 2
    phi = mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)
    return tail, mpf(sd) * (phi - z * tail), mpf(sd) ** 2 * ((z * z + 1) * tail - z * phi) / 2


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    if isinstance(value, (int, np.integer, str)) or value is None:
        return value if not isinstance(value, np.integer) else int(value)
    return float(value)


def case(kind, inputs, expected, rel=1e-9, absolute=1e-12, exact=()):
    CASES.append({
        "id": f"{kind}_random_{len(CASES)}", "inputs": plain(inputs), "expected": plain(expected),
        "tolerance": {"rel": rel, "abs": absolute}, "exact_keys": [k for k in exact if k in expected]})


def log_uniform(rng, low, high):
    return float(10 ** rng.uniform(math.log10(low), math.log10(high)))
