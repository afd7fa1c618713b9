"""Units of the real order lines, counted by pandas: the reference of RealShopTests.

python real_shop_reference.py TRANSACTIONS.csv.gz

Demand is what is left of the lines of goods: without write-offs (price 0, negative), stock adjustments (price 0, positive, no
customer) and invoices starting with A; cancellations count negative, and items without a single sale are left out. The subset is
every item whose code starts with 227.
"""
import re
import sys

import pandas as pd

lines = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
quantity = lines.Quantity.astype(int)
price = lines.Price.astype(float)
kind = lines.Invoice.str[0].str.upper()
no_goods = re.compile(
    r"^(POST|DOT|M|D|S|B|C2|C3|CRUK|PADS|BANK CHARGES|AMAZONFEE|GIFT|ADJUST.*|GIFT_.*|TEST.*)$", re.I)
goods = ~lines.StockCode.map(lambda code: bool(no_goods.match(code)))
keep = goods & (kind != "A") & ~((price == 0) & (quantity < 0))
keep &= ~((price == 0) & (quantity > 0) & (lines["Customer ID"] == "") & (kind != "C"))
sold = set(lines.StockCode[keep & (quantity > 0)])
used = keep & lines.StockCode.isin(sold)
print("lines of goods used", int(keep.sum()))
print("items", len(sold))
print("units", int(quantity[used].sum()))
print("units without returns", int(quantity[used & (quantity > 0)].sum()))
print("codes that are no goods", len(set(lines.StockCode[~goods])), "lines", int((~goods).sum()))
part = used & lines.StockCode.str.startswith("227")
print("subset: lines", int(lines.StockCode.str.startswith("227").sum()), "items", lines.StockCode[part].nunique(), "units", int(quantity[part].sum()))
