#!/usr/bin/env python3
"""Makes the run store that the figures of the planner's page are measured on: 30,000 items x 156 weeks.

    Benchmarks/page_store.py --twobin .build/release/twobin --out out/page-store [--items 30000]

A shop of 300 invented items (weekly demand from negative binomials with level, season and drift of their own; fixed seed) is planned by
`twobin plan`. Its 300 planned items are then written a hundred times over, each copy with a code, a unit cost, a lead time and stock of
its own, so that no two items ask for the same level at the same price of money. The store is what `twobin serve` and `twobin whatif`
read; histories, outlooks and distributions are those of the plan.
"""

import argparse
import json
import math
import pathlib
import random
import sqlite3
import subprocess
import time

WEEKS = 156
BASE = 300


def negative_binomial(draw, mean, dispersion):
    if mean <= 0:
        return 0
    level = draw.gammavariate(1 / dispersion, dispersion * mean)
    # Poisson by Knuth for small, normal for large.
    if level > 50:
        return max(0, round(draw.gauss(level, math.sqrt(level))))
    limit, product, count = math.exp(-level), draw.random(), 0
    while product > limit:
        product *= draw.random()
        count += 1
    return count


def write_shop(folder):
    draw = random.Random(20_261_130)
    folder.mkdir(parents=True, exist_ok=True)
    first = 1_672_531_200  # 2023-01-01
    with open(folder / "sales.csv", "w") as sales, open(folder / "items.csv", "w") as items:
        sales.write("date,item,quantity,price\n")
        items.write("item,supplier,unit_cost,lead_time_days,lead_time_sd_days,review_period_days,on_hand,on_order,backordered\n")
        for item in range(BASE):
            mean = math.exp(draw.gauss(1.0, 1.3))
            price = math.exp(draw.gauss(2.5, 0.8))
            season, drift, dispersion = draw.uniform(0, 0.5), draw.gauss(0, 0.002), draw.uniform(0.1, 1.2)
            for week in range(WEEKS):
                level = mean * math.exp(drift * week) * (1 + season * math.sin(2 * math.pi * week / 52))
                quantity = negative_binomial(draw, level, dispersion)
                if quantity:
                    day = time.strftime("%Y-%m-%d", time.gmtime(first + (week * 7 + draw.randrange(7)) * 86_400))
                    sales.write(f"{day},B{item:03d},{quantity},{price:.2f}\n")
            lead = draw.choice([7, 14, 21, 28, 42])
            spread = draw.choice([0, 0.15, 0.3]) * lead
            hand = round(mean * (lead + 7) / 7 * draw.uniform(0.2, 1.6))
            items.write(f"B{item:03d},supplier-{item % 23:02d},{0.5 * price:.2f},{lead},{spread:.1f},7,{hand},{draw.choice([0, hand])},{draw.choice([0, 0, 0, 0, 2])}\n")
    (folder / "plan.toml").write_text(
        'as_of = "2025-12-28"\n[sales]\npath = "sales.csv"\n[items]\npath = "items.csv"\n[objective]\nkind = "budget"\naverage_inventory_value = 60000\n')


def multiply(store, copies):
    """Writes each item `copies` times; the base items go. The budget and the totals of the run grow with them."""
    draw = random.Random(7)
    database = sqlite3.connect(store)
    number, header = database.execute("SELECT number, header FROM run").fetchone()
    columns = [row[1] for row in database.execute("PRAGMA table_info(item)")]
    rows = [dict(zip(columns, row)) for row in database.execute("SELECT * FROM item ORDER BY item, location")]
    database.execute("DELETE FROM item")
    sql = f"INSERT INTO item ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    for copy in range(copies):
        for row in rows:
            details = json.loads(row["details"])
            code = f"C{copy:03d}-{row['item']}"
            for part in (details, details["recommendation"], details["history"], details.get("outlook") or {}):
                if "key" in part:
                    part["key"]["item"] = code
            if details.get("forecast"):
                details["forecast"]["uniqueID"] = code
            supply = details["supply"]
            if supply.get("unitCost"):
                supply["unitCost"] = round(supply["unitCost"] * math.exp(draw.gauss(0, 0.5)), 4)
            supply["leadTimeDays"] = round(supply["leadTimeDays"] * draw.uniform(0.7, 1.4), 2)
            supply["onHand"] = round(supply["onHand"] * draw.uniform(0.3, 2))
            values = dict(row, item=code, details=json.dumps(details, separators=(",", ":"), sort_keys=True))
            database.execute(sql, [values[name] for name in columns])
    header = json.loads(header)
    header["configuration"]["objective"]["target"] *= copies
    database.execute("UPDATE run SET header = ?, item_count = ? WHERE number = ?", (json.dumps(header), copies * len(rows), number))
    database.commit()
    database.execute("VACUUM")
    database.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--twobin", default=".build/release/twobin")
    parser.add_argument("--out", default="out/page-store", type=pathlib.Path)
    parser.add_argument("--items", default=30_000, type=int)
    arguments = parser.parse_args()
    write_shop(arguments.out / "shop")
    subprocess.run([arguments.twobin, "plan", arguments.out / "shop/plan.toml", "--out", arguments.out], check=True, stdout=subprocess.DEVNULL)
    multiply(arguments.out / "twobin.sqlite", max(1, arguments.items // BASE))
    # A scenario that changes nothing puts every figure of the copies right: it is the run that the page then shows.
    subprocess.run([arguments.twobin, "whatif", "latest", "--set", "lead_time=+0%", "--save", "--top", "0", "--store", arguments.out], check=True, stdout=subprocess.DEVNULL)
    print(f"{arguments.out / 'twobin.sqlite'}: {arguments.items // BASE * BASE} items x {WEEKS} weeks, {(arguments.out / 'twobin.sqlite').stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
