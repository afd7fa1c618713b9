"""Nights that are killed and disturbed: twenty points of scripts/kill_night.py, and the week of scripts/week_of_nights.py."""

import os
import pathlib
import subprocess
import sys
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[1]
TWOBIN = os.environ.get("CHECK_TWOBIN", "")


class Survival(unittest.TestCase):
    def run_script(self, name, *arguments):
        done = subprocess.run([sys.executable, SCRIPTS / name, "--twobin", TWOBIN, *arguments], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
        return done.stdout

    def test_twenty_kills_leave_the_old_or_the_new_night(self):
        text = self.run_script("kill_night.py", "--points", "20", "--kills-only")
        self.assertRegex(text, r"killed after a time\s+20\s+20\s")

    def test_a_week_of_nights_is_seen_as_it_was(self):
        self.run_script("week_of_nights.py")


if __name__ == "__main__":
    unittest.main()
