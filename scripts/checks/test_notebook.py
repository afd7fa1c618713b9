"""The exported notebook: valid, and its embedded tables are what running its cells gives.

The recorded notebook of the invented example run stands beside the files its cells read. Running the cells needs pandas and
matplotlib; where they are not installed, only the form is checked.
"""

import ast
import contextlib
import io
import os
import pathlib
import unittest

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "PlanExportTests" / "Golden"


class RecordedNotebook(unittest.TestCase):
    def setUp(self):
        import nbformat

        self.notebook = nbformat.read(GOLDEN / "plan.ipynb", as_version=nbformat.NO_CONVERT)
        nbformat.validate(self.notebook)

    def test_cells_are_numbered_as_if_run_from_top_to_bottom(self):
        counts = [cell.execution_count for cell in self.notebook.cells if cell.cell_type == "code"]
        self.assertEqual(counts, list(range(1, len(counts) + 1)))

    def test_running_the_cells_gives_the_embedded_tables(self):
        try:
            import matplotlib
            import pandas  # noqa: F401
        except ImportError as missing:
            self.skipTest(f"{missing.name} is not installed")
        matplotlib.use("Agg")
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(GOLDEN)
        names = {}
        compared = 0
        for cell in self.notebook.cells:
            if cell.cell_type != "code":
                continue
            printed, value = run(cell, names)
            for output in cell.outputs:
                with self.subTest(cell.id, kind=output.output_type):
                    if output.output_type == "stream":
                        self.assertEqual(output.text, printed)
                        compared += 1
                    elif output.output_type == "execute_result":
                        self.assertEqual(output.data["text/plain"], repr(value))
                        self.assertEqual(output.data["text/html"], value.to_html(border=1, notebook=False))
                        compared += 1
        self.assertEqual(compared, 4)


def run(cell, names):
    """Runs a cell as Jupyter does: what it printed, and the value of its last line."""
    tree = ast.parse(cell.source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, cell.id, "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), cell.id, "eval"), names)
    return printed.getvalue(), value


if __name__ == "__main__":
    unittest.main()
