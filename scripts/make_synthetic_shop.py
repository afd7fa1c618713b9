#!/usr/bin/env python3
"""Writes datasets/synthetic-shop: an invented gift shop with every table Twobin reads. The same bytes for the same seed.

    python3 scripts/make_synthetic_shop.py                      # into datasets/synthetic-shop
    python3 scripts/make_synthetic_shop.py --out D --truth T    # elsewhere, and the demand that the shop could not see

Needs nothing but Python's standard library. The model is in synthetic_shop_model.py and synthetic_shop_stock.py.
"""

import argparse
import csv
import pathlib
import sys
from datetime import timedelta

from synthetic_shop_model import AS_OF, DAYS, FIRST_DAY, SUPPLIERS, Draws, calendar_events, demand_rates, make_items
from synthetic_shop_stock import simulate

SEED = 20_260_101
LOCATIONS = [("main", 1.0), ("outlet", 0.35)]
OUTLET_EVERY = 3  # every third item is sold at the outlet too
UNLISTED_ITEM = "00990"  # sold, but absent from items.csv
UNSOLD_ITEMS = ["00995", "00996"]  # listed, but not sold yet

# Lines no program can use as they are, put into the sales file on purpose.
DAMAGED_LINES = [
    ["2025-02-30", "00101", "main", "2", "9.99", "0", "0"],
    ["yesterday", "00108", "main", "1", "12.50", "0", "0"],
    ["2025-06-11T10:15:00", "", "main", "1", "4.95", "0", "0"],
    ["2025-07-02T16:40:12", "00115", "main", "n/a", "7.50", "0", "0"],
    ["2025-09-18T12:01:33", "00122", "outlet", "twelve", "7.50", "0", "0"],
    ["2025-10-05T09:30:00", "00129", "main", "NaN", "15.95", "0", "0"],
]


def day_text(day):
    return (FIRST_DAY + timedelta(day)).isoformat()


def moment(day, second):
    return f"{day_text(day)}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def write(folder, name, header, rows):
    with open(folder / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def plain(value):
    """4.0 -> 4, 0.25 -> 0.25"""
    return str(int(value)) if value == int(value) else str(value)


def sales_rows(traces, draws):
    rows = []
    for (item, location), trace in traces.items():
        for day, second, units, price, promotion in trace.sales:
            rows.append([moment(day, second), item.code, location, units, f"{price:.2f}", promotion, 0])
            if draws.chance(0.012) and day + 30 < DAYS:  # brought back some days later
                back = moment(day + draws.integer(3, 21), draws.integer(9, 17) * 3600)
                rows.append([back, item.code, location, -draws.integer(1, units), f"{price:.2f}", promotion, 0])
        rows += [[f"{day_text(day)}T23:59:59", item.code, location, 0, "", 0, 1] for day in sorted(trace.stockouts)]
    for _ in range(40):
        rows.append([moment(draws.integer(300, DAYS - 1), draws.integer(30000, 60000)), UNLISTED_ITEM, "main", 1, "19.95", 0, 0])
    rows.sort(key=lambda row: (row[0], row[1], row[2]))
    for copy in range(3):  # the same line exported twice
        place = len(rows) * (copy + 1) // 4
        rows.insert(place, list(rows[place]))
    for number, line in enumerate(DAMAGED_LINES):
        rows.insert(len(rows) * (number + 1) // 7, line)
    return rows


def item_rows(traces, draws):
    rows = []
    for (item, location), trace in traces.items():
        supplier = item.supplier
        stated = draws.chance(0.9)  # the rest leave their lead time to the plan file's defaults
        rows.append([
            item.code, location, supplier.name, f"{item.unit_cost:.2f}", plain(supplier.lead_time) if stated else "",
            plain(supplier.lead_time_sd) if stated else "", supplier.review, plain(supplier.order_cost), "0.25", "", 1,
            item.minimum or "", item.multiple, item.maximum or "", trace.on_hand, trace.on_order(DAYS),
            sum(owed for _, owed in trace.waiting)])
    for code in UNSOLD_ITEMS:
        rows.append([code, "main", "cedar-trading", "6.40", "28", "6", 7, "20", "0.25", "", 1, "", 1, "", 0, 0, 0])
    return sorted(rows, key=lambda row: (row[0], row[1]))


def order_rows(traces):
    orders = sorted(
        ((order.ordered_on, item.code, location, item.supplier.name, order)
         for (item, location), trace in traces.items() for order in trace.orders), key=lambda entry: entry[:3])
    received, still_open = [], []
    for number, (_, code, location, supplier, order) in enumerate(orders):
        start = [f"P{number + 1:05d}", code, location, supplier, day_text(order.ordered_on), day_text(order.promised_on)]
        if order.received_on < DAYS:
            received.append(start + [day_text(order.received_on), order.ordered, order.received, order.accepted])
        else:
            still_open.append(start + [order.accepted])
    return received, still_open


def planned_rows(traces):
    """The price and promotion calendar: a row where either changes, and one for each Monday of a promotion; the past and 60 days."""
    rows = []
    for (item, location), _ in traces.items():
        before = None
        for day in range(DAYS + 60):
            off = item.promotions.get(day, 0)
            state = (item.prices[day], off)
            is_monday = (FIRST_DAY + timedelta(day)).weekday() == 0
            if state != before or day == DAYS or (off and is_monday):
                rows.append([day_text(day), item.code, location, f"{item.prices[day] * (1 - off):.2f}", 1 if off else 0])
            before = state
    return sorted(rows)


def main():
    root = pathlib.Path(__file__).resolve().parents[1]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=root / "datasets" / "synthetic-shop")
    parser.add_argument("--truth", type=pathlib.Path, help="also write date,item,location,wanted,sold of every day with either")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)

    draws = Draws(SEED)
    events = calendar_events()
    factors = {day: factor for day, _, factor in events}
    traces = {}
    for index, item in enumerate(make_items(draws)):
        for location, share in LOCATIONS:
            if location == "outlet" and index % OUTLET_EVERY:
                continue
            traces[item, location] = simulate(item, share, demand_rates(item, share, factors, draws), draws)

    write(arguments.out, "sales.csv", "date item location quantity price promotion stockout".split(), sales_rows(traces, draws))
    write(arguments.out, "items.csv", (
        "item location supplier unit_cost lead_time_days lead_time_sd_days review_period_days order_cost holding_rate_per_year "
        "backorder_cost_per_unit_day backorder_weight minimum_order_quantity order_multiple maximum_order_quantity on_hand "
        "on_order backordered").split(), item_rows(traces, draws))
    received, still_open = order_rows(traces)
    start = "order_id item location supplier ordered_on promised_on".split()
    write(arguments.out, "receipts.csv", start + "received_on ordered_quantity received_quantity accepted_quantity".split(), received)
    write(arguments.out, "open_orders.csv", start + ["quantity"], still_open)
    waiting = sorted((day_text(day), item.code, location, owed)
                     for (item, location), trace in traces.items() for day, owed in trace.waiting)
    write(arguments.out, "backorders.csv", "order_id item location ordered_on quantity".split(),
          [[f"C{number + 1:04d}", code, location, day, owed] for number, (day, code, location, owed) in enumerate(waiting)])
    write(arguments.out, "calendar.csv", ["date", "event"], [[day.isoformat(), event] for day, event, _ in events])
    write(arguments.out, "planned.csv", "date item location price promotion".split(), planned_rows(traces))
    write(arguments.out, "suppliers.csv", ["supplier", "minimum_order_value"],
          [[supplier.name, plain(supplier.minimum_order_value)] for supplier in SUPPLIERS])
    if arguments.truth:
        write_truth(arguments.truth, traces)
    report(traces)


def write_truth(path, traces):
    rows = []
    for (item, location), trace in traces.items():
        sold = {}
        for day, _, units, _, _ in trace.sales:
            sold[day] = sold.get(day, 0) + units
        rows += [[day_text(day), item.code, location, wanted, sold.get(day, 0)] for day, wanted in enumerate(trace.wanted) if wanted]
    write(path.parent, path.name, "date item location wanted sold".split(), sorted(rows))


def report(traces):
    wanted = sum(sum(trace.wanted) for trace in traces.values())
    sold = sum(sale[2] for trace in traces.values() for sale in trace.sales)
    empty = sum(len(trace.stockouts) for trace in traces.values()) / (len(traces) * DAYS)
    money = sum(trace.value_days for trace in traces.values()) / 365
    print(f"{len(traces)} item-locations, {sum(len(trace.sales) for trace in traces.values())} order lines until {AS_OF}; "
          f"{wanted} units wanted, {sold} sold; stock-outs on {empty:.1%} of item-days; "
          f"average inventory value in the last year {money:.0f}", file=sys.stderr)


if __name__ == "__main__":
    main()
