"""Do quantiles of five-week totals hold what they say? Ten origins of year two of online retail (half of the items), `twobin forecast --cumulative`.

For each level: the share of items whose next five weeks came to no more than the quantile, and the units beyond it as a share of all units.
Needs TWOBIN_SHARED (default ../shared beside the repository) and a release build.

Usage: python Benchmarks/retail_coverage.py [--twobin .build/release/twobin] [--keep]         (no packages; --keep writes results/retail_coverage.txt)
"""
import argparse
import collections
import datetime

import retail_season as season

LEVELS = [0.5, 0.75, 0.9, 0.95, 0.99]
ORIGINS = [1, 2, 3, 5, 6, 8, 9, 10, 12, 13]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--twobin", default=str(season.ROOT / ".build/release/twobin"))
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    lines = season.sales()
    text, held, beyond, items, units = "", collections.Counter(), collections.Counter(), 0, 0
    for origin in ORIGINS:
        end = datetime.date(2010, 11, 30) + datetime.timedelta(28 * (origin - 1))
        start, known, coming = season.weekly(lines, end)
        rows = season.forecast(options.twobin, start, known, ["--cumulative", "--quantiles", ",".join(map(str, LEVELS))])
        total = sum(coming[row["unique_id"]] for row in rows)
        shown = []
        for level in LEVELS:
            limits = [(coming[row["unique_id"]], float(row[f"q{level}"])) for row in rows]
            inside, over = sum(came <= limit for came, limit in limits), sum(max(0, came - limit) for came, limit in limits)
            held[level] += inside
            beyond[level] += over
            shown.append(f"{level}: {inside / len(rows):.3f} ({over / total:.3f})")
        items += len(rows)
        units += total
        text += f"{end}, {len(rows)} items: " + "  ".join(shown) + "\n"
    text += "all: " + "  ".join(f"{level}: {held[level] / items:.3f} ({beyond[level] / units:.3f})" for level in LEVELS) + "\n"
    print(text, end="")
    if options.keep:
        (season.ROOT / "Benchmarks/results/retail_coverage.txt").write_text(text)


main()
