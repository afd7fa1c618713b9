"""Days told to waiting customers against what then happened, on two years of online retail with seeded suppliers.

Demand is real: half of the items of two years of online retail (shared data), order line by order line. Supply is drawn with a seed: 24 suppliers, six of
each class (punctual, late, crossing, partial), each with a promised lead time of 14 to 56 days. From 182 days before a planning day the shop lives with lean
order-up-to levels (0.8 times the mean demand of lead time and review over the last 91 days), so that lines wait. On the planning day `twobin plan` is given
sales, stock, purchase history, open orders and waiting lines, and names days. Then the shop lives on with the plan's own levels, the real demand that came,
and the suppliers' draws until every line is served. Counted: the share of lines served by restock_p50 and restock_p90 of backorders.csv.

Usage: python Benchmarks/promise_replay.py [--seeds 3] [--days 2010-09-06,...] [--keep]
       (Python 3.9 or later, no packages; TWOBIN_SHARED and TWOBIN_PROGRAM as in replay_year.py; --keep writes results/promise-replay.txt)
"""
import argparse
import collections
import csv
import datetime
import gzip
import os
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("TWOBIN_SHARED", ROOT.parent / "shared")).resolve()
SALES = SHARED / "data" / "online-retail-two-years" / "transactions.csv.gz"
PROGRAM = pathlib.Path(os.environ.get("TWOBIN_PROGRAM", ROOT / ".build" / "release" / "twobin"))
RESULTS = ROOT / "Benchmarks" / "results" / "promise-replay.txt"
KINDS = ["punctual", "late", "crossing", "partial"]
DAYS = "2010-09-06,2010-11-01,2011-02-07,2011-04-04,2011-06-06"
REVIEW, PAST, LEAN = 7, 182, 0.8

PLAN = """[sales]
path = "sales.csv"
[items]
path = "items.csv"
[receipts]
path = "receipts.csv"
[open_orders]
path = "open_orders.csv"
[backorders]
path = "backorders.csv"
[objective]
kind = "fill_rate"
fill_rate = 0.95
[defaults]
review_period_days = 7
unit_cost = 1
[output]
directory = "out"
"""


def sold():
    """(day, item, units) in the order of the file, without cancellations and what they cancel."""
    lines, cancelled = [], collections.Counter()
    with gzip.open(SALES, "rt", newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        names = [name.lower() for name in next(rows)]
        at = {name: names.index(name) for name in ("invoice", "stockcode", "quantity", "invoicedate", "customerid")}
        for row in rows:
            units, item = int(row[at["quantity"]]), row[at["stockcode"]].strip().upper()
            if not item[:1].isdigit():
                continue
            day = datetime.date.fromisoformat(row[at["invoicedate"]][:10]).toordinal()
            if row[at["invoice"]].startswith("C"):
                cancelled[item, -units, row[at["customerid"]]] += 1
            elif units > 0:
                lines.append((day, item, units, row[at["customerid"]]))
    kept = []
    for day, item, units, customer in reversed(lines):
        if cancelled[item, units, customer] > 0:
            cancelled[item, units, customer] -= 1
        else:
            kept.append((day, item, units))
    kept.reverse()
    kept.sort(key=lambda line: line[0])
    return kept


class Supplier:
    def __init__(self, number, seed):
        self.name = f"{KINDS[number % 4]}-{number}"
        self.kind = KINDS[number % 4]
        self.chance = random.Random(f"{seed} {self.name}")
        self.lead = self.chance.randint(14, 56)

    def days_late(self):
        draw = self.chance.randint
        if self.kind == "punctual":
            return draw(-3, 3) + draw(-2, 2)
        if self.kind == "late":
            return draw(0, 10) + draw(0, 10) - 2
        if self.kind == "crossing":
            return draw(-3, 3) if self.chance.random() < 0.7 else draw(20, 35)
        return draw(-4, 6)

    def deliveries(self, units, day):
        """[(day, units)] and the units that never come."""
        day += self.lead + self.days_late()
        if self.kind != "partial":
            return [(day, units)], 0
        luck = self.chance.random()
        if luck < 1 / 12:
            return [(day, 0)], units
        if luck < 1 / 3:
            first = round(units / 2)
            if self.chance.random() < 0.6:
                return [(day, first), (day + self.chance.randint(6, 18), units - first)], 0
            return [(day, first)], units - first
        return [(day, units)], 0


class Item:
    """Stock, orders and the queue of one item."""

    def __init__(self, code, supplier):
        self.code, self.supplier = code, supplier
        self.on_hand, self.queue, self.position = 0, collections.deque(), 0
        self.coming = collections.defaultdict(int)
        self.missing = collections.defaultdict(int)
        self.orders = []
        self.told = {}
        self.served = {}

    def order(self, units, day):
        deliveries, missing = self.supplier.deliveries(units, day)
        number = f"{self.code}-{day}"
        self.orders.append((number, day, units, deliveries, missing))
        for when, part in deliveries:
            self.coming[when] += part
        self.missing[deliveries[-1][0]] += missing
        self.position += units

    def morning(self, day):
        self.on_hand += self.coming.pop(day, 0)
        self.position -= self.missing.pop(day, 0)
        while self.queue and self.on_hand >= self.queue[0][1]:
            name, units = self.queue.popleft()
            self.on_hand -= units
            self.served[name] = day

    def sell(self, name, units):
        self.position -= units
        if not self.queue and self.on_hand >= units:
            self.on_hand -= units
        else:
            # What is there goes to the first in the queue; the rest of the line waits.
            if not self.queue:
                units -= self.on_hand
                self.on_hand = 0
            self.queue.append((name, units))


def live_until(items, by_day, means, start, today):
    for day in range(start, today):
        for item in items.values():
            item.morning(day)
        if (day - today) % REVIEW == 0:
            for item in items.values():
                level = round(LEAN * means(item.code, day) * (item.supplier.lead + REVIEW))
                if day == start:
                    item.on_hand = item.position = level
                elif item.position < level:
                    item.order(level - item.position, day)
        for number, (code, units) in enumerate(by_day.get(day, [])):
            if code in items:
                items[code].sell(f"{day}-{number}", units)


def write_tables(folder, items, lines, today):
    def date(day):
        return datetime.date.fromordinal(day).isoformat()

    def table(name, header, rows):
        with open(folder / name, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(rows)

    table("sales.csv", ["date", "item", "quantity"], ((date(day), code, units) for day, code, units in lines if day < today and code in items))
    stock, receipts, opened, waiting = [], [], [], []
    for item in items.values():
        on_order = 0
        for number, day, units, deliveries, missing in item.orders:
            promised = date(day + item.supplier.lead)
            came = [(when, part) for when, part in deliveries if when < today]
            for when, part in came:
                receipts.append([number, item.code, item.supplier.name, date(day), promised, date(when), units, part, part])
            if len(came) < len(deliveries):
                left = units - sum(part for _, part in came)
                on_order += left
                opened.append([number, item.code, item.supplier.name, date(day), promised, left])
        owed = sum(units for _, units in item.queue)
        waiting += [[name, item.code, date(int(name.split("-")[0])), units] for name, units in item.queue]
        stock.append([item.code, item.supplier.name, item.supplier.lead, REVIEW, item.on_hand, on_order, owed])
    table("items.csv", ["item", "supplier", "lead_time_days", "review_period_days", "on_hand", "on_order", "backordered"], stock)
    table("receipts.csv", ["order_id", "item", "supplier", "ordered_on", "promised_on", "received_on", "ordered_quantity", "received_quantity", "accepted_quantity"], receipts)
    table("open_orders.csv", ["order_id", "item", "supplier", "ordered_on", "promised_on", "quantity"], opened)
    table("backorders.csv", ["order_id", "item", "ordered_on", "quantity"], waiting)
    (folder / "plan.toml").write_text(f'as_of = "{date(today)}"\n' + PLAN)


def replay(lines, by_day, sums, today, seed):
    """[(class, served by P50, served by P90)] of the lines that wait on a day."""
    def means(code, day):
        days = sums.get(code, {})
        return sum(days.get(d, 0) for d in range(day - 91, day)) / 91

    suppliers = [Supplier(number, f"{seed} {today}") for number in range(24)]
    chosen = sorted(code for code, days in sums.items() if sum(1 for d in days if today - 182 <= d < today) >= 10)
    deal = random.Random(f"{seed} {today} items")
    items = {code: Item(code, deal.choice(suppliers)) for code in chosen}
    live_until(items, by_day, means, today - PAST, today)
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work)
        write_tables(folder, items, lines, today)
        done = subprocess.run([PROGRAM, "plan", "plan.toml"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(done.stderr)
        with open(folder / "out" / "backorders.csv", newline="") as file:
            told = list(csv.DictReader(file))
        with open(folder / "out" / "recommendations.csv", newline="") as file:
            plan = {row["item"]: row for row in csv.DictReader(file)}
    for item in items.values():
        item.served.clear()
    last = today + 400
    waiting = {code for code, item in items.items() if item.queue}
    levels = {code: (float(plan[code]["reorder_point"]), float(plan[code]["order_up_to"])) for code in waiting if plan[code]["order_up_to"]}
    names = {row["order_id"] for row in told}
    for day in range(today, last):
        for code in waiting:
            item = items[code]
            item.morning(day)
            if day == today and code in levels:
                now = round(float(plan[code]["order_now"]))
                if now > 0:
                    item.order(now, day)
            elif (day - today) % REVIEW == 0 and code in levels and item.position <= levels[code][0]:
                item.order(max(1, round(levels[code][1] - item.position)), day)
        for number, (code, units) in enumerate(by_day.get(day, [])):
            if code in waiting:
                items[code].sell(f"{day}-{number}", units)
    result = []
    for row in told:
        item = items[row["item"]]
        day = item.served.get(row["order_id"], 10 ** 9)

        def holds(text):
            return bool(text) and day <= datetime.date.fromisoformat(text).toordinal()

        result.append((item.supplier.kind, row["item"], holds(row["restock_p50"]), holds(row["restock_p90"])))
    assert len(names) == len(result)
    return result


def shares(found):
    """Percent held, with a standard error over items: the lines of one item share its luck."""
    text = []
    for place in (2, 3):
        groups = collections.defaultdict(list)
        for one in found:
            groups[one[1]].append(one[place])
        total = len(found)
        mean = sum(one[place] for one in found) / total
        spread = sum(sum(held - mean for held in group) ** 2 for group in groups.values())
        text.append(f"{100 * mean:.1f} ({100 * spread ** 0.5 / total:.1f})")
    return f"{len(found):6} lines, P50 held {text[0]}, P90 held {text[1]}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--days", default=DAYS)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    lines = sold()
    by_day, sums = collections.defaultdict(list), collections.defaultdict(lambda: collections.defaultdict(int))
    for day, code, units in lines:
        by_day[day].append((code, units))
        sums[code][day] += units
    report = ["python Benchmarks/promise_replay.py: percent of waiting lines served by the day told, standard errors over items in brackets"]
    everything = []
    for text in options.days.split(","):
        today = datetime.date.fromisoformat(text).toordinal()
        found = []
        for seed in range(1, options.seeds + 1):
            found += [(kind, f"{seed} {text} {code}", half, most) for kind, code, half, most in replay(lines, by_day, sums, today, seed)]
        report.append(f"{text}: {shares(found)}")
        print(report[-1], flush=True)
        everything += found
    for kind in KINDS:
        report.append(f"{kind:10}: {shares([one for one in everything if one[0] == kind])}")
    report.append(f"all       : {shares(everything)}")
    print("\n".join(report[-5:]))
    if options.keep:
        RESULTS.write_text("\n".join(report) + "\n")


if __name__ == "__main__":
    main()
