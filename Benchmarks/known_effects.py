"""Simulated shops whose every effect is known: effects, intervals and forecasts of `twobin plan` against what was put in.

Demand is level x (price / usual price)^elasticity x promotion x event x season x weekday with negative binomial noise. For each kind of shop
(see SHOPS) three tables: effects that `twobin explain --json` shows against the true ones, with the share of 90% intervals that hold
the truth; forecasts of coming promoted and other periods against the expected demand (bias, share of simulated demand at or below the
quantiles of forecasts.csv); remarks.

Usage: python Benchmarks/known_effects.py [SHOP ...] [--seed N] [--keep FOLDER]       (needs numpy; a minute or two a shop)
"""
import argparse
import collections
import csv
import datetime
import json
import math
import os
import pathlib
import re
import subprocess
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
TWOBIN = pathlib.Path(os.environ.pop("TWOBIN_BINARY", ROOT / ".build" / "release" / "twobin"))
HORIZON = 8


class Shop:
    """Settings of a kind of shop. `promotion` and `elasticity` are (mean, standard deviation over items) on the log scale and plain."""
    period, items, locations, periods = "week", 60, 1, 156
    level, spread, phi = 12.0, 0.7, 0.15          # mean units, sd of log level over items, variance mu + phi mu^2
    elasticity = (-2.0, 0.3)
    promotion = (math.log(1.6), 0.15)
    promotion_share = 0.12                        # of periods
    promotion_cut = 0.0                           # price cut on promotion, as a share (uniform from half of it to 1.5 times)
    price_moves = 0.08                            # sd of log price steps of regular prices, one step every 12 periods on average
    has_price = True
    groups = None                                 # {name: log uplift}: promotion uplifts by `group` of the items table
    events = {}                                   # name -> (dates, {day offset: factor})
    windows = False                               # the calendar names the days around events: days_before
    season = 0.0                                  # amplitude of the yearly cosine on the log scale
    weekday = None                                # seven factors
    scale = 1.0                                   # units are written as multiples of it: 0.37 makes them no whole numbers
    zero_rows = False                             # rows (with price and promotion) for periods without a sale
    plan_past = False                             # past rows in planned.csv, too
    lag = 0.0                                     # log factor of the period after a promotion

    def __init__(self, **settings):
        for name, value in settings.items():
            assert hasattr(Shop, name), name
            setattr(self, name, value)


def easter(year):
    """Sunday of Easter (Meeus 1991, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    l = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * l) // 433
    month = (h + l - 7 * m + 90) // 25
    return datetime.date(year, month, (h + l - 7 * m + 33 * month + 19) % 32)


YEARS = range(2021, 2027)
HOLIDAYS = {
    "easter": ([easter(year) for year in YEARS], {-3: 1.8, -2: 2.0, -1: 2.2, 0: 0.4}),
    "black friday": ([max(datetime.date(year, 11, day) for day in range(23, 30) if datetime.date(year, 11, day).weekday() == 4) for year in YEARS], {0: 3.0}),
    "national day": ([datetime.date(year, 8, 1) for year in YEARS], {0: 0.3}),
}
# Effects that last a week, so that their truth in weekly data is one number.
FAIRS = {
    "fair": ([datetime.date(2022, 3, 7), datetime.date(2022, 9, 5), datetime.date(2023, 3, 6), datetime.date(2023, 9, 4), datetime.date(2024, 3, 4),
              datetime.date(2024, 9, 2), datetime.date(2025, 1, 13)], {0: 1.7}),
    "roadworks": ([datetime.date(2022, 5, 2), datetime.date(2022, 5, 9), datetime.date(2023, 6, 5), datetime.date(2023, 6, 12), datetime.date(2024, 7, 1)], {0: 0.6}),
}
SHOPS = {
    "independent": Shop(),
    "with-cuts": Shop(promotion_cut=0.25),
    "cuts-locations": Shop(promotion_cut=0.25, items=30, locations=5),
    "flags-only": Shop(has_price=False),
    "large": Shop(items=300, promotion_cut=0.2, periods=110),
    "groups": Shop(groups={"snacks": math.log(2.5), "staples": math.log(1.15), "drinks": math.log(1.6)}, promotion=(0, 0.05)),
    "slow": Shop(level=0.4, promotion_cut=0.2, plan_past=True),
    "slow-zero-rows": Shop(level=0.4, promotion_cut=0.2, zero_rows=True),
    "slow-from-sales": Shop(level=0.4, promotion_cut=0.2),
    "fairs": Shop(events=FAIRS, promotion_share=0.06),
    "holidays-weekly": Shop(events=HOLIDAYS),
    "daily": Shop(period="day", periods=700, items=40, weekday=[0.8, 0.8, 0.9, 1.0, 1.3, 1.6, 0.6], events=HOLIDAYS, promotion_share=0.08),
    "daily-windows": Shop(period="day", periods=700, items=40, weekday=[0.8, 0.8, 0.9, 1.0, 1.3, 1.6, 0.6], events=HOLIDAYS, promotion_share=0.08, windows=True),
    "monthly": Shop(period="month", periods=60, level=40, promotion_share=0.15, season=0.2),
    "season": Shop(season=0.5, promotion_cut=0.2),
    "fractions": Shop(scale=0.37, level=20),
    "aftermath": Shop(lag=math.log(0.8), promotion_share=0.1),
}


def first_days(shop):
    if shop.period == "week":
        start = datetime.date(2022, 1, 3)
        return [start + datetime.timedelta(7 * k) for k in range(shop.periods + HORIZON)]
    if shop.period == "day":
        start = datetime.date(2023, 1, 1)
        return [start + datetime.timedelta(k) for k in range(shop.periods + HORIZON)]
    return [datetime.date(2019 + k // 12, k % 12 + 1, 1) for k in range(shop.periods + HORIZON)]


def days_of(shop, day):
    if shop.period == "day":
        return [day]
    if shop.period == "week":
        return [day + datetime.timedelta(k) for k in range(7)]
    following = datetime.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return [day + datetime.timedelta(k) for k in range((following - day).days)]


def event_factors(shop, starts):
    """Mean over the days of each period; an effect that lasts a week in weekly data counts for all of it."""
    factor = {}
    for dates, offsets in shop.events.values():
        for date in dates:
            for offset, value in offsets.items():
                for k in range(7 if shop.events is FAIRS else 1):
                    day = date + datetime.timedelta(offset + k)
                    factor[day] = factor.get(day, 1) * value
    return np.array([np.mean([factor.get(day, 1) * (shop.weekday[day.weekday()] if shop.weekday else 1) for day in days_of(shop, start)])
                     for start in starts])


def simulate(shop, seed):
    rng = np.random.default_rng(seed)
    starts = first_days(shop)
    total = len(starts)
    year = {"week": 52.18, "day": 365.25, "month": 12}[shop.period]
    common = event_factors(shop, starts) * np.exp(shop.season * np.cos(2 * np.pi * np.arange(total) / year))
    lines, names = [], sorted(shop.groups) if shop.groups else [""]
    for item in range(shop.items):
        group = names[item % len(names)]
        elasticity = rng.normal(*shop.elasticity) if shop.has_price else 0.0
        uplift = rng.normal(*shop.promotion) + (shop.groups[group] if shop.groups else 0)
        # Promotions and prices are decided by item, for all its locations; they come in runs of one or two periods.
        promoted, period = np.zeros(total, bool), 0
        while period < total:
            if rng.random() < shop.promotion_share / 1.5:
                length = 1 + (rng.random() < 0.5)
                promoted[period:period + length] = True
                period += length + 1
            else:
                period += 1
        promoted[shop.periods:] = rng.random(HORIZON) < 0.4
        regular = np.exp(np.cumsum(rng.normal(0, shop.price_moves, total) * (rng.random(total) < 1 / 12)))
        cut = np.where(promoted, 1 - shop.promotion_cut * rng.uniform(0.5, 1.5, total), 1)
        price = np.round(np.exp(rng.normal(2, 0.5)) * regular * cut, 2)
        usual = np.exp(np.log(price[:shop.periods]).mean())
        for place in range(shop.locations):
            level = shop.level * np.exp(rng.normal(-shop.spread ** 2 / 2, shop.spread))
            after = np.concatenate([[False], promoted[:-1]]) & ~promoted
            mean = level * (price / usual) ** elasticity * np.exp(uplift * promoted + shop.lag * after) * common
            demand = rng.negative_binomial(1 / shop.phi, 1 / (1 + shop.phi * mean))
            lines.append(dict(
                item="%04d" % item, location="main" if place == 0 else "store%d" % place, group=group, elasticity=elasticity, uplift=uplift,
                price=price, promoted=promoted, mean=mean * shop.scale, demand=demand * shop.scale))
    return starts, lines


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def write_shop(shop, starts, lines, folder):
    sales, planned, items = [], [], []
    for line in lines:
        for period in range(shop.periods):
            if line["demand"][period] > 0 or shop.zero_rows or period == 0:
                sales.append([starts[period], line["item"], line["location"], round(line["demand"][period], 6)]
                             + (["%.2f" % line["price"][period]] if shop.has_price else []) + [int(line["promoted"][period])])
        for period in range(0 if shop.plan_past else shop.periods, len(starts)):
            planned.append([starts[period], line["item"], line["location"], "%.2f" % line["price"][period] if shop.has_price else "",
                            int(line["promoted"][period])])
        items.append([line["item"], line["location"], line["group"], 1])
    write(folder / "sales.csv", ["date", "item", "location", "quantity"] + (["price"] if shop.has_price else []) + ["promotion"], sales)
    write(folder / "planned.csv", ["date", "item", "location", "price", "promotion"], planned)
    write(folder / "items.csv", ["item", "location", "group", "unit_cost"], items)
    events = []
    for name, (dates, offsets) in shop.events.items():
        for date in dates:
            before = -min(offsets) if shop.windows else 0
            events += [[date + datetime.timedelta(k), name, before] for k in range(7 if shop.events is FAIRS else 1)]
    write(folder / "calendar.csv", ["date", "event", "days_before"], sorted(events))
    horizon = {"week": 7, "day": 1, "month": 30.44}[shop.period] * HORIZON / 1.5
    (folder / "plan.toml").write_text("""as_of = "%s"
[sales]
path = "sales.csv"
[items]
path = "items.csv"
[planned]
path = "planned.csv"
%s[series]
period = "%s"
[objective]
kind = "fill_rate"
fill_rate = 0.95
[defaults]
lead_time_days = %.2f
review_period_days = 0
[output]
directory = "out"
quantiles = [0.1, 0.5, 0.9, 0.95]
""" % (starts[shop.periods], '[calendar]\npath = "calendar.csv"\n' if events else "", shop.period, horizon - 0.01))


def run(*arguments, check=True):
    result = subprocess.run([TWOBIN, *map(str, arguments)], capture_output=True, text=True)
    if check and result.returncode not in (0, 1):
        raise SystemExit("%s: %s" % (arguments[0], result.stderr))
    return result.stdout + result.stderr


EFFECT = re.compile(r"(?:multiplies demand by|[x×]) ?(\S+) \(90% (?:between|interval) (\S+) (?:and|to) ([^\s)]+)\)")


def shown_effects(line, store):
    uid = line["item"] + ("" if line["location"] == "main" else "@" + line["location"])
    document = json.loads(subprocess.run(
        [TWOBIN, "explain", "latest", uid, "--json", "--store", store], capture_output=True, text=True, check=True).stdout)
    if "effects" in document:
        for effect in document["effects"]:
            yield effect["name"], effect["factor"], effect["lowerFactor"], effect["upperFactor"]
        return
    for section in document["sections"]:
        for fact in section["facts"]:
            found = EFFECT.search(fact["text"])
            if found:
                yield (fact["name"], *map(float, found.groups()))


def effect_table(shop, lines, store):
    sums = collections.defaultdict(list)
    for line in lines:
        truths = {"price": line["elasticity"] * math.log(0.9), "promotion": line["uplift"], "price on promotion": 0.0, "after a promotion": shop.lag,
                  "one period after a price cut": 0.0, "two periods after a price cut": 0.0}
        if shop.events is FAIRS:
            truths.update({name: math.log(offsets[0]) for name, (_, offsets) in shop.events.items()})
            truths.update({"before " + name: 0.0 for name in shop.events})
        elif shop.period == "day":
            truths.update({name: math.log(offsets[0]) for name, (_, offsets) in shop.events.items()})
            truths.update({"before " + name: math.log(offsets.get(-1, 1)) for name, (_, offsets) in shop.events.items()})
            truths.update({"%s, %d day%s before" % (name, -offset, "s" if offset < -1 else ""): math.log(factor)
                           for name, (_, offsets) in shop.events.items() for offset, factor in offsets.items() if offset < 0})
        for name, factor, low, high in shown_effects(line, store):
            if name in truths and low > 0:
                sums[name].append((math.log(factor), truths[name], math.log(low) <= truths[name] <= math.log(high),
                                   math.log(high / low)))
    print("  effect                          items  shown  truth  sd of log shown  sd of log truth  rmse of log  width  in the 90% interval")
    for name, rows in sums.items():
        shown, truth, inside, width = map(np.array, zip(*rows))
        print("  %-31s %5d  %.3f  %.3f            %.3f            %.3f        %.3f  %.3f  %.2f" % (
            name, len(rows), math.exp(shown.mean()), math.exp(truth.mean()), shown.std(), truth.std(),
            math.sqrt(((shown - truth) ** 2).mean()), width.mean(), inside.mean()))


def forecast_table(shop, starts, lines, path):
    by_key = {(line["item"] + ("" if line["location"] == "main" else "@" + line["location"])): line for line in lines}
    cells = collections.defaultdict(list)
    for row in csv.DictReader(open(path)):
        day = datetime.date.fromisoformat(row["ds"])
        if row["unique_id"] not in by_key or day not in starts:
            continue
        line, period = by_key[row["unique_id"]], starts.index(day)
        # P(D < q) + P(D = q) / 2 under the true distribution, exactly, for each quantile.
        mean = line["mean"][period]
        cells["promoted" if line["promoted"][period] else "other"].append(
            [float(row["mean"]), mean, line["demand"][period]] + [covered(float(row["q%g" % q]), mean, shop) for q in (0.1, 0.5, 0.9, 0.95)])
    print("  coming periods      n  forecast/expected  WAPE of the mean  coverage q0.1  q0.5  q0.9  q0.95 (of true demand, halves at ties)")
    for name, rows in sorted(cells.items()):
        rows = np.array(rows)
        print("  %-15s %5d              %.3f             %.3f          %.3f  %.3f  %.3f  %.3f" % (
            name, len(rows), rows[:, 0].sum() / rows[:, 1].sum(), abs(rows[:, 0] - rows[:, 1]).sum() / rows[:, 1].sum(), *rows[:, 3:].mean(0)))


def covered(quantile, mean, shop):
    """P(D < q) + P(D = q) / 2 of the true negative binomial."""
    units, mu = round(quantile / shop.scale, 9), mean / shop.scale
    r, p = 1 / shop.phi, 1 / (1 + shop.phi * mu)
    probability, below = p ** r, 0.0
    for x in range(int(math.floor(units)) + 1):
        if x == units:
            return below + probability / 2
        below += probability
        probability *= (r + x) / (x + 1) * (1 - p)
    return below


def judge(name, seed, folder):
    shop = SHOPS[name]
    starts, lines = simulate(shop, seed)
    folder.mkdir(parents=True, exist_ok=True)
    write_shop(shop, starts, lines, folder)
    output = run("plan", folder / "plan.toml", "--out", folder / "out")
    print("\n%s: %d item-locations, %d %ss" % (name, len(lines), shop.periods, shop.period))
    effect_table(shop, lines, folder / "out")
    forecast_table(shop, starts, lines, folder / "out" / "forecasts.csv")
    for warning in json.load(open(folder / "out" / "summary.json")).get("warnings", []):
        print("  said: " + warning)
    return output


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shops", nargs="*", default=list(SHOPS))
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in options.shops or SHOPS:
            judge(name, options.seed, (options.keep or pathlib.Path(folder)) / name)


if __name__ == "__main__":
    main()
