"""Weekly demand of some items of the real order lines, by pandas: the reference of OnlineRetailTests.theRealYear.

python online_retail_reference.py TRANSACTIONS.csv.gz > online_retail_reference.csv

Rules: lines of codes that are no goods, invoices starting with A, write-offs (price 0, negative) and stock adjustments (price 0,
positive, no customer) are left out; cancellations are netted on their own day; weeks are 7-day blocks ending 2010-11-30; the one
day before the first whole week is left out; weeks below zero are zero; a series starts with the week of its first sale.
"""
import re
import sys

import pandas as pd

lines = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
quantity = lines.Quantity.astype(int)
price = lines.Price.astype(float)
invoice = lines.Invoice.str[0].str.upper()
no_goods = re.compile(
    r"^(POST|DOT|M|D|S|B|C2|C3|CRUK|PADS|BANK CHARGES|AMAZONFEE|GIFT|ADJUST.*|GIFT_.*|TEST.*)$", re.I)
goods = ~lines.StockCode.map(lambda code: bool(no_goods.match(code)))
keep = goods & (invoice != "A") & ~((price == 0) & (quantity < 0))
keep &= ~((price == 0) & (quantity > 0) & (lines["Customer ID"] == "") & (invoice != "C"))
sales = pd.DataFrame({"item": lines.StockCode, "day": pd.to_datetime(lines.InvoiceDate).dt.normalize(), "units": quantity})[keep]
last = pd.Timestamp("2010-11-30")
sales["back"] = (last - sales.day).dt.days // 7          # 0: the last week
weeks = sales.groupby(["item", "back"]).units.sum()
first_sale = sales[sales.units > 0].groupby("item").back.max()
print("item,weeks")
print(f"items,{len(first_sale)}")
chosen = sorted(first_sale.index)[::131] + ["85123A", "22423", "85049a", "85049A"]
for item in chosen:
    start = min(int(first_sale[item]), 51)               # block 52 holds a single day
    values = [max(0, int(weeks.get((item, back), 0))) for back in range(start, -1, -1)]
    print(f"{item},{' '.join(map(str, values))}")
