#!/usr/bin/env python3
"""Writes datasets/warehouse-shop: an invented chain of four shops that one warehouse feeds. The same bytes every time.

    scripts/make_warehouse_shop.py datasets/warehouse-shop

A second word is another number of items (Benchmarks/network_speed.py).
"""

import datetime
import math
import pathlib
import random
import sys

SHOPS = [("North", 1.4), ("East", 1.0), ("South", 0.7), ("West", 0.4)]
DAYS = 728
FIRST = datetime.date(2024, 1, 1)


def poisson(chance, mean):
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def main():
    out = pathlib.Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    chance = random.Random(20260101)
    items = []
    for number in range(1, 1 + count):
        rate = math.exp(chance.uniform(math.log(0.05), math.log(1.2)))
        items.append((f"W{number:03}", rate, round(math.exp(chance.uniform(math.log(3), math.log(90))), 2), chance.choice([1, 2, 3])))
    lines = ["date,item,location,quantity"]
    sold = {}
    for day in range(DAYS):
        date = FIRST + datetime.timedelta(days=day)
        for name, rate, _, most in items:
            for shop, size in SHOPS + [("DC", 0.2)]:
                # The warehouse's own customers order the first five items only.
                if shop == "DC" and name > "W005":
                    continue
                for _ in range(poisson(chance, rate * size / ((1 + most) / 2))):
                    units = chance.randint(1, most)
                    lines.append(f"{date},{name},{shop},{units}")
                    sold[name, shop] = sold.get((name, shop), 0) + units
    (out / "sales.csv").write_text("\n".join(lines) + "\n")
    rows = ["item,location,supplier,unit_cost,lead_time_days,lead_time_sd_days,review_period_days,order_multiple,on_hand,on_order"]
    for name, rate, cost, _ in items:
        total = sum(units for (item, _), units in sold.items() if item == name)
        a_day = total / DAYS
        supplier = "harbour-imports" if cost > 20 else "cedar-trading"
        lead, spread = (35, 6) if cost > 20 else (14, 3)
        rows.append(f"{name},DC,{supplier},{cost},{lead},{spread},7,6,{round(chance.uniform(0, 14) * a_day)},{round(chance.uniform(0.4, 1) * lead * a_day / 6) * 6}")
        for shop, _ in SHOPS:
            own = sold.get((name, shop), 0) / DAYS
            rows.append(f"{name},{shop},,{cost},,,,,{round(chance.uniform(2, 12) * own)},{round(chance.uniform(0, 2) * own)}")
    (out / "items.csv").write_text("\n".join(rows) + "\n")
    (out / "network.csv").write_text("location,source,lead_time_days,review_period_days\nNorth,DC,1,7\nEast,DC,2,7\nSouth,DC,2,7\nWest,DC,4,7\n")


if __name__ == "__main__":
    main()
