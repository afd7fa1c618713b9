#!/usr/bin/env python3
"""Makes the run store that the figures of the planner's page are measured on: 30,000 items x 156 weeks.

    Benchmarks/page_store.py --twobin .build/release/twobin --out out/page-store [--items 30000]

An invented shop (weekly demand from negative binomials with level, season and drift of each item's own; fixed seed) is planned by `twobin
plan` under one budget. The store is what `twobin serve` and `twobin whatif` read. Needs numpy.
"""

import argparse
import datetime
import pathlib
import subprocess

import numpy

WEEKS = 156
FIRST_SUNDAY = datetime.date(2023, 1, 1)


def write_shop(folder, items):
    draw = numpy.random.default_rng(20_261_130)
    folder.mkdir(parents=True, exist_ok=True)
    mean, price = numpy.exp(draw.normal(1.0, 1.3, items)), numpy.round(numpy.exp(draw.normal(2.5, 0.8, items)), 2) + 0.05
    season, drift, dispersion = draw.uniform(0, 0.5, items), draw.normal(0, 0.002, items), draw.uniform(0.1, 1.2, items)
    ends = [f",B{item:05d},{{}},{price[item]:.2f}\n" for item in range(items)]
    with open(folder / "sales.csv", "w", buffering=1 << 22) as sales:
        sales.write("date,item,quantity,price\n")
        for week in range(WEEKS):
            level = mean * numpy.exp(drift * week) * (1 + season * numpy.sin(2 * numpy.pi * week / 52))
            units, day = draw.poisson(draw.gamma(1 / dispersion, dispersion * level)), draw.integers(0, 7, items)
            dates = [(FIRST_SUNDAY + datetime.timedelta(days=7 * week + offset)).isoformat() for offset in range(7)]
            sales.write("".join(dates[day[item]] + ends[item].format(units[item]) for item in numpy.flatnonzero(units).tolist()))
    lead = draw.choice([7, 14, 21, 28, 42], items)
    spread = draw.choice([0, 0.15, 0.3], items) * lead
    hand = numpy.round(mean * (lead + 7) / 7 * draw.uniform(0.2, 1.6, items)).astype(int)
    ordered, waiting = draw.integers(0, 2, items) * hand, draw.choice([0, 0, 0, 0, 2], items)
    with open(folder / "items.csv", "w") as table:
        table.write("item,supplier,unit_cost,lead_time_days,lead_time_sd_days,review_period_days,on_hand,on_order,backordered\n")
        for item in range(items):
            table.write(f"B{item:05d},supplier-{item % 23:02d},{0.5 * price[item]:.2f},{lead[item]},{spread[item]:.1f},7,{hand[item]},{ordered[item]},{waiting[item]}\n")
    (folder / "plan.toml").write_text(
        f'as_of = "{FIRST_SUNDAY + datetime.timedelta(days=7 * WEEKS)}"\n[sales]\npath = "sales.csv"\n[items]\npath = "items.csv"\n'
        f'[objective]\nkind = "budget"\naverage_inventory_value = {200 * items}\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--twobin", default=".build/release/twobin")
    parser.add_argument("--out", default="out/page-store", type=pathlib.Path)
    parser.add_argument("--items", default=30_000, type=int)
    arguments = parser.parse_args()
    write_shop(arguments.out / "shop", arguments.items)
    subprocess.run([arguments.twobin, "plan", arguments.out / "shop/plan.toml", "--out", arguments.out], check=True, stdout=subprocess.DEVNULL)
    store = arguments.out / "twobin.sqlite"
    print(f"{store}: {arguments.items} items x {WEEKS} weeks, {store.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
