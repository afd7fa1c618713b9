"""Threads, forks, the interrupt key, imports."""

import multiprocessing
import os
import subprocess
import sys
import threading

import pytest

import twobin


def test_import_loads_nothing():
    code = "import sys, twobin; from twobin import _library; assert _library._library is None; print([name for name in ('numpy', 'pandas', 'polars', 'pyarrow', 'tempfile', 'html') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_two_threads_at_once(columns):
    expected = twobin.forecast(columns, 5, threads=1)
    found = {}

    def work(name):
        found[name] = [twobin.forecast(columns, 5, threads=2) for _ in range(3)]

    workers = [threading.Thread(target=work, args=(name,)) for name in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert all(one == expected for results in found.values() for one in results)


def _child(columns, queue):
    queue.put(twobin.forecast(columns, 5))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_fork_after_use(columns):
    expected = twobin.forecast(columns, 5, threads=2)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    children = [context.Process(target=_child, args=(columns, queue)) for _ in range(2)]
    for child in children:
        child.start()
    results = [queue.get(timeout=60) for _ in children]
    for child in children:
        child.join(60)
        assert child.exitcode == 0
    assert all(result == expected for result in results)


IMPORTED_AND_FORKED = """
import os, sys, twobin
data = {"unique_id": ["a"] * 30, "ds": list(range(30)), "y": [3.0, 4.0, 5.0] * 10}
child = os.fork()
found = twobin.forecast(data, 2, threads=2)["twobin"]
if child == 0:
    os._exit(0 if len(found) == 2 else 9)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_fork_after_import_and_before_use():
    subprocess.run([sys.executable, "-c", IMPORTED_AND_FORKED], check=True, timeout=120)


def test_progress_is_told(columns):
    told = []
    twobin.forecast(columns, 3, progress=lambda stage, done, total: told.append((stage, done, total)))
    assert told and told[-1][0] == "forecasting" and told[-1][1] <= told[-1][2] == 6


def test_a_bar_of_progress(columns, capsys):
    expected = twobin.forecast(columns, 3)
    assert twobin.forecast(columns, 3, progress=True) == expected and twobin.forecast(columns, 3, progress=False) == expected
    written = capsys.readouterr().err
    # The last of it takes the line away.
    assert "twobin: forecasting [" in written and " of 6" in written and written.endswith(" \r") and "\n" not in written


def test_a_failing_progress_function_ends_the_call(columns):
    def fail(stage, done, total):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        twobin.forecast(columns, 3, progress=fail)


INTERRUPTED = """
import os, signal, sys, threading, time
import twobin
rows = 700
ids = [f"s{n}" for n in range(rows) for _ in range(150)]
data = {"unique_id": ids, "ds": list(range(150)) * rows, "y": [float((n * 7919) % 23) for n in range(150 * rows)]}
sent = []
def press(stage, done, total):
    if not sent:
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)
try:
    twobin.cross_validation(data, 5, n_windows=1000, step_size=1, season_length=7, threads=1, progress=press)
    print("finished")
except KeyboardInterrupt:
    print("interrupted", time.monotonic() - sent[0])
"""


def test_interrupt_key():
    found = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=120)
    # How soon is measured by scripts/measure_python.py: tests do not depend on time.
    assert found.stdout.startswith("interrupted"), found.stdout + found.stderr
