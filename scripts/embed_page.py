#!/usr/bin/env python3
"""Writes Sources/PlanServer/PageFiles.swift: the files of Sources/PlanServer/Page as texts of the program.

The page is part of the binary: `twobin serve` needs no file beside it. Run after every change in Page (`make page`); a test
compares the two. With --check nothing is written and the exit status says whether the Swift file is current.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "Sources/PlanServer/Page"
TARGET = ROOT / "Sources/PlanServer/PageFiles.swift"
KINDS = {".html", ".css", ".js", ".svg"}


def swift():
    parts = [
        "// Written by scripts/embed_page.py from the files in Page. Do not edit.\n\n",
        "/// The files of the page by name.\n",
        "enum PageFiles {\n    static let all: [String: String] = [\n",
    ]
    files = sorted(path for path in PAGE.iterdir() if path.suffix in KINDS)
    for path in files:
        parts.append(f'        "{path.name}": {identifier(path)},\n')
    parts.append("    ]\n}\n")
    for path in files:
        text = path.read_text(encoding="utf-8")
        if '"""##' in text:
            raise SystemExit(f"{path}: holds the characters that end a text in the Swift file")
        body = "".join(line if line.endswith("\n") else line + "\n" for line in text.splitlines(keepends=True))
        parts.append(f'\nprivate let {identifier(path)} = ##"""\n{body}\n"""##\n')
    return "".join(parts)


def identifier(path):
    words = path.name.replace(".", "-").split("-")
    return words[0] + "".join(word.capitalize() for word in words[1:])


def main():
    text = swift()
    if "--check" in sys.argv[1:]:
        current = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text
        if not current:
            print("PageFiles.swift is not current: run `make page`")
        return 0 if current else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
