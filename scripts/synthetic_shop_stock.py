"""Two years in the stock room of one item at one location: customers, shelf, backorders, orders to the supplier."""

import math
from dataclasses import dataclass, field

from synthetic_shop_model import DAYS, PATIENT_SHARE


@dataclass
class PurchaseOrder:
    ordered_on: int
    promised_on: int
    received_on: int
    ordered: int
    received: int
    accepted: int


@dataclass
class Trace:
    """What happened: what the shop wrote down, and (wanted) what it could not see."""

    sales: list = field(default_factory=list)  # (day, second of the day, units, price paid, promotion)
    stockouts: set = field(default_factory=set)  # days on which a shelf was empty at some time
    wanted: list = field(default_factory=list)  # units per day, lost ones included
    orders: list = field(default_factory=list)
    waiting: list = field(default_factory=list)  # [day ordered, units still owed]
    on_hand: int = 0
    value_days: float = 0.0  # unit cost x units on the shelf, summed over the last year

    def on_order(self, today):
        return sum(order.accepted for order in self.orders if order.received_on >= today)


def second_of_day(draws):
    """Customers come from eight to ten, most of them in the afternoon and evening."""
    return int(3600 * (8 + 14 * (draws.uniform() + draws.uniform() + draws.uniform(0, 0.5)) / 2.5))


def line_units(item, draws):
    """Most lines are one to a few units; a few are bulk orders of tens."""
    if item.kind in ("fast", "medium") and draws.chance(0.004):
        return draws.integer(12, 48)
    return draws.geometric(item.units_per_line)


def place_order(item, trace, day, units, draws):
    supplier = item.supplier
    units = max(units, item.minimum)
    units = item.multiple * math.ceil(units / item.multiple)
    if item.maximum:
        units = min(units, item.maximum // item.multiple * item.multiple)
    lead = max(1, round(supplier.lead_time + supplier.lead_time_sd * draws.normal()))
    received = units if draws.chance(0.96) else max(1, int(units * draws.uniform(0.8, 0.95)))
    accepted = received if draws.chance(0.97) else max(0, received - max(1, int(0.04 * received)))
    trace.orders.append(PurchaseOrder(day, day + round(supplier.lead_time), day + lead, units, received, accepted))


def planner_levels(item, recent):
    """The shop's own rule, which Twobin is to beat: recent sales a day x days covered, and a little more by rule of thumb."""
    days = item.supplier.lead_time + max(1, item.supplier.review)
    mean = recent * days
    safety = 1.2 * math.sqrt(1.5 * item.units_per_line * mean)
    cycle = max(recent * 21, item.multiple)
    return mean + safety, mean + safety + cycle


def simulate(item, share, rates, draws):
    trace = Trace()
    usual = item.lines_per_day * share * item.units_per_line
    trace.on_hand = 0 if item.first_day else math.ceil(planner_levels(item, usual)[1])
    sold_by_day = []
    for day in range(DAYS):
        if item.first_day and day == item.first_day - 1:
            trace.on_hand = math.ceil(0.7 * planner_levels(item, usual)[1])
        receive(trace, day)
        sold_by_day.append(serve(item, trace, day, rates[day], draws))
        if trace.on_hand == 0 and day >= item.first_day:
            trace.stockouts.add(day)
        if day > DAYS - 366:
            trace.value_days += trace.on_hand * item.unit_cost
        if day >= item.first_day and (item.supplier.review == 0 or day % item.supplier.review == 0):
            review(item, trace, day, sold_by_day, usual, draws)
    return trace


def receive(trace, day):
    for order in trace.orders:
        if order.received_on == day:
            trace.on_hand += order.accepted
    while trace.waiting and trace.on_hand > 0:
        shipped = min(trace.on_hand, trace.waiting[0][1])
        trace.on_hand -= shipped
        trace.waiting[0][1] -= shipped
        if trace.waiting[0][1] == 0:
            trace.waiting.pop(0)


def serve(item, trace, day, rate, draws):
    """The day's customers in the order of their coming; returns the units sold."""
    sold_today, wanted_today = 0, 0
    promotion = item.promotions.get(day, 0)
    price = round(item.prices[day] * (1 - promotion), 2)
    for second in sorted(second_of_day(draws) for _ in range(draws.poisson(rate))):
        units = line_units(item, draws)
        wanted_today += units
        shipped = min(units, trace.on_hand)
        owed = units - shipped
        if owed:
            trace.stockouts.add(day)
            if draws.chance(PATIENT_SHARE):
                trace.waiting.append([day, owed])
            else:
                owed = 0
        trace.on_hand -= shipped
        if shipped + owed:
            trace.sales.append((day, second, shipped + owed, price, 1 if promotion else 0))
            sold_today += shipped + owed
    trace.wanted.append(wanted_today)
    return sold_today


def review(item, trace, day, sold_by_day, usual, draws):
    seen = [units for back, units in enumerate(reversed(sold_by_day[-70:])) if day - back not in trace.stockouts]
    recent = sum(seen) / len(seen) if len(seen) >= 20 else usual
    low, high = planner_levels(item, recent)
    position = trace.on_hand + trace.on_order(day + 1) - sum(owed for _, owed in trace.waiting)
    if position <= low and (recent > 0 or position < 0):
        place_order(item, trace, day, math.ceil(high - position), draws)
