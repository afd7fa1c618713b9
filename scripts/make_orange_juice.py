#!/usr/bin/env python3
"""Writes datasets/orange-juice from the R data file in Debian's package r-cran-bayesm (no R needed).

    apt-get download r-cran-bayesm && dpkg -x r-cran-bayesm_*.deb /tmp/bayesm
    python3 -m venv /tmp/oj && /tmp/oj/bin/pip install rdata==1.1.0
    /tmp/oj/bin/python scripts/make_orange_juice.py /tmp/bayesm/usr/lib/R/site-library/bayesm/data/orangeJuice.rda
"""

import csv
import gzip
import io
import math
import pathlib
import sys
import warnings
from datetime import date, timedelta

OUT = pathlib.Path(__file__).resolve().parents[1] / "datasets" / "orange-juice"
FIRST_DAY_OF_WEEK_ONE = date(1989, 9, 14)  # a Thursday: the retailer's weeks run from Thursday to Wednesday
# Brand number in the source: (item, ounces in a carton).
BRANDS = {
    1: ("tropicana-premium-64oz", 64), 2: ("tropicana-premium-96oz", 96), 3: ("floridas-natural-64oz", 64),
    4: ("tropicana-64oz", 64), 5: ("minute-maid-64oz", 64), 6: ("minute-maid-96oz", 96), 7: ("citrus-hill-64oz", 64),
    8: ("tree-fresh-64oz", 64), 9: ("florida-gold-64oz", 64), 10: ("dominicks-64oz", 64), 11: ("dominicks-128oz", 128),
}


def read(path):
    """The data frame `yx` of the R object `orangeJuice`: a row per store, brand and week."""
    import rdata

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # row names of a kind that the reader does not convert, and we do not use
        return rdata.read_rda(path)["orangeJuice"]["yx"]


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    rows = []
    for row in read(sys.argv[1]).to_dict("records"):
        brand = int(row["brand"])
        item, ounces = BRANDS[brand]
        volume = math.exp(row["logmove"])
        cartons = round(volume / ounces)
        if abs(cartons * ounces - volume) > 1e-6 * volume:
            raise SystemExit(f"store {row['store']}, brand {brand}, week {row['week']}: {volume} ounces are not whole cartons")
        day = FIRST_DAY_OF_WEEK_ONE + timedelta(7 * (int(row["week"]) - 1))
        deal, feature = int(row["deal"]), float(row["feat"])
        rows.append([
            item, int(row["store"]), day.isoformat(), cartons, f"{row[f'price{brand}'] * ounces:.2f}",
            1 if deal or feature > 0 else 0, deal, f"{feature:.3f}".rstrip("0").rstrip(".")])
    rows.sort()

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["date", "item", "location", "quantity", "price", "promotion", "deal", "feature"])
    writer.writerows([day, item, f"{store:03d}", *rest] for item, store, day, *rest in rows)
    OUT.mkdir(parents=True, exist_ok=True)
    with open(OUT / "sales.csv.gz", "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.getvalue().encode("utf-8"))
    with open(OUT / "brands.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["item", "brand", "carton_ounces"])
        writer.writerows([item, brand, ounces] for brand, (item, ounces) in BRANDS.items())
    print(f"{len(rows)} rows, {len({(row[0], row[1]) for row in rows})} series")


if __name__ == "__main__":
    main()
