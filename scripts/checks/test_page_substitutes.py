"""Who waits and what could be sent in its place, on the page in a real browser, against `backorders.csv` of the same plan."""

import csv
import datetime
import pathlib
import shutil
import subprocess
import unittest

from checks.page_browser import CHROMIUM, DRIVER, TWOBIN, BrowserPage


@unittest.skipUnless(CHROMIUM and DRIVER, "there is no chromium with chromedriver here (scripts/setup.sh --browser installs it)")
class SubstitutesInBrowser(BrowserPage):
    """A small shop with somebody who waits and something to send: the demo has no table of substitutes."""

    PLAN = """
        as_of = "2025-10-06"
        [sales]
        path = "sales.csv"
        [items]
        path = "items.csv"
        [backorders]
        path = "backorders.csv"
        [substitutes]
        path = "substitutes.csv"
        [defaults]
        lead_time_days = 14
        unit_cost = 2
        """

    @classmethod
    def make_store(cls):
        folder = pathlib.Path(cls.folder.name)
        first = datetime.date(2025, 10, 6) - datetime.timedelta(280)
        sales = [f"{first + datetime.timedelta(7 * week)},{item},{3 + (week * 7 + len(item)) % 5}" for week in range(40) for item in ("BLUE", "RED")]
        for name, rows in {
            "plan.toml": [cls.PLAN], "sales.csv": ["date,item,quantity", *sales], "items.csv": ["item,on_hand", "BLUE,0", "RED,90"],
            "backorders.csv": ["order_id,item,ordered_on,quantity", "C1,BLUE,2025-09-20,2", "<i>C2</i>,BLUE,2025-09-25,1"],
            "substitutes.csv": ["item,substitute,needs_consent", "BLUE,RED,yes"],
        }.items():
            (folder / name).write_text("\n".join(rows) + "\n")
        subprocess.run([TWOBIN, "plan", "plan.toml", "--out", "out"], cwd=folder, check=True, capture_output=True)
        shutil.copy(folder / "out/twobin.sqlite", cls.store)

    def test_who_waits_is_offered_what_the_files_say(self):
        with open(pathlib.Path(self.folder.name) / "out/backorders.csv", newline="") as file:
            told = {row["order_id"]: row for row in csv.DictReader(file)}
        self.assertEqual({row["substitute"] for row in told.values()}, {"RED"})
        self.open("/waiting")
        self.until("return document.querySelectorAll('table tbody tr').length === 2")
        rows = self.browser.execute_script("return [...document.querySelectorAll('table tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))")
        why = self.browser.execute_script("return Object.fromEntries([...document.querySelectorAll('table tbody tr')].map((row) => [row.children[0].textContent, row.querySelector('.why').title]))")
        for row in rows:
            line = told[row[0]]
            self.assertEqual(row[-1], f"{line['substitute_units']} of RED, saves {line['substitute_saves_days']} days; ask first")
            self.assertEqual(why[row[0]], line["evidence"])
        self.shot("substitutes-1280-light")
        self.find("table tbody tr td:last-child a").click()
        self.until("return document.querySelector('#panel h1')?.textContent === 'RED'")
        self.open("/items?item=BLUE")
        self.until("return [...document.querySelectorAll('#panel dd')].some((fact) => /^RED could be sent today for 3 units of 2 lines, \\d+ days sooner on average/.test(fact.textContent))")
