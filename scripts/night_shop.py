"""An invented shop for scripts that run nights: six items, sales by day, the same on every machine."""

import datetime
import pathlib

GOODS = [("0012", "main", 6, 90, "2.5"), ("mug", "main", 4, 70, "4"), ("teapot", "main", 2, 12, "19.5"), ("candle", "north", 12, 95, "1.2"),
         ("brush", "main", 2, 20, "7"), ("lamp", "main", 3, 35, "12")]
FIRST_DAY = datetime.date(2024, 1, 1)
ITEMS = """item,location,supplier,unit_cost,lead_time_days,lead_time_sd_days,review_period_days,order_multiple,on_hand,on_order
0012,main,alder,1.25,14,,7,,40,20
mug,main,alder,2,21,4,7,6,10,
teapot,main,birch,9.5,60,10,0,,3,
candle,north,birch,0.4,7,,7,,100,
brush,main,alder,3.5,14,,7,,4,
lamp,main,birch,6,14,,7,,5,
"""


def sales_rows(days):
    """Rows of the first days, from a linear congruential generator: more days never change the rows of earlier ones."""
    state = 2010
    rows = []
    for day in range(days):
        date = FIRST_DAY + datetime.timedelta(days=day)
        for item, location, most, chance, price in GOODS:
            draws = []
            for _ in range(2):
                state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
                draws.append(state >> 33)
            if draws[0] % 100 < chance:
                rows.append(f"{date},{item},{location},{1 + draws[1] % most},{price}")
    return rows


def write_sales(path, days):
    pathlib.Path(path).write_text("date,item,location,quantity,price\n" + "\n".join(sales_rows(days)) + "\n", encoding="utf-8")


def day_after(days):
    """The day after the last of so many days, as the plan file writes it."""
    return (FIRST_DAY + datetime.timedelta(days=days)).isoformat()
