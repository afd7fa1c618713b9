#!/usr/bin/env python3
"""Runs the notebooks of this folder and writes them with their outputs to notebooks-export/.

    python3 -m venv out/python/notebook-environment
    out/python/notebook-environment/bin/pip install -r python/notebooks/requirements.txt out/python/twobin-*.whl
    out/python/notebook-environment/bin/python python/notebooks/make_notebooks.py [name ...]
"""

import pathlib
import sys

import nbformat
from nbclient import NotebookClient

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "notebooks-export"


def cells(text):
    for part in text.split("# %%")[1:]:
        head, _, body = part.partition("\n")
        body = body.strip("\n")
        if "[markdown]" in head:
            yield nbformat.v4.new_markdown_cell("\n".join(line.removeprefix("#").removeprefix(" ") for line in body.splitlines()))
        elif body:
            yield nbformat.v4.new_code_cell(body)


def main():
    names = sys.argv[1:] or [path.stem for path in sorted(HERE.glob("*.py")) if path.stem != "make_notebooks"]
    for name in names:
        notebook = nbformat.v4.new_notebook(cells=list(cells((HERE / f"{name}.py").read_text(encoding="utf-8"))))
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        for number, cell in enumerate(notebook.cells):
            cell["id"] = f"cell-{number}"
        NotebookClient(notebook, timeout=900, kernel_name="python3", resources={"metadata": {"path": str(TARGET)}}).execute()
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)
        notebook.metadata["language_info"] = {"name": "python"}
        nbformat.validate(notebook)
        nbformat.write(notebook, TARGET / f"{name.replace('_', '-')}.ipynb")
        print(f"notebooks-export/{name.replace('_', '-')}.ipynb")


if __name__ == "__main__":
    main()
