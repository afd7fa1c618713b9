#!/usr/bin/env python3
"""Figures of the planner's page on a store of 30,000 items x 156 weeks (Benchmarks/page_store.py makes it).

    Benchmarks/page.py --twobin .build/release/twobin --store out/page-store [--python-with-selenium .venv/bin/python]

Measures, and prints as raw lines: time until the server answers; first view and all columns; p50 and p95 of what-if totals (200 changes of
each kind, every one different) and of the rows that follow; one item's change; memory; the page's weight; 50 readers while one plans; 1,000 slow
connections beside a reader; `twobin whatif` as a command. With selenium and chromium also: first view painted, search and sort, scrolling (long tasks).
Figures are wall-clock and depend on what else the machine does: the load average is printed with them.
"""

import argparse
import concurrent.futures
import gzip
import json
import os
import pathlib
import random
import resource
import shutil
import socket
import statistics
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def say(name, text):
    print(f"{name:44} {text}", flush=True)


class Page:
    def __init__(self, twobin, store):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        started = time.perf_counter()
        self.process = subprocess.Popen([twobin, "serve", str(store), "--port", str(self.port)], stderr=subprocess.DEVNULL)
        while True:
            try:
                self.get("/session.json")
                break
            except OSError:
                time.sleep(0.005)
        self.ready = time.perf_counter() - started

    def get(self, path):
        return urllib.request.urlopen(self.base + path, timeout=300).read()

    def timed(self, path):
        started = time.perf_counter()
        body = self.get(path)
        return 1000 * (time.perf_counter() - started), body

    def processor(self):
        """Seconds of processor time of the server so far: what a busy machine does not stretch."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith(("VmRSS", "VmHWM"))}

    def stop(self):
        self.process.terminate()
        self.process.wait()


def what_if(page, count):
    draw = random.Random(3)
    base = json.loads(page.get("/needs.json"))
    items = json.loads(page.get("/items.json"))["columns"]["item"]
    money = next(total["value"] for total in base["totals"] if total["key"] == "average_inventory_value")
    kinds = {
        "budget": lambda: [f"budget={money * draw.uniform(0.7, 1.4):.2f}"],
        "fill rate": lambda: [f"fill_rate={draw.uniform(0.85, 0.985):.5f}"],
        "lead time of all": lambda: [f"lead_time={draw.uniform(-30, 60):+.2f}%"],
        "demand of all": lambda: [f"demand={draw.uniform(-30, 60):+.2f}%"],
        "budget on a longer lead time": lambda: ["lead_time=+20%", f"budget={money * draw.uniform(0.7, 1.4):.2f}"],
        "one item's lead time": lambda: [f"{draw.choice(items)}.lead_time_days={draw.uniform(5, 60):.2f}"],
    }
    for name, make in kinds.items():
        totals, rows, spent_before = [], [], page.processor()
        few = count if "all" not in name else max(20, count // 4)
        for _ in range(few):
            query = "&".join("set=" + urllib.request.quote(change, safe="") for change in make())
            spent, _ = page.timed("/whatif.json?" + query)
            totals.append(spent)
            start = draw.randrange(len(items) - 60)
            spent, _ = page.timed(f"/whatif.json?{query}&rows={','.join(str(start + row) for row in range(60))}")
            rows.append(spent)
        say(f"what-if, {name}: totals, ms", f"p50 {statistics.median(totals):.0f}  p95 {quantile(totals, 0.95):.0f}  largest {max(totals):.0f}  ({few} changes, {1000 * (page.processor() - spent_before) / few:.0f} ms of processor each)")
        say(f"what-if, {name}: 60 rows, ms", f"p50 {statistics.median(rows):.0f}  p95 {quantile(rows, 0.95):.0f}")


def readers(page):
    def read(_):
        spent = []
        for _ in range(10):
            spent.append(page.timed("/needs.json")[0])
        return spent

    with concurrent.futures.ThreadPoolExecutor(51) as pool:
        planning = pool.submit(lambda: [page.timed(f"/whatif.json?set=budget%3D{50_000 + 1000 * step}")[0] for step in range(20)])
        spent = [value for one in pool.map(read, range(50)) for value in one]
        planned = planning.result()
    say("50 readers while one plans, ms", f"reader p50 {statistics.median(spent):.0f}  p95 {quantile(spent, 0.95):.0f}; planner p95 {quantile(planned, 0.95):.0f}; no error in {len(spent)} reads")


def slow_connections(page, count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    slow = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", page.port), timeout=10)
        connection.sendall(b"GET /needs.json HTTP/1.1\r\nHo")
        slow.append(connection)
    spent = [page.timed("/needs.json")[0] for _ in range(50)]
    say(f"{count} slow connections, a reader, ms", f"p50 {statistics.median(spent):.0f}  p95 {quantile(spent, 0.95):.0f}")
    for connection in slow:
        connection.sendall(b"s")
    time.sleep(25)
    dropped = 0
    for connection in slow:
        connection.setblocking(False)
        try:
            if connection.recv(1) == b"":
                dropped += 1
        except BlockingIOError:
            pass
        except OSError:
            dropped += 1
        connection.close()
    say(f"{count} slow connections dropped after 25 s", f"{dropped}")


def weight(page):
    files = [path.name for path in (ROOT / "Sources/PlanServer/Page").iterdir()] + ["charts.css"]
    sizes = [len(gzip.compress(page.get("/" + name if name != "index.html" else "/"))) for name in files]
    raw = [len(page.get("/" + name if name != "index.html" else "/")) for name in files]
    say("page weight, kB", f"{sum(sizes) / 1000:.0f} compressed, {sum(raw) / 1000:.0f} as sent, {len(files)} files")


def command(twobin, store):
    for change in ("budget=5000000", "lead_time=+20%", "demand=+20%", "B00000.lead_time_days=40"):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        subprocess.run([twobin, "whatif", "latest", "--set", change, "--top", "0", "--store", str(store)], check=True, stdout=subprocess.DEVNULL)
        spent = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        say(f"twobin whatif --set {change}, s", f"{spent:.2f} elapsed, {after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime:.2f} of processor")


BROWSER = r"""
import json, sys, time
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
base = sys.argv[1]
options = Options()
options.binary_location = sys.argv[2]
for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,860"):
    options.add_argument(argument)
browser = webdriver.Chrome(options=options, service=Service(sys.argv[3]))
browser.set_script_timeout(120)
browser.get(base + "/")
deadline = time.monotonic() + 120
while browser.execute_script("return document.documentElement.dataset.ready") != "yes" and time.monotonic() < deadline:
    time.sleep(0.02)
browser.get(base + "/")
while browser.execute_script("return document.documentElement.dataset.ready") != "yes" and time.monotonic() < deadline:
    time.sleep(0.02)
found = browser.execute_async_script('''
const done = arguments[0];
(async () => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
  const cards = performance.getEntriesByType('resource').find((one) => one.name.includes('/needs.json'));
  const columns = performance.getEntriesByType('resource').find((one) => one.name.includes('/items.json'));
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve()));
  const box = document.getElementById('search');
  const time = async (work) => { const start = performance.now(); work(); const spent = performance.now() - start; await frame(); return spent; };
  const searches = [];
  for (const text of ['0', 'c01', 'b1', 'supplier:supplier-0', 'waiting>0', 'supplier:supplier-1 waiting>1', 'abc:A', '']) {
    searches.push(await time(() => { box.value = text; box.dispatchEvent(new Event('input')); }));
  }
  location.pathname !== '/items' && document.querySelector('#side a[href^="/items"]').click();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const sorts = [];
  for (const head of [...document.querySelectorAll('[data-sort]')].slice(0, 6).map((one) => one.dataset.sort)) {
    sorts.push(await time(() => document.querySelector(`[data-sort="${head}"]`).click()));
  }
  const grid = document.querySelector('.grid');
  const long = [];
  const observer = new PerformanceObserver((list) => { for (const entry of list.getEntries()) long.push(entry.duration); });
  observer.observe({ type: 'longtask' });
  const frames = [];
  let last = performance.now();
  for (let step = 0; step < 240; step += 1) {
    grid.scrollTop += 900;
    await frame();
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  done({ paint, needs: cards?.responseEnd, columns: columns?.responseEnd, searches, sorts, frames, long, rows: grid.querySelectorAll('.row').length, count: grid.getAttribute('aria-rowcount') });
})();
''')
print(json.dumps(found))
browser.quit()
"""


def in_browser(page, python):
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (python and chromium and driver):
        say("in the browser", "not measured: no chromium, chromedriver or selenium")
        return
    found = json.loads(subprocess.run([python, "-c", BROWSER, page.base, chromium, driver], capture_output=True, text=True, check=True).stdout)
    say("first view painted, ms after navigation", f"{found['paint']:.0f}; needs.json there at {found['needs']:.0f}, all columns at {found['columns']:.0f}")
    say("search, ms", " ".join(f"{value:.0f}" for value in found["searches"]))
    say("sort, ms", " ".join(f"{value:.0f}" for value in found["sorts"]))
    say("scrolling, ms a frame", f"p50 {statistics.median(found['frames']):.1f}  p95 {quantile(found['frames'], 0.95):.1f}; long tasks above 50 ms: {len(found['long'])} {[round(one) for one in found['long']]}")
    say("rows", f"{found['count']} in the grid, {found['rows']} elements")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--twobin", default=".build/release/twobin")
    parser.add_argument("--store", default="out/page-store", type=pathlib.Path)
    parser.add_argument("--python-with-selenium")
    parser.add_argument("--changes", default=200, type=int)
    parser.add_argument("--slow", default=1000, type=int)
    arguments = parser.parse_args()
    say("load average at the start", " ".join(f"{value:.1f}" for value in os.getloadavg()) + f", {os.cpu_count()} processors")
    page = Page(arguments.twobin, arguments.store)
    try:
        say("server answers, s after its start", f"{page.ready:.2f}")
        spent, body = page.timed("/needs.json")
        say("first needs.json, ms", f"{spent:.0f}, {len(body) / 1000:.0f} kB")
        spent, body = page.timed("/items.json")
        say("items.json, ms", f"{spent:.0f}, {len(body) / 1e6:.1f} MB")
        spent, _ = page.timed("/whatif.json?set=budget%3D5000000")
        say("first what-if, ms (waits for loading)", f"{spent:.0f}")
        in_browser(page, arguments.python_with_selenium)
        what_if(page, arguments.changes)
        say("memory, MB", str({name: round(value) for name, value in page.memory().items()}))
        weight(page)
        readers(page)
        slow_connections(page, arguments.slow)
        say("memory at the end, MB", str({name: round(value) for name, value in page.memory().items()}))
    finally:
        page.stop()
    command(arguments.twobin, arguments.store)
    say("load average at the end", " ".join(f"{value:.1f}" for value in os.getloadavg()))


if __name__ == "__main__":
    main()
