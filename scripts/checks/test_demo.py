"""The files that `make demo` wrote, and the exports of its run, against the documented contracts."""

import csv
import hashlib
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
from datetime import datetime

try:
    import tomllib
except ModuleNotFoundError:  # Python before 3.11
    import tomli as tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
TWOBIN = os.environ.get("CHECK_TWOBIN", str(ROOT / ".build/release/twobin"))
PLAN = ROOT / os.environ.get("CHECK_PLAN", "datasets/synthetic-shop/plan.toml")
OUT = ROOT / os.environ.get("CHECK_OUT", "out/demo")

RECOMMENDATION_COLUMNS = (
    "item name supplier location status order_now line_value unit_cost order_multiple minimum_order_quantity order_by policy "
    "reorder_point order_up_to order_quantity reorder_point_change order_up_to_change inventory_position days_of_cover stockout_p50 "
    "stockout_p10 safety_stock protection_days demand_mean demand_sd expected_backorders backordered_units_per_year fill_rate "
    "ready_rate cycle_service_level expected_wait_days waiting_over_7_days waiting_over_14_days waiting_over_30_days average_on_hand average_inventory_value restock_p50 restock_p90 reason"
).split()
QUARANTINE_COLUMNS = "file line column code value hint".split()
# Differ between runs by their nature: measured seconds, and pages of a database.
NOT_COMPARED = {"timings.json", "lineage.json", ".twobin.lock"}  # the lock names the process that holds it
NOT_COMPARED_PREFIXES = ("twobin.sqlite",)


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return reader.fieldnames, list(reader)


def number(text):
    return float(text) if text != "" else None


def damaged_lines(path):
    """Line numbers of the sales file that no reading of the contract can use; the header is line 1."""
    lines = []
    with open(path, encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                datetime.fromisoformat(row["date"])
                usable = math.isfinite(float(row["quantity"])) and row["item"] != ""
            except ValueError:
                usable = False
            if not usable:
                lines.append(line)
    return lines


def twobin(*arguments):
    return subprocess.run([TWOBIN, *map(str, arguments)], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=600)


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in NOT_COMPARED and not path.name.startswith(NOT_COMPARED_PREFIXES)
    }


class DemoFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.columns, cls.recommendations = rows(OUT / "recommendations.csv")
        cls.plan = tomllib.loads(PLAN.read_text(encoding="utf-8"))
        _, items = rows(PLAN.parent / cls.plan["items"]["path"])
        cls.items = {(row["item"], row["location"] or "main"): row for row in items}

    def test_every_file_is_there(self):
        for name in ["recommendations.csv", "forecasts.csv", "quarantine.csv", "summary.json", "timings.json", "twobin.sqlite"]:
            with self.subTest(name):
                self.assertGreater((OUT / name).stat().st_size, 0)

    def test_recommendations_have_the_documented_columns(self):
        self.assertEqual(self.columns, RECOMMENDATION_COLUMNS)

    def test_one_recommendation_for_every_item_location(self):
        """Every row of items.csv, and the one item that is sold but not listed there."""
        keys = [(row["item"], row["location"]) for row in self.recommendations]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertEqual(sorted(set(self.items) - set(keys)), [])
        self.assertEqual(len(set(keys) - set(self.items)), 1, set(keys) - set(self.items))

    def test_recommendations_are_sorted_by_item_then_location(self):
        keys = [(row["item"].encode(), row["location"].encode()) for row in self.recommendations]
        self.assertEqual(keys, sorted(keys))

    def test_shares_lie_between_zero_and_one(self):
        for row in self.recommendations:
            for column in ["fill_rate", "ready_rate", "cycle_service_level"]:
                value = number(row[column])
                if value is not None:
                    self.assertTrue(0 <= value <= 1, (row["item"], column, value))

    def test_amounts_are_not_negative(self):
        for row in self.recommendations:
            for column in ["expected_backorders", "backordered_units_per_year", "average_on_hand", "average_inventory_value",
                           "demand_mean", "demand_sd", "expected_wait_days", "order_now"]:
                value = number(row[column])
                if value is not None:
                    self.assertGreaterEqual(value, 0, (row["item"], column))

    def test_status_is_one_of_the_documented(self):
        seen = {row["status"] for row in self.recommendations}
        self.assertLessEqual(seen, {"ok", "capped", "check", "no_history", "kit", "replaced", "failed"})
        self.assertIn("ok", seen)

    def test_safety_stock_is_what_exceeds_mean_demand(self):
        for row in self.recommendations:
            if row["policy"] in ("RS", "RsS", "sS") and row["safety_stock"] and row["order_up_to"]:
                # Where orders come in batches a planner can count on the reorder point, not on what a batch adds.
                in_batches = number(row["reorder_point"]) < number(row["order_up_to"]) - 1
                level = number(row["reorder_point" if in_batches else "order_up_to"])
                # What orders lack or fall behind must be covered like demand; the reason says how much, to two decimals.
                lacking = [float(units) for units in re.findall(r"([0-9.]+) units of the level stand for", row["reason"])]
                expected = level - number(row["demand_mean"]) - sum(lacking)
                exact = 1e-5 * max(1, number(row["demand_mean"]), abs(number(row["safety_stock"])))
                self.assertAlmostEqual(number(row["safety_stock"]), expected, delta=0.006 * len(lacking) + exact)

    def test_orders_keep_multiples_and_limits(self):
        for row in self.recommendations:
            terms = self.items.get((row["item"], row["location"]))
            order = number(row["order_now"]) or 0
            if not terms or order == 0:
                continue
            multiple = number(terms["order_multiple"]) or 1
            self.assertAlmostEqual(order / multiple, round(order / multiple), places=9, msg=row["item"])
            self.assertGreaterEqual(order, number(terms["minimum_order_quantity"]) or 0, row["item"])
            most = number(terms["maximum_order_quantity"])
            if most is not None:
                self.assertLessEqual(order, most, row["item"])

    def test_budget_is_kept(self):
        budget = self.plan["objective"]["average_inventory_value"]
        total = sum(number(row["average_inventory_value"]) or 0 for row in self.recommendations)
        self.assertLessEqual(total, budget * (1 + 1e-6))

    def test_forecasts_are_complete(self):
        columns, forecasts = rows(OUT / "forecasts.csv")
        self.assertEqual(columns[:3], ["unique_id", "ds", "mean"])
        self.assertTrue(all(column.startswith("q0.") for column in columns[3:]), columns)
        per_series = {}
        for row in forecasts:
            per_series.setdefault(row["unique_id"], []).append(row["ds"])
            for column in columns[2:]:
                self.assertTrue(float("-inf") < float(row[column]) < float("inf"), row)
        self.assertEqual(len({len(dates) for dates in per_series.values()}), 1, "every series has the same horizon")
        for dates in per_series.values():
            self.assertEqual(dates, sorted(set(dates)))
        with_history = [row for row in self.recommendations if row["status"] in ("ok", "capped", "check")]
        self.assertEqual(len(per_series), len(with_history))

    def test_damaged_rows_are_set_aside_with_a_reason(self):
        columns, quarantined = rows(OUT / "quarantine.csv")
        self.assertEqual(columns, QUARANTINE_COLUMNS)
        expected = damaged_lines(PLAN.parent / self.plan["sales"]["path"])
        self.assertEqual(sorted(int(row["line"]) for row in quarantined if "sales" in row["file"]), expected)
        for row in quarantined:
            self.assertTrue(row["line"].isdigit() and row["code"] and row["hint"], row)

    def test_summaries_are_json(self):
        for name in ["summary.json", "timings.json"]:
            content = json.loads((OUT / name).read_text(encoding="utf-8"))
            self.assertIsInstance(content, dict)
            self.assertGreater(len(content), 0)

    def test_planning_again_gives_the_same_bytes(self):
        before = digests(OUT)
        done = twobin("plan", PLAN.relative_to(ROOT), "--out", OUT.relative_to(ROOT))
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(digests(OUT), before)

    def test_a_dry_run_writes_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(folder) / "never"
            done = twobin("plan", PLAN.relative_to(ROOT), "--out", target, "--dry-run")
            self.assertEqual(done.returncode, 0, done.stderr.decode())
            self.assertFalse(target.exists())


class Exports(unittest.TestCase):
    def export(self, kind):
        done = twobin("export", "latest", "--format", kind, "--store", OUT / "twobin.sqlite")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode("utf-8")

    def test_csv_export_is_the_recommendations(self):
        exported = list(csv.DictReader(self.export("csv").splitlines(keepends=True)))
        self.assertEqual(exported, rows(OUT / "recommendations.csv")[1])

    def test_json_export_has_every_item(self):
        content = json.loads(self.export("json"))
        self.assertIn(rows(OUT / "recommendations.csv")[1][0]["item"], json.dumps(content))

    def check_notebook(self, text):
        import nbformat

        notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
        self.assertEqual((notebook.nbformat, notebook.nbformat_minor), (4, 5))
        outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
        self.assertGreater(len(outputs), 0, "outputs are embedded")
        kinds = {kind for output in outputs for kind in output.get("data", {})}
        self.assertTrue(kinds & {"image/svg+xml", "image/png"}, kinds)

    def test_notebook_export_is_valid(self):
        self.check_notebook(self.export("notebook"))

    def test_committed_notebooks_are_valid(self):
        notebooks = sorted((ROOT / "notebooks-export").glob("*.ipynb"))
        self.assertGreater(len(notebooks), 0)
        for path in notebooks:
            with self.subTest(path.name):
                self.check_notebook(path.read_text(encoding="utf-8"))


class Failures(unittest.TestCase):
    """What a user gets who makes a mistake: the documented exit status, one clear message, no file."""

    def plan(self, text, *files):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        for name, content in files:
            (folder / name).write_text(content, encoding="utf-8")
        (folder / "plan.toml").write_text(text, encoding="utf-8")
        done = twobin("plan", folder / "plan.toml", "--out", folder / "out")
        self.assertFalse((folder / "out" / "recommendations.csv").exists())
        return done.returncode, done.stderr.decode()

    def test_missing_sales_file(self):
        status, errors = self.plan('[sales]\npath = "nowhere.csv"\n')
        self.assertEqual(status, 65, errors)
        self.assertIn("nowhere.csv", errors)

    def test_misspelt_key_names_the_nearest(self):
        status, errors = self.plan('[sales]\npath = "sales.csv"\n[series]\nperoid = "week"\n', ("sales.csv", "date,item,quantity\n2026-01-05,A,1\n"))
        self.assertEqual(status, 65, errors)
        self.assertIn("period", errors)

    def test_column_that_is_needed_and_absent(self):
        status, errors = self.plan('[sales]\npath = "sales.csv"\n', ("sales.csv", "date,item,amount_sold\n2026-01-05,A,1\n"))
        self.assertEqual(status, 65, errors)
        self.assertIn("quantity", errors)

    def test_wrong_usage(self):
        done = twobin("plan")
        self.assertEqual(done.returncode, 64, done.stderr.decode())
