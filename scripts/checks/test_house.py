"""Rules of the house that the compiler does not know: an engine without Foundation, rooms of a size, and a true walk in ARCHITECTURE.md."""

import collections
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENGINE = ["ParallelWork", "DemandModel", "NumericCore", "DemandForecasting", "ReorderPolicies", "InventoryTheory", "PlanEngine"]
LARGEST_FOLDER = 25


def swift_files(folder):
    return sorted((ROOT / folder).rglob("*.swift"))


class House(unittest.TestCase):
    def test_engine_does_without_foundation(self):
        for target in ENGINE:
            files = swift_files(f"Sources/{target}")
            self.assertTrue(files, target)
            for path in files:
                text = path.read_text(encoding="utf-8")
                self.assertIsNone(re.search(r"^\s*(@\w+ )?import Foundation\b", text, re.M), path.relative_to(ROOT))

    def test_folders_are_rooms(self):
        counts = collections.Counter(path.parent for path in swift_files("Sources") + swift_files("Tests"))
        for folder, count in counts.items():
            self.assertLessEqual(count, LARGEST_FOLDER, folder.relative_to(ROOT))

    def test_tree_names_every_folder(self):
        page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
        tree = page[page.index("## The rooms") : page.index("## The walk")]
        for folder in {path.parent.relative_to(ROOT / "Sources") for path in swift_files("Sources")}:
            if len(folder.parts) > 1:
                self.assertIn(f"`{folder.as_posix()}`", tree)

    def test_walk_names_what_exists(self):
        page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
        walk = page[page.index("## The walk") :]
        walk = walk[: walk.index("\n## ", 5)]
        hops = re.findall(r"\| `(\w+)` \| `([\w/+]+\.swift)` \|", walk)
        self.assertGreater(len(hops), 10)
        for name, path in hops:
            text = (ROOT / "Sources" / path).read_text(encoding="utf-8")
            self.assertRegex(text, rf"\b(func|struct|enum|class) {name}\b|\binit\(", f"{path}: {name}")
            self.assertRegex(text, rf"\b{name}\b", f"{path}: {name}")


if __name__ == "__main__":
    unittest.main()
