"""Panels that the tests share: small, invented, the same every time."""

import datetime
import os
import subprocess

import pytest


def invented_rows(series=6, periods=60):
    """Months of some series as (id, day, units): levels, a season, and a few series with many zeros."""
    rows = []
    state = 12345
    for number in range(series):
        for period in range(periods):
            state = (state * 1103515245 + 12345) % 2**31
            noise = state / 2**31
            level = 10 + 7 * number + 5 * ((period % 12) in (10, 11))
            units = round(level * (0.7 + 0.6 * noise)) if number % 3 else (0 if noise < 0.6 else round(1 + 4 * noise))
            rows.append((f"item{number:02}", datetime.date(2018 + period // 12, 1 + period % 12, 1), float(units)))
    return rows


@pytest.fixture(scope="session")
def rows():
    return invented_rows()


@pytest.fixture(scope="session")
def columns(rows):
    return {"unique_id": [row[0] for row in rows], "ds": [row[1] for row in rows], "y": [row[2] for row in rows]}


@pytest.fixture(scope="session")
def command():
    """Runs the command `twobin`; skipped where it has not been built."""
    path = os.environ.get("TWOBIN_COMMAND", "")
    if not os.access(path, os.X_OK):
        pytest.skip("no twobin command: TWOBIN_COMMAND names none")

    def run(*arguments, **options):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TWOBIN_")}
        return subprocess.run([path, *map(str, arguments)], capture_output=True, text=True, env=environment, **options)

    return run
