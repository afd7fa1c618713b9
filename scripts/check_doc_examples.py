#!/usr/bin/env python3
"""Compiles the examples in the doc comments of the library: every indented block of `///` lines, type-checked against the modules that `swift build` has made.

Usage: scripts/check_doc_examples.py [--modules .build/debug/Modules] [target ...]

An example may use what a reader has at hand: the values of AT_HAND below, by their usual names. Blocks in languages other than Swift (TOML, shell, formulas)
begin with a line that no Swift statement begins with and are left out. Status 1 and the compiler's words where an example does not compile.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGETS = ["TextForms", "DemandModel", "NumericCore", "DemandForecasting", "ReorderPolicies", "InventoryTheory", "SalesIngestion", "CustomerBackorders", "PlanEngine"]
# A statement of Swift begins with one of these, or with a call.
STATEMENT = re.compile(r"^(let|var|try|for|if|guard|print|func|switch|do|await|return|//)\b|^//|^[A-Za-z_.]+\(.*\)|^[a-z][A-Za-z.]* = ")
# An expression whose value the comment behind it tells.
CALL = re.compile(r"^(?!print|await|for|if|let|var|guard|return|//)(try )?[A-Za-z_][\w.]*(\(|\s==)(?!.*[^=!<>]=[^=]).*")
AT_HAND = {
    "NumericCore": ["form: SmoothingForm", "panel: SmoothingPanel"],
    "DemandForecasting": ["pooled: PooledDemand?", "errorTables: [PooledErrorTable]", "panel: [DemandSeries]", "part: [DemandSeries]", "outlooks: [DemandOutlook?]", "periods: [Double]", "forecaster: PanelForecaster", "history: [DemandSeries]", "histories: [DemandSeries]", "groups: [String]", "input: RegressionInput", "outlook: DemandOutlook",
                          "calendar: PeriodCalendar"],
    "DemandModel": ["outlook: DemandOutlook"],
    "ReorderPolicies": ["problems: [ReplenishmentProblem]", "budgets: [Double]"],
    "SalesIngestion": ["sales: IngestedSales", "counts: IngestedTable<StockSnapshot>", "snapshots: IngestedTable<StockSnapshot>", "receipts: IngestedTable<PurchaseReceipt>",
                       "open: IngestedTable<OpenOrder>", "waiting: IngestedTable<CustomerBackorder>", "asOf: CalendarDay", "forecasts: [String]"],
    "PlanEngine": ["run: PlanRun", "yesterday: PlanRun", "today: PlanRun", "terms: SupplyTerms", "item: PlannedItem", "panel: PlanInput", "part: PlanInput"],
}
COMMON = ["series: [DemandSeries]"]


def blocks(text):
    """(line, rows) of every indented block of a doc comment that reads like Swift."""
    found, current, start = [], [], 0
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r"\s*///( {5,}\S.*)?$", line)
        body = match.group(1) if match else None
        if body:
            if not current:
                start = number
            current.append(body[5:])
        elif match and current and line.strip() == "///":
            current.append("")
        else:
            if current:
                found.append((start, current))
            current = []
    if current:
        found.append((start, current))
    # A power is a formula.
    return [(line, rows) for line, rows in found if not any("^" in row for row in rows) and all(row == "" or STATEMENT.match(row) or row.startswith((" ", "}", ")", "]")) for row in rows)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", default=str(ROOT / ".build/debug/Modules"))
    parser.add_argument("targets", nargs="*", default=TARGETS)
    arguments = parser.parse_args()
    failures = count = 0
    for target in arguments.targets:
        values = AT_HAND.get(target, []) + (COMMON if TARGETS.index(target) >= TARGETS.index("DemandModel") else [])
        source = ["func anything<Value>() -> Value { fatalError() }"]
        source += [f"var {value} {{ get {{ anything() }} set {{ _ = newValue }} }}" for value in values] + [f"@testable import {name}" for name in TARGETS if TARGETS.index(name) <= TARGETS.index(target)] + ["import Foundation"]
        places = []
        for path in sorted((ROOT / "Sources" / target).rglob("*.swift")):
            for line, rows in blocks(path.read_text(encoding="utf-8")):
                count += 1
                source.append(f"func example{count}() async throws {{")
                source.append(f'#sourceLocation(file: "{path.relative_to(ROOT)}", line: {line})')
                source += ["    " + (f"_ = {row}" if CALL.match(row) else row) for row in rows]
                source += ["#sourceLocation()", "}"]
                places.append((path, line))
        if not places:
            continue
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "Examples.swift"
            file.write_text("\n".join(source) + "\n", encoding="utf-8")
            flags = []
            for directory in sorted((ROOT / "Sources").glob("C*")):
                for module_map in (directory / "module.modulemap", directory / "include/module.modulemap"):
                    if module_map.exists():
                        flags += ["-Xcc", f"-fmodule-map-file={module_map}"]
                generated = pathlib.Path(arguments.modules).parent / f"{directory.name}.build/module.modulemap"
                if generated.exists():
                    flags += ["-Xcc", f"-fmodule-map-file={generated.resolve()}"]
                if (directory / "include").exists():
                    flags += ["-I", str(directory / "include")]
            result = subprocess.run(
                ["swiftc", "-typecheck", "-swift-version", "6", "-suppress-warnings", "-parse-as-library", "-I", arguments.modules, *flags, str(file)],
                capture_output=True, text=True, cwd=ROOT, check=False)
        errors = sorted(set(re.findall(r"^(\S+\.swift:\d+):\d+: error: (.*)$", result.stderr, re.M)))
        if result.returncode != 0:
            failures += 1
            print(f"{target}: {len(places)} examples, {len(errors)} errors")
            for place, error in errors:
                print(f"  {place}: {error}")
            if not errors:
                print(result.stderr[-2_000:])
        else:
            print(f"{target}: {len(places)} examples compile")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
