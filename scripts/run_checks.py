#!/usr/bin/env python3
"""Runs the checks in scripts/checks/ and ends with the line `N passed, N failed` (and the number skipped, if any).

They check what the Swift tests cannot: the set-up script, the bundled data sets, and the files that `make demo` wrote.
Run by `make checks`, which makes the Python environment they need.
"""

import argparse
import os
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent


class CountingResult(unittest.TextTestResult):
    """Counts every test once, as passed, failed or skipped."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--twobin", default=".build/release/twobin", help="the command to check")
    parser.add_argument("--plan", default="datasets/synthetic-shop/plan.toml", help="the plan file of the demo")
    parser.add_argument("--out", default="out/demo", help="where the demo wrote its files")
    parser.add_argument("--only", default="test_*.py", help="pattern of the check files to run")
    arguments = parser.parse_args()
    os.environ["CHECK_TWOBIN"] = str(pathlib.Path(arguments.twobin).resolve())
    os.environ["CHECK_PLAN"] = arguments.plan
    os.environ["CHECK_OUT"] = arguments.out

    suite = unittest.defaultTestLoader.discover(str(HERE / "checks"), pattern=arguments.only, top_level_dir=str(HERE))
    result = unittest.TextTestRunner(stream=sys.stdout, resultclass=CountingResult, verbosity=2).run(suite)
    bad = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = f", {len(result.skipped)} skipped" if result.skipped else ""
    print(f"{result.passed} passed, {bad} failed{skipped}")
    return 0 if result.passed and not bad else 1


if __name__ == "__main__":
    sys.exit(main())
