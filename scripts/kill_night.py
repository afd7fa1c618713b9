#!/usr/bin/env python3
"""Kills nights, and fails their system calls, at many points, and looks at what is left.

Each trial copies a shop whose last night is whole (the old set), starts the next night (the new set) or another command, and ends it: by SIGKILL
after a share of its usual time, by SIGKILL at its k-th write, rename, link, unlink or flush, by an error of that call (ENOSPC, EIO), by a full disk,
by a limit on file sizes, descriptors or memory, or by removing the directory. Then it asks:

  visible   what stands there at once: the old set or the new set, whole (summary.json names the digests of the others), or no summary.json
  settled   the same after the next start of `twobin plan`, even one that fails on its input: the old or the new set, and the store's newest run is it
  store     `twobin runs` reads the store
  next      the next night ends with status 0, gives the same bytes as a night that nobody disturbed, and leaves no temporary file

    scripts/kill_night.py --twobin .build/release/twobin --points 100 --record Benchmarks/results/kill_night.txt

Without strace (Debian: apt-get install strace) only the trials that need no system calls are run, and that is said. Ends with status 1 if a
trial fails.
"""

import argparse
import collections
import hashlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import night_shop

PLAN = "[sales]\npath = \"sales.csv\"\n[items]\npath = \"items.csv\"\n[objective]\nkind = \"fill_rate\"\nfill_rate = 0.95\n"
PATIENCE = 120      # seconds after which a command counts as hung
PARTS = ["times", "kills", "errors", "approve", "export", "directory", "limits", "disk"]
CALLS = ["write", "pwrite64", "rename", "link", "unlink", "fsync", "fdatasync", "ftruncate"]


class Nights:
    def __init__(self, twobin, folder):
        self.twobin = str(pathlib.Path(twobin).resolve())
        self.folder = pathlib.Path(folder)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("TWOBIN_")}
        self.environment["TWOBIN_THREADS"] = "2"
        self.environment["SWIFT_BACKTRACE"] = "enable=no"
        old = self.make("old", 210)
        self.run(old, "plan", "plan.toml", "--as-of", night_shop.day_after(210))
        self.run(old, "export", "latest", "--store", "out", "--format", "csv", "--out", "export.csv")
        self.old_export = (old / "export.csv").read_bytes()
        night_shop.write_sales(old / "sales.csv", 217)
        self.old = old
        new = self.copy("new")
        begun = time.monotonic()
        self.run(new, *self.night())
        self.seconds = time.monotonic() - begun
        self.new_files = self.files(new)
        self.old_id, self.new_id = self.identifier(old), self.identifier(new)
        self.run(new, "export", "latest", "--store", "out", "--format", "csv", "--out", "export.csv")
        self.new_export = (new / "export.csv").read_bytes()
        self.new = new
        self.fresh_files = self.fresh()

    def fresh(self):
        """The files of the same night in a directory without a night before it."""
        shop = self.copy("fresh")
        shutil.rmtree(shop / "out")
        self.run(shop, *self.night())
        return self.files(shop)

    def night(self):
        return ["plan", "plan.toml", "--as-of", night_shop.day_after(217)]

    def make(self, name, days):
        shop = self.folder / name
        shop.mkdir()
        night_shop.write_sales(shop / "sales.csv", days)
        (shop / "items.csv").write_text(night_shop.ITEMS)
        (shop / "plan.toml").write_text(PLAN)
        (shop / "broken.toml").write_text(PLAN.replace("sales.csv", "nothing-there.csv"))
        return shop

    def copy(self, name, source=None):
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source or self.old, target)
        return target

    def run(self, shop, *arguments, expected=0):
        try:
            done = subprocess.run([self.twobin, *arguments], cwd=shop, env=self.environment, capture_output=True, text=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            raise SystemExit(f"kill_night: `twobin {' '.join(arguments)}` did not end")
        if expected is not None and done.returncode != expected:
            raise SystemExit(f"kill_night: `twobin {' '.join(arguments)}` ended with {done.returncode}:\n{done.stderr}")
        return done

    def files(self, shop):
        """The files that a run alone decides, by name."""
        out = shop / "out"
        names = ["recommendations.csv", "forecasts.csv", "level_path.csv", "quarantine.csv", "backorders.csv", "availability.csv", "suppliers.csv", "summary.json"]
        return {name: (out / name).read_bytes() for name in names if (out / name).exists()}

    def identifier(self, shop):
        return json.loads((shop / "out" / "summary.json").read_text())["id"]

    def visible(self, shop):
        """`old`, `new`, `between` (no summary.json), `none` (no directory), or what is wrong."""
        out = shop / "out"
        if not out.is_dir():
            return "none"
        if not (out / "summary.json").exists():
            return "between"
        summary = json.loads((out / "summary.json").read_text())
        for file in summary["files"]:
            path = out / file["name"]
            if not path.exists():
                return f"WRONG: {file['name']} is missing"
            if hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
                return f"WRONG: {file['name']} is of another run than summary.json"
        return {self.old_id: "old", self.new_id: "new"}.get(summary["id"], "WRONG: a third run")

    def newest(self, shop):
        done = self.run(shop, "runs", "--store", "out", "--json", expected=None)
        if done.returncode != 0:
            return f"WRONG: runs ended with {done.returncode}: {done.stderr.strip()}"
        runs = json.loads(done.stdout)
        return {self.old_id: "old", self.new_id: "new"}.get(runs[0]["id"], "WRONG: a third run") if runs else "WRONG: no run"

    def judge(self, shop, lost=False):
        """What is left of a night: the four answers, and whether all are right.

        Where the directory was removed the night before is lost, and the next is one without a night before it.
        """
        visible = self.visible(shop)
        if visible == "none":                       # the directory was removed: there is nothing left to judge but the next night
            store = settled = "none"
        else:
            store = self.newest(shop)
            self.run(shop, "plan", "broken.toml", expected=65)
            settled = self.visible(shop)
            if settled != self.newest(shop):
                settled = f"WRONG: files {settled}, store {self.newest(shop)}"
        done = self.run(shop, *self.night(), expected=None)
        following = "same"
        if done.returncode != 0:
            following = f"WRONG: status {done.returncode}: {done.stderr.strip().splitlines()[-1:]}"
        elif self.files(shop) != (self.fresh_files if lost else self.new_files):
            following = "WRONG: other bytes"
        else:
            left = [name for name in os.listdir(shop / "out") if name.startswith(".twobin-")]
            if left or (shop / "out" / "twobin.sqlite-journal").exists():
                following = f"WRONG: left behind {left or 'a journal'}"
        answers = (visible, settled, store, following)
        return answers, not any(answer.startswith("WRONG") for answer in answers) and settled in ("old", "new", "none")


def end_of(process):
    return f"signal {-process.returncode}" if process.returncode < 0 else f"status {process.returncode}"


class Trials:
    """Runs trials of each kind and keeps one line of each."""

    def __init__(self, nights, points):
        self.nights, self.points = nights, points
        self.lines, self.counts, self.failures = [], collections.defaultdict(collections.Counter), 0

    def note(self, kind, what, end, answers, right):
        self.lines.append(f"{'ok ' if right else 'BAD'}  {kind:<22}  {what:<26}  {end:<11}  " + "  ".join(answers))
        self.counts[kind][answers[0].split(":")[0]] += 1
        self.counts[kind]["trials"] += 1
        self.counts[kind]["right"] += right
        self.failures += not right
        if not right:
            print(self.lines[-1], flush=True)

    def plan(self, kind, what, start, lost=False):
        shop = self.nights.copy("trial")
        try:
            end = start(shop, [self.nights.twobin, *self.nights.night()])
        except subprocess.TimeoutExpired:
            end = "HUNG"
        answers, right = self.nights.judge(shop, lost)
        # A night that says it is done is there.
        told = end != "status 0" or lost or answers[0] == "new"
        self.note(kind, what, end, answers if told else ("WRONG: status 0",) + answers, right and told and end != "HUNG")

    def timed_kills(self):
        for point in range(self.points):
            share = (point + 0.5) / self.points
            def start(shop, command):
                process = subprocess.Popen(command, cwd=shop, env=self.nights.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(share * self.nights.seconds)
                process.kill()
                process.wait()
                return end_of(process)
            self.plan("killed after a time", f"{share:.1%} of the night", start)

    def removed_directories(self, number):
        for point in range(number):
            share = (point + 0.5) / number
            def start(shop, command):
                process = subprocess.Popen(command, cwd=shop, env=self.nights.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(share * self.nights.seconds)
                shutil.rmtree(shop / "out", ignore_errors=True)
                process.wait()
                if (shop / "out").is_dir() and not (shop / "out" / "twobin.sqlite").exists():
                    shutil.rmtree(shop / "out")     # what was written into a directory that was gone is no set
                return end_of(process)
            self.plan("directory removed", f"at {share:.0%} of the night", start, lost=True)

    def limits(self):
        def limited(name, value):
            def start(shop, command):
                process = subprocess.run(command, cwd=shop, env=self.nights.environment, capture_output=True, timeout=PATIENCE,
                                         preexec_fn=lambda: resource.setrlimit(name, (value, value)))
                return end_of(process)
            return start
        for size in [0, 512, 4096, 20_000, 60_000, 100_000, 150_000]:
            self.plan("file size limited", f"{size} bytes", limited(resource.RLIMIT_FSIZE, size))
        for number in [4, 5, 8, 16, 31, 32, 40]:
            self.plan("descriptors limited", f"{number}", limited(resource.RLIMIT_NOFILE, number))
        for megabytes in [50, 150, 300, 600, 900, 1200, 2000]:
            self.plan("memory limited", f"{megabytes} MB", limited(resource.RLIMIT_AS, megabytes << 20))

    def full_disks(self):
        """Nights on a small disk of its own; needs the right to mount."""
        place = self.nights.folder / "disk"
        place.mkdir(exist_ok=True)
        needed = sum(path.stat().st_size for path in self.nights.old.rglob("*") if path.is_file())
        for spare in [0, 4, 16, 32, 64, 96, 128, 192, 256, 384]:
            size = (needed // 4096 + 40 + spare // 4) * 4096
            mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True, text=True)
            if mounted.returncode != 0:
                print(f"full disk: not tried, mounting is not allowed here ({mounted.stderr.strip()})")
                return
            try:
                shop = self.nights.copy("disk/trial")
                done = subprocess.run([self.nights.twobin, *self.nights.night()], cwd=shop, env=self.nights.environment, capture_output=True)
                whole = self.nights.copy("trial", source=shop)      # looked at where there is room again
            finally:
                subprocess.run(["umount", "-l", place], check=True)
            self.note("full disk", f"{spare} KiB to spare", end_of(done), *self.nights.judge(whole))

    def calls_of(self, command):
        """How often a command makes each call."""
        shop = self.nights.copy("counted")
        log = self.nights.folder / "calls"
        subprocess.run(["strace", "-f", "-qq", "-o", log, "-e", "trace=" + ",".join("?" + call for call in CALLS), self.nights.twobin, *command],
                       cwd=shop, env=self.nights.environment, capture_output=True, check=True)
        counts = collections.Counter(re.findall(r"^\d+ +(\w+)\(", log.read_text(errors="replace"), re.M))
        return {call: counts[call] for call in CALLS if counts[call]}

    def spread(self, calls, most):
        """(call, k) for every call where there are few, else evenly spread over the run."""
        points = []
        for call, number in calls.items():
            chosen = range(1, number + 1) if number <= most else sorted({1 + round(i * (number - 1) / (most - 1)) for i in range(most)})
            points += [(call, k) for k in chosen]
        return points

    @staticmethod
    def traced(injection):
        # Threads count their calls apart, so the k-th call is the k-th of the thread that makes it.
        return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + injection.split(":")[0], "-e", "inject=" + injection]

    def start_traced(self, injection):
        def start(shop, command):
            process = subprocess.run(self.traced(injection) + command, cwd=shop, env=self.nights.environment, capture_output=True, timeout=PATIENCE)
            return end_of(process)
        return start

    def call_kills(self, most):
        for call, k in self.spread(self.calls_of(self.nights.night()), most):
            self.plan("killed at a call", f"{call} {k}", self.start_traced(f"{call}:signal=KILL:when={k}"))

    def call_errors(self, most):
        for call, k in self.spread(self.calls_of(self.nights.night()), most):
            for error in ["ENOSPC", "EIO"]:
                self.plan(f"{error} at a call", f"{call} {k}", self.start_traced(f"{call}:error={error}:when={k}"))

    def disturbances(self, command, most):
        """(kind, call and number, injection) for a kill and the two errors at the calls of a command."""
        for call, k in self.spread(self.calls_of(command), most):
            yield "killed", f"{call} {k}", f"{call}:signal=KILL:when={k}"
            for error in ["ENOSPC", "EIO"]:
                yield error, f"{call} {k}", f"{call}:error={error}:when={k}"

    def approvals(self, most):
        """`twobin approve`: all orders are placed, or none, and all where it says it is done."""
        command = ["approve", "latest", "--all", "--store", "out"]
        def placed(shop):
            done = self.nights.run(shop, "approve", "--list", "--store", "out", expected=None)
            return done.stdout if done.returncode == 0 else f"WRONG: status {done.returncode}"
        none = placed(self.nights.copy("trial"))
        all_placed = self.nights.copy("trial")
        self.nights.run(all_placed, *command)
        everything = placed(all_placed)
        assert everything != none
        for kind, where, injection in self.disturbances(command, most):
            shop = self.nights.copy("trial")
            end = self.start_traced(injection)(shop, [self.nights.twobin, *command])
            found = {none: "none", everything: "all"}.get(placed(shop), "WRONG: some")
            if end == "status 0" and found != "all": found = "WRONG: status 0"
            self.nights.run(shop, *command, expected=None)
            after = "all" if placed(shop) == everything else "WRONG: not all after the next"
            self.note(f"approve: {kind}", where, end, (found, after), not (found + after).count("WRONG"))

    def exports(self, most):
        """`twobin export`: the file is the old one or the new one, and the new one where it says it is done."""
        command = ["export", "latest", "--store", "out", "--format", "csv", "--out", "export.csv"]
        def start():
            shop = self.nights.copy("trial", source=self.nights.new)
            (shop / "export.csv").write_bytes(self.nights.old_export)
            return shop
        for kind, where, injection in self.disturbances(command, most):
            shop = start()
            end = self.start_traced(injection)(shop, [self.nights.twobin, *command])
            found = {self.nights.old_export: "old", self.nights.new_export: "new"}.get((shop / "export.csv").read_bytes(), "WRONG: torn")
            if end == "status 0" and found != "new": found = "WRONG: status 0"
            self.nights.run(shop, *command)
            after = "same" if (shop / "export.csv").read_bytes() == self.nights.new_export else "WRONG: other bytes"
            left = [name for name in os.listdir(shop) if name.startswith(".twobin-")]
            if left: after = f"WRONG: left behind {left}"
            self.note(f"export: {kind}", where, end, (found, after), not (found + after).count("WRONG"))

    def table(self):
        text = f"{'how':<22}  {'trials':>6}  {'right':>6}  visible at once\n"
        for kind, counts in self.counts.items():
            seen = ", ".join(f"{name} {number}" for name, number in sorted(counts.items()) if name not in ("trials", "right"))
            text += f"{kind:<22}  {counts['trials']:>6}  {counts['right']:>6}  {seen}\n"
        total = sum(counts["trials"] for counts in self.counts.values())
        return text + f"{total - self.failures} of {total} trials right\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--twobin", default=".build/release/twobin")
    parser.add_argument("--points", type=int, default=100, help="kills spread over the time of a night; of each kind of call at most as many are killed and failed (under 100: a fifth)")
    parser.add_argument("--record", help="write the table and one line per trial to this file")
    parser.add_argument("--kills-only", action="store_true", help="only kills: spread over the time, and at system calls")
    parser.add_argument("--only", nargs="+", metavar="PART", choices=PARTS, default=PARTS, help="only these parts: " + " ".join(PARTS))
    arguments = parser.parse_args()
    parts = [part for part in arguments.only if part in ("times", "kills") or not arguments.kills_only]
    with tempfile.TemporaryDirectory(prefix="kill-night-") as folder:
        trials = Trials(Nights(arguments.twobin, folder), arguments.points)
        most = arguments.points if arguments.points >= 100 else max(2, arguments.points // 5)
        traced = shutil.which("strace") is not None and subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True).returncode == 0
        if not traced:
            print("strace is not there or may not trace: system calls are not killed or failed")
        few = max(2, arguments.points // 10)
        run = {"times": trials.timed_kills, "directory": lambda: trials.removed_directories(few), "limits": trials.limits, "disk": trials.full_disks}
        if traced:
            run |= {"kills": lambda: trials.call_kills(most), "errors": lambda: trials.call_errors(most),
                    "approve": lambda: trials.approvals(most), "export": lambda: trials.exports(most)}
        for part in PARTS:
            if part in parts and part in run: run[part]()
        print(trials.table(), end="")
        if arguments.record:
            pathlib.Path(arguments.record).write_text(
                trials.table() + "\n     how                     where                       end          visible, settled, store, next night\n"
                + "\n".join(trials.lines) + "\n", encoding="utf-8")
    return 1 if trials.failures else 0


if __name__ == "__main__":
    sys.exit(main())
