"""House rules that a machine can check: no dead links, nothing left unfinished, no file that outgrew its idea."""

import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LONGEST_SOURCE = 400  # lines
LONGEST_README = 150
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
GENERATED = {"Sources/PlanServer/PageFiles.swift"}  # written by scripts/embed_page.py, which a test holds current
CODE = {".swift", ".c", ".h", ".py", ".sh"}


def tracked_files():
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode("utf-8")
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = tracked_files()

    def test_links_lead_somewhere(self):
        for page in (path for path in self.files if path.suffix == ".md"):
            for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
                if not re.match(r"[a-z]+:", target):
                    self.assertTrue((page.parent / target).exists(), f"{page.relative_to(ROOT)}: {target}")

    def test_readme_is_short(self):
        self.assertLess(len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()), LONGEST_README)

    def test_sources_are_short_and_finished(self):
        for path in (path for path in self.files if path.suffix in CODE):
            text = path.read_text(encoding="utf-8")
            if path.relative_to(ROOT).as_posix() not in GENERATED:
                self.assertLessEqual(len(text.splitlines()), LONGEST_SOURCE, path.relative_to(ROOT))
            self.assertIsNone(UNFINISHED.search(text), path.relative_to(ROOT))

    def test_decisions_are_numbered_and_listed(self):
        folder = ROOT / "docs" / "adr"
        records = sorted(path.name for path in folder.glob("[0-9]*.md"))
        self.assertEqual([name[:4] for name in records], [f"{number:04d}" for number in range(1, len(records) + 1)])
        contents = (folder / "README.md").read_text(encoding="utf-8")
        for name in records:
            self.assertIn(f"({name})", contents)

    def test_every_target_is_on_the_map(self):
        manifest = (ROOT / "Package.swift").read_text(encoding="utf-8")
        page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
        for name in re.findall(r"\.(?:target|executableTarget)\(\s*name: \"(\w+)\"", manifest):
            self.assertIn(f"| {name} |", page)
