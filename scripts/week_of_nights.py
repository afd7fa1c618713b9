#!/usr/bin/env python3
"""A week of nights of an invented shop, and what an operator saw each morning.

Seven nights at two o'clock over sales that grow by a day each: one is killed, one gets a feed that has stopped, one a file that is broken. Every night
runs as the units in deploy/ run it, with alerts, events and metrics; each morning is told by what the night left: the status, the first line, the events
beyond notes, the metrics that alerting rules look at, and the state of files and store.

    scripts/week_of_nights.py --twobin .build/release/twobin --record Benchmarks/results/week_of_nights.txt

Ends with status 1 where a morning is not as it should be.
"""

import argparse
import datetime
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import night_shop

PLAN = """as_of = "{as_of}"

[sales]
path = "sales.csv"
max_quarantined = "20%"

[items]
path = "items.csv"

[objective]
kind = "fill_rate"
fill_rate = 0.95

[alerts]
quarantine_share = "1%"
items_failed = 0
feed_age_days = 1
forecast_moved = "30%"

[output]
keep_runs = 60
"""
FIRST_NIGHT = 210


class Week:
    def __init__(self, twobin, folder):
        self.twobin = str(pathlib.Path(twobin).resolve())
        self.shop = pathlib.Path(folder)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("TWOBIN_")}
        (self.shop / "items.csv").write_text(night_shop.ITEMS)
        self.lines, self.wrong = [], []

    def say(self, text=""):
        self.lines.append(text)

    def night(self, number, kill_after=None):
        """Runs a night; its status, output and events."""
        days = FIRST_NIGHT + number
        (self.shop / "plan.toml").write_text(PLAN.format(as_of=night_shop.day_after(days)))
        command = [self.twobin, "plan", "plan.toml", "--out", "out", "--log-format", "json", "--metrics-file", "night.prom"]
        process = subprocess.Popen(command, cwd=self.shop, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if kill_after:
            events = []
            for line in process.stderr:
                events.append(json.loads(line))
                if events[-1]["event"] == "stage_finished" and events[-1]["stage"] == kill_after:
                    process.send_signal(signal.SIGKILL)
                    break
            process.wait()
            return process.returncode, "", events
        output, errors = process.communicate()
        return process.returncode, output, [json.loads(line) for line in errors.splitlines()]

    def metric(self, name):
        path = self.shop / "night.prom"
        for line in path.read_text().splitlines() if path.exists() else []:
            if line.startswith(name + "{"):
                return line.rsplit(" ", 1)[1]
        return "-"

    def command(self, *arguments):
        return subprocess.run([self.twobin, *arguments], cwd=self.shop, env=self.environment, capture_output=True, text=True)

    def morning(self, day, what, status, output, events, expected):
        """What an operator sees; `expected`: status, and a word of the first line or of an event."""
        self.say(f"== {day}: {what}")
        self.say(f"status      {status if status >= 0 else f'killed by signal {-status}'}")
        if output:
            self.say("first line  " + output.splitlines()[0])
        for event in events:
            if event["event"] not in ("started", "stage_finished", "note", "files_written", "finished"):
                self.say(f"event       {event['event']}: {event['message']}")
        self.say(f"metrics     exit status {self.metric('twobin_exit_status')}, feed age {self.metric('twobin_feed_age_days')} days, "
                 f"rows set aside {self.metric('twobin_rows_quarantined')}")
        runs = json.loads(self.command("runs", "--store", "out", "--json").stdout)
        summary = self.shop / "out" / "summary.json"
        files = json.loads(summary.read_text())["as_of"] if summary.exists() else "no summary.json"
        self.say(f"out         files as of {files}; store: {len(runs)} runs, the newest as of {runs[0]['as_of']}")
        check = self.command("check", "latest", "--store", "out")
        self.say(f"check       status {check.returncode}: {check.stdout.splitlines()[0].split(', run')[0]}")
        self.say()
        wanted_status, word = expected
        text = output.splitlines()[0] if output else ""
        text += " ".join(event["message"] for event in events)
        if status != wanted_status or word not in text or files != runs[0]["as_of"]:
            self.wrong.append(f"{day}: status {status}, expected {wanted_status} and \"{word}\" in: {text[:300]}")

    def run(self):
        sales = self.shop / "sales.csv"

        def feed(days):
            night_shop.write_sales(sales, days)

        feed(FIRST_NIGHT)
        self.morning("Monday", "the first night", *self.night(0), (0, "OK: "))
        feed(FIRST_NIGHT + 1)
        self.morning("Tuesday", "a day more", *self.night(1), (0, "OK: "))
        feed(FIRST_NIGHT + 2)
        self.morning("Wednesday", "killed while it planned (the machine ran out of memory)", *self.night(2, kill_after="reading"), (-9, ""))
        feed(FIRST_NIGHT + 3)
        self.morning("Thursday", "the night after the kill", *self.night(3), (0, "OK: "))
        # Friday: the export did not run, the file is Thursday's.
        self.morning("Friday", "the feed has stopped: the file is that of Wednesday", *self.dead_feed(sales), (2, "the sales end"))
        feed(FIRST_NIGHT + 5)
        text = sales.read_text(encoding="utf-8")
        half = len(text) // 2
        sales.write_text(text[:half] + "\n" + "".join("#REF!,#REF!,#REF!,#REF!,#REF!\n" for _ in range(40)) + text[half:], encoding="utf-8")
        self.morning("Saturday", "a broken file: a spreadsheet's faults in the middle of it", *self.night(5), (2, "set aside"))
        feed(FIRST_NIGHT + 6)
        self.morning("Sunday", "all is well again", *self.night(6), (0, "OK: "))

    def dead_feed(self, sales):
        night_shop.write_sales(sales, FIRST_NIGHT + 2)
        return self.night(4)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--twobin", default=".build/release/twobin")
    parser.add_argument("--record", help="write what was seen to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="week-") as folder:
        week = Week(arguments.twobin, folder)
        week.run()
    text = "\n".join(week.lines)
    print(text)
    if arguments.record:
        pathlib.Path(arguments.record).write_text(text + "\n", encoding="utf-8")
    for fault in week.wrong:
        print("week_of_nights: " + fault, file=sys.stderr)
    return 1 if week.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
