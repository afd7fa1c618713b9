"""The bundled data sets: small, documented, and what their scripts say."""

import csv
import gzip
import io
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATASETS = ROOT / "datasets"
LARGEST_FILE = 3_000_000  # bytes


def table(path):
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


class EveryDataSet(unittest.TestCase):
    def test_has_a_data_card_and_a_plan(self):
        folders = sorted(path for path in DATASETS.iterdir() if path.is_dir())
        self.assertEqual([path.name for path in folders], ["orange-juice", "pbs-prescriptions", "synthetic-shop", "warehouse-shop"])
        for folder in folders:
            with self.subTest(folder.name):
                card = (folder / "README.md").read_text(encoding="utf-8")
                for word in ["source", "licence", "## How it was made", "## Tables", "## Known defects"]:
                    self.assertIn(word, card)
                self.assertTrue((folder / "plan.toml").is_file())

    def test_files_are_small(self):
        for path in DATASETS.rglob("*"):
            if path.is_file():
                self.assertLess(path.stat().st_size, LARGEST_FILE, path)

    def test_sizes_are_what_the_cards_say(self):
        for folder, rows, series in [("pbs-prescriptions", 67_596, 336), ("orange-juice", 106_139, 913)]:
            with self.subTest(folder):
                sales = table(DATASETS / folder / "sales.csv.gz")
                self.assertEqual(len(sales), rows)
                self.assertEqual(len({(row["item"], row["location"]) for row in sales}), series)
                self.assertEqual(len({(row["item"], row["location"], row["date"]) for row in sales}), rows)


class WarehouseShop(unittest.TestCase):
    def test_generator_writes_the_committed_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, str(ROOT / "scripts" / "make_warehouse_shop.py"), folder], check=True)
            for name in ["sales.csv", "items.csv", "network.csv"]:
                self.assertEqual((pathlib.Path(folder) / name).read_bytes(), (DATASETS / "warehouse-shop" / name).read_bytes(), name)
        sales = table(DATASETS / "warehouse-shop" / "sales.csv")
        self.assertEqual(len(sales), 6_899)
        self.assertEqual(len({(row["item"], row["location"]) for row in sales}), 65)


class SyntheticShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = DATASETS / "synthetic-shop"
        cls.items = table(cls.folder / "items.csv")

    def sums(self, name, column):
        totals = {}
        for row in table(self.folder / name):
            key = row["item"], row["location"]
            totals[key] = totals.get(key, 0) + int(row[column])
        return totals

    def test_generator_writes_the_committed_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, str(ROOT / "scripts" / "make_synthetic_shop.py"), "--out", folder], check=True, capture_output=True)
            made = sorted(pathlib.Path(folder).iterdir())
            self.assertEqual([path.name for path in made], sorted(path.name for path in self.folder.glob("*.csv")))
            for path in made:
                self.assertEqual(path.read_bytes(), (self.folder / path.name).read_bytes(), path.name)

    def test_open_orders_and_backorders_add_up_to_the_items(self):
        on_order = self.sums("open_orders.csv", "quantity")
        backordered = self.sums("backorders.csv", "quantity")
        for row in self.items:
            key = row["item"], row["location"]
            self.assertEqual(int(row["on_order"]), on_order.get(key, 0), key)
            self.assertEqual(int(row["backordered"]), backordered.get(key, 0), key)

    def test_stock_outs_cut_sales_off(self):
        with tempfile.TemporaryDirectory() as folder:
            truth = pathlib.Path(folder) / "truth.csv"
            subprocess.run(
                [sys.executable, str(ROOT / "scripts" / "make_synthetic_shop.py"), "--out", folder, "--truth", str(truth)],
                check=True, capture_output=True)
            days = table(truth)
        marked = {(row["item"], row["location"], row["date"][:10])
                  for row in table(self.folder / "sales.csv") if row["stockout"] == "1"}
        lost = [row for row in days if int(row["sold"]) < int(row["wanted"])]
        self.assertGreater(len(lost), 1000)
        for row in lost:
            self.assertIn((row["item"], row["location"], row["date"]), marked)
        for row in days:
            self.assertLessEqual(int(row["sold"]), int(row["wanted"]))
