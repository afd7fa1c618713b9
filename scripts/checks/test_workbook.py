"""The workbook of the demo, opened with openpyxl: sheets, codes as text, no formulas but subtotals, a chart."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import openpyxl

ROOT = pathlib.Path(__file__).resolve().parents[2]
TWOBIN = os.environ.get("CHECK_TWOBIN", str(ROOT / ".build/release/twobin"))
OUT = ROOT / os.environ.get("CHECK_OUT", "out/demo")


class Workbook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        path = pathlib.Path(cls.folder.name) / "plan.xlsx"
        done = subprocess.run(
            [TWOBIN, "export", "latest", "--format", "xlsx", "--out", str(path), "--store", str(OUT / "twobin.sqlite")],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
        assert done.returncode == 0, done.stderr.decode()
        cls.book = openpyxl.load_workbook(path)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_sheets(self):
        self.assertEqual(self.book.sheetnames, ["Exceptions", "Orders", "Items", "Summary", "Overrides"])

    def test_codes_are_text_and_numbers_are_numbers(self):
        rows = list(self.book["Items"].iter_rows(min_row=1, values_only=True))
        head = list(rows[0])
        for row in rows[1:]:
            self.assertIsInstance(row[head.index("item")], str)
            self.assertIsInstance(row[head.index("order now")], (int, float))
        self.assertTrue(any(row[0].startswith("00") for row in rows[1:]))

    def test_no_point_stands_behind_a_whole_number(self):
        """Excel shows the point of a format with optional decimals only (`#,##0.###`) behind whole numbers, too: `12.`"""
        fractions = 0
        for sheet in self.book:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, (int, float)):
                        self.assertNotRegex(cell.number_format, r"\.#", (sheet.title, cell.coordinate))
                        fractions += cell.number_format == "#,##0.0##"
        self.assertGreater(fractions, 0)

    def test_only_subtotals_are_formulas(self):
        for sheet in self.book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        self.assertRegex(cell.value, r"^=SUBTOTAL\(9,[GI]\d+:[GI]\d+\)$")

    def test_head_is_frozen_and_filtered(self):
        for name in ["Exceptions", "Orders", "Items"]:
            self.assertIsNotNone(self.book[name].freeze_panes)
            self.assertIsNotNone(self.book[name].auto_filter.ref)

    def test_the_exchange_curve_is_a_chart(self):
        self.assertEqual(len(self.book["Summary"]._charts), 1)

    def test_sheets_print_on_pages_that_can_be_read(self):
        """Landscape, the head on every page, as wide as one page or at three quarters; whole sentences stand in rows that are high enough for them."""
        for name in ["Exceptions", "Orders", "Items"]:
            sheet = self.book[name]
            self.assertEqual(sheet.page_setup.orientation, "landscape", name)
            self.assertRegex(sheet.print_title_rows, r"^\$?\d+:\$?\d+$", name)
            if sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage:
                # One page wide is what the file says by saying nothing.
                self.assertEqual((sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight), (1, 0), name)
            else:
                self.assertGreaterEqual(sheet.page_setup.scale, 60, name)
        for name in ["Exceptions", "Orders"]:
            sheet, found = self.book[name], 0
            header = sheet.auto_filter.ref.split(":")[0]
            top = sheet[header].row
            column = [cell.value for cell in sheet[top]].index("why") + 1
            width = sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width
            for row in range(top + 1, sheet.max_row + 1):
                cell = sheet.cell(row, column)
                if not isinstance(cell.value, str) or len(cell.value) <= width:
                    continue
                found += 1
                self.assertTrue(cell.alignment.wrap_text, (name, row))
                lines = -(-len(cell.value) // int(width))
                self.assertGreaterEqual(sheet.row_dimensions[row].height or 15, 12 * lines, (name, row, cell.value))
            self.assertGreater(found, 0, f"{name}: no sentence longer than its column")


if __name__ == "__main__":
    unittest.main()
