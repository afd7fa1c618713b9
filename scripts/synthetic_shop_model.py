"""The invented shop: its items, its customers, and the stock that cuts sales off. Used by make_synthetic_shop.py.

Everything is drawn from one `Draws`, which uses nothing of Python's `random` but `random()` itself: its sequence for a seed
is the same in every Python version. The standard library is all that is needed.
"""

import math
import random
from dataclasses import dataclass, field
from datetime import date, timedelta

FIRST_DAY = date(2024, 1, 1)
AS_OF = date(2026, 1, 1)
DAYS = (AS_OF - FIRST_DAY).days
WEEKDAY_FACTORS = [1.12, 1.0, 0.96, 1.0, 1.14, 0.92, 0.86]  # Monday first
PATIENT_SHARE = 0.3  # of the customers who find the shelf empty: they order and wait; the others are lost and leave no trace


class Draws:
    """Seeded draws by inversion and rejection, in plain sight."""

    def __init__(self, seed):
        self._random = random.Random(seed).random

    def uniform(self, low=0.0, high=1.0):
        return low + (high - low) * self._random()

    def integer(self, low, high):
        return low + int(self._random() * (high - low + 1))

    def chance(self, probability):
        return self._random() < probability

    def pick(self, values):
        return values[int(self._random() * len(values))]

    def normal(self):
        return math.sqrt(-2 * math.log(1 - self._random())) * math.cos(2 * math.pi * self._random())

    def poisson(self, mean):
        limit, count, product = math.exp(-mean), 0, self._random()
        while product > limit:
            count += 1
            product *= self._random()
        return count

    def geometric(self, mean):
        """1, 2, 3, ... with the given mean."""
        return 1 if mean <= 1 else 1 + int(math.log(1 - self._random()) / math.log(1 - 1 / mean))

    def shuffled(self, values):
        values = list(values)
        for last in range(len(values) - 1, 0, -1):
            other = self.integer(0, last)
            values[last], values[other] = values[other], values[last]
        return values


@dataclass(frozen=True)
class Supplier:
    name: str
    lead_time: float  # days
    lead_time_sd: float
    review: int  # days between orders; 0 = any day
    order_cost: float
    minimum_order_value: float


SUPPLIERS = [
    Supplier("cedar-trading", 28, 6, 7, 20, 300),
    Supplier("corner-supply", 5, 1, 0, 12, 0),
    Supplier("harbour-imports", 45, 9, 14, 60, 1500),
    Supplier("lantern-works", 10, 2, 7, 15, 100),
    Supplier("northern-mills", 21, 4, 7, 20, 250),
]

# Group: (day of the year of the peak, height of the yearly wave, width of the peak in days; None = a plain wave).
GROUPS = {
    "candles": (350, 0.6, None), "christmas": (338, 6.0, 20), "garden": (160, 0.9, None), "kitchen": (0, 0.0, None),
    "lighting": (355, 0.4, None), "stationery": (240, 1.0, 25), "textiles": (30, 0.15, None), "toys": (342, 1.6, 22),
}

# Kind of demand: (number of items, order lines a day from - to, mean units a line).
KINDS = {
    "fast": (24, 0.6, 2.0, 1.35), "medium": (48, 0.1, 0.6, 1.3), "slow": (24, 0.02, 0.09, 1.15), "lumpy": (12, 0.03, 0.1, 7.0),
    "launch": (6, 0.25, 1.0, 1.3), "dying": (6, 0.4, 0.9, 1.3),
}


def calendar_events():
    """(day, event, factor on demand), two years of sales and half a year ahead."""
    events = []
    for year, easter, black_friday in [(2024, date(2024, 4, 1), date(2024, 11, 29)), (2025, date(2025, 4, 21), date(2025, 11, 28)),
                                       (2026, date(2026, 4, 6), date(2026, 11, 27))]:
        events += [(date(year, 1, 1), "new-year", 0.3), (easter, "easter-monday", 0.5), (date(year, 7, 1), "summer-sale", 1.6),
                   (black_friday, "black-friday", 2.6), (black_friday + timedelta(3), "cyber-monday", 2.0),
                   (date(year, 12, 25), "christmas-day", 0.1), (date(year, 12, 26), "boxing-day", 0.4)]
    return sorted(event for event in events if event[0] < date(2026, 7, 1))


@dataclass(eq=False)
class Item:
    code: str
    group: str
    kind: str
    lines_per_day: float
    units_per_line: float
    price: float
    unit_cost: float
    supplier: Supplier
    multiple: int
    minimum: int
    maximum: int  # 0 = none
    first_day: int
    fading_from: int  # DAYS or later = never
    growing: bool
    elasticity: float
    prices: list = field(default_factory=list)  # list price per day
    promotions: dict = field(default_factory=dict)  # day -> share off the list price


def make_items(draws):
    kinds = draws.shuffled(kind for kind, parameters in KINDS.items() for _ in range(parameters[0]))
    items = []
    for index, kind in enumerate(kinds):
        _, low, high, units = KINDS[kind]
        price = round(math.exp(2.4 + 0.75 * draws.normal()), 0) + draws.pick([0.5, 0.95, 0.99])
        supplier = draws.pick(SUPPLIERS)
        multiple = draws.pick([1, 1, 1, 6, 12]) if price < 25 else 1
        item = Item(
            code=f"{101 + 7 * index:05d}" + draws.pick(["", "", "", "", "B"]), group=draws.pick(sorted(GROUPS)), kind=kind,
            lines_per_day=low * (high / low) ** draws.uniform(), units_per_line=units, price=price,
            unit_cost=round(price * draws.uniform(0.4, 0.6), 2), supplier=supplier, multiple=multiple,
            minimum=draws.pick([0, 0, 2]) * multiple, maximum=0, first_day=0, fading_from=10 * DAYS,
            growing=kind == "medium" and draws.chance(0.1), elasticity=draws.uniform(1.2, 3.0))
        if kind == "launch":
            item.first_day = draws.integer(380, DAYS - 60)
        if kind == "dying":
            item.fading_from = draws.integer(400, 600)
        if draws.chance(0.06):
            item.maximum = max(item.minimum, item.multiple) * draws.integer(10, 20)
        set_prices(item, draws)
        items.append(item)
    return items


def set_prices(item, draws):
    """A list price that rises once or twice, and a few promotions of a week or two, the future's first one known too."""
    rises = sorted(draws.integer(90, DAYS - 30) for _ in range(draws.integer(1, 2)))
    level = item.price
    for day in range(DAYS + 60):
        if day in rises:
            level = round(level * draws.uniform(1.03, 1.09), 2)
        item.prices.append(level)
    for _ in range(draws.integer(2, 6)):
        start, length, off = draws.integer(20, DAYS + 30), draws.pick([7, 7, 14]), draws.pick([0.1, 0.15, 0.2, 0.25, 0.3])
        for day in range(start, min(start + length, DAYS + 60)):
            item.promotions[day] = off


def season_factor(group, day):
    peak, height, width = GROUPS[group]
    if height == 0:
        return 1.0
    distance = (((FIRST_DAY + timedelta(day)).timetuple().tm_yday - peak + 182) % 365) - 182
    if width is None:
        return 1 + height * math.cos(2 * math.pi * distance / 365)
    return (0.25 if group == "christmas" else 0.85) + height * math.exp(-0.5 * (distance / width) ** 2)


def demand_rates(item, share, events, draws):
    """Expected order lines per day: level (drifting, launched, growing, fading) x season x weekday x event x price."""
    rates, level = [], 0.0
    for day in range(DAYS):
        if day % 7 == 0:
            level = 0.995 * level + 0.045 * draws.normal()
        rate = item.lines_per_day * share * math.exp(level) * season_factor(item.group, day)
        today = FIRST_DAY + timedelta(day)
        rate *= WEEKDAY_FACTORS[today.weekday()] * events.get(today, 1.0)
        if day < item.first_day:
            rate = 0.0
        elif item.first_day:
            rate *= 1 - math.exp(-(day - item.first_day + 1) / 30)
        if item.growing and day > 500:
            rate *= 1 + 2 * (day - 500) / (DAYS - 500)
        if day > item.fading_from:
            rate *= 0.5 ** ((day - item.fading_from) / 40)
        paid = item.prices[day] / item.price * (1 - item.promotions.get(day, 0))
        rates.append(rate * paid ** -item.elasticity * (1.35 if day in item.promotions else 1.0))
    return rates
