"""Incomplete gamma functions of large shapes: the tail on the far side of x by quadrature of the density at 40 digits.

Usage: python incomplete_gamma.py      (needs mpmath; prints the rows of LargeShapeTests.swift)
"""
import mpmath as mp

mp.mp.dps = 40


def tail(a, x):
    a, x = mp.mpf(a), mp.mpf(x)
    step, side, constant = mp.sqrt(a) / 10, -1 if x < a else 1, mp.loggamma(a)
    points = [x + side * k * step for k in range(150)]
    value = mp.quad(lambda t: mp.e ** ((a - 1) * mp.log(t) - t - constant), points if side > 0 else points[::-1])
    return mp.nstr(value, 17)


for a, scores in [(1e6, [-8]), (1.0000001e6, [0]), (1e9, [-8, -1, 0, 2, 20]), (1e13, [-8, 6, 20])]:
    for z in scores:
        x = a + z * a ** 0.5
        print(repr(a), repr(x), tail(a, x))
