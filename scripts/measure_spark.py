#!/usr/bin/env python3
"""One plan under one budget on a Spark cluster of two workers on loopback, beside the command on the same tables: times, memory, bytes, rounds.

    python=out/python/test-environment/bin/python        (made by make test-python: the wheel, PySpark, pandas, pyarrow)
    $python scripts/measure_spark.py --command .build/release/twobin --series 200000 --record Benchmarks/results/spark.txt

The tables are invented (weeks x series, Parquet, seeded). Each side has two processors' worth of threads: the command two threads, Spark two workers with a
core each. Processor seconds are user and system time; of Spark those of all its processes, driver and JVMs included.
"""

import argparse
import datetime
import importlib.util
import json
import os
import pathlib
import platform
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]

JOB = """
import json, os, resource, sys, time
started = time.monotonic()
from pyspark.sql import SparkSession
import twobin.spark
from twobin import _parts, _spark_parts
master, folder, budget, learn_from, parts = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
spark = (SparkSession.builder.master(master).config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1").config("spark.executor.memory", "2g").config("spark.driver.memory", "512m")
    .config("spark.sql.shuffle.partitions", str(parts)).config("spark.sql.adaptive.enabled", "false").config("spark.driver.maxResultSize", "400m")
    .getOrCreate())
spark.sparkContext.setLogLevel("ERROR")
spark.range(10).groupBy().count().collect()
ready = time.monotonic()
sizes = {"answers": 0, "facts": 0, "rounds": 0}
take, learn = _parts.Search.take, _parts.learn
def taken(self, answers):
    sizes["answers"] += sum(map(len, answers)); sizes["rounds"] += 1
    return take(self, answers)
def learnt(*arguments, **options):
    began = time.monotonic()
    facts = learn(*arguments, **options)
    sizes["facts"], sizes["learn_wall"] = len(facts), time.monotonic() - began
    return facts
_parts.Search.take, _parts.learn = taken, learnt
sales, items = spark.read.parquet(folder + "/sales.parquet"), spark.read.parquet(folder + "/items.parquet")
began = time.monotonic()
plan = twobin.spark.plan(sales, items, budget=budget, weight="value", period="week", parts=parts, learn_from=learn_from, as_of=sys.argv[6])
plan.write.mode("overwrite").parquet(folder + "/recommendations.parquet")
ended = time.monotonic()
with open("/proc/self/status") as status:
    peak = [int(line.split()[1]) for line in status if line.startswith("VmHWM")][0]
java = spark.sparkContext._gateway.proc.pid
with open(f"/proc/{java}/status") as status:
    peak_java = [int(line.split()[1]) for line in status if line.startswith("VmHWM")][0]
print(json.dumps({**sizes, "start_wall": ready - started, "plan_wall": ended - began, "driver_kb": peak, "driver_java_kb": peak_java}))
spark.stop()
"""


def make_tables(folder, series, weeks):
    """Sales by week of items at one location, and their items table."""
    import numpy
    import pyarrow
    import pyarrow.parquet

    random = numpy.random.default_rng(20101201)
    first = datetime.date(2023, 1, 2)
    days = numpy.array([(first + datetime.timedelta(days=7 * week) - datetime.date(1970, 1, 1)).days for week in range(weeks)], numpy.int32)
    level = numpy.exp(random.normal(0.3, 1.3, series))
    start = numpy.where(random.random(series) < 0.1, random.integers(0, weeks - 4, series), 0)
    writer = None
    for begin in range(0, series, 10_000):
        some = slice(begin, min(begin + 10_000, series))
        count = some.stop - some.start
        rate = level[some][:, None] * (1 + 0.3 * numpy.sin(2 * numpy.pi * numpy.arange(weeks) / 52 + 0.1)) * random.gamma(2.0, 0.5, (count, weeks))
        units = random.poisson(rate)
        units[numpy.arange(weeks)[None, :] < start[some][:, None]] = 0
        row, week = numpy.nonzero(units)
        codes = numpy.char.add("sku-", numpy.char.zfill((row + begin).astype(str), 7))
        table = pyarrow.table({
            "date": pyarrow.array(days[week]).cast(pyarrow.date32()), "item": pyarrow.array(codes), "quantity": pyarrow.array(units[row, week].astype(numpy.int64)),
        })
        writer = writer or pyarrow.parquet.ParquetWriter(folder / "sales.parquet", table.schema)
        writer.write_table(table, row_group_size=200_000)
    writer.close()
    codes = numpy.char.add("sku-", numpy.char.zfill(numpy.arange(series).astype(str), 7))
    cost = numpy.round(numpy.exp(random.normal(1.5, 1.0, series)), 2) + 0.01
    pyarrow.parquet.write_table(pyarrow.table({
        "item": codes, "unit_cost": cost, "lead_time_days": random.choice([7, 14, 28], series), "on_hand": random.poisson(level * 4)}), folder / "items.parquet")
    budget = float(numpy.round((level * cost).sum() * 3))
    return budget, first + datetime.timedelta(days=7 * weeks)


def run(words, environment=None):
    """Wall and processor seconds of a command with all it starts, and what it prints."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, words[:4]))} ...: status {done.returncode}\n{done.stderr[-3000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--command", required=True)
    parser.add_argument("--series", type=int, default=200_000)
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--learn-from", type=int, default=5_000)
    parser.add_argument("--parts", type=int, help="default: of about 5,000 items")
    parser.add_argument("--record", type=pathlib.Path)
    arguments = parser.parse_args()
    parts = arguments.parts or max(2, -(-arguments.series // 5_000))
    lines = [f"{arguments.series} series x {arguments.weeks} weeks, learn_from {arguments.learn_from}, {parts} parts; {platform.machine()}, {os.cpu_count()} processors, "
             f"load {os.getloadavg()[0]:.1f}"]
    with tempfile.TemporaryDirectory(prefix="measure-spark-") as name:
        folder = pathlib.Path(name)
        budget, as_of = make_tables(folder, arguments.series, arguments.weeks)
        plan = folder / "plan.toml"
        plan.write_text(
            f'as_of = "{as_of}"\n[sales]\npath = "sales.parquet"\n[items]\npath = "items.parquet"\n[series]\nperiod = "week"\nlearn_from = {arguments.learn_from}\n'
            f'[objective]\nkind = "budget"\naverage_inventory_value = {budget}\nweight = "value"\n', encoding="utf-8")
        wall, used, _ = run([arguments.command, "plan", str(plan), "--threads", "2", "--out", str(folder / "out")])
        lines.append(f"command, two threads: wall {wall:.1f} s, processor {used:.1f} s")
        specification = importlib.util.spec_from_file_location("loopback_cluster", ROOT / "python/examples/spark/loopback_cluster.py")
        example = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(example)
        job = folder / "job.py"
        job.write_text(JOB, encoding="utf-8")
        environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        (folder / "cluster").mkdir()
        with example.cluster(folder / "cluster", workers=2, cores=1, memory="3g") as master:
            wall_job, _, printed = run([sys.executable, str(job), master, str(folder), str(budget), str(arguments.learn_from), str(parts), str(as_of)], environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spark_used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found = json.loads(printed.strip().splitlines()[-1])
        lines += [
            f"Spark, two workers: plan wall {found['plan_wall']:.1f} s, start {found['start_wall']:.1f} s; processor {spark_used:.1f} s, all processes",
            f"wall over the command's: {found['plan_wall'] / wall:.2f}; processor over the command's: {spark_used / used:.2f}",
            f"learning on the driver: wall {found['learn_wall']:.1f} s; facts {found['facts']} bytes",
            f"search: {found['rounds']} rounds, {found['answers']} bytes of answers",
            f"driver's memory: Python {found['driver_kb'] / 1024:.0f} MB, JVM {found['driver_java_kb'] / 1024:.0f} MB",
        ]
        lines.append(compared(folder))
    text = "\n".join(lines) + "\n"
    print(text, end="")
    if arguments.record:
        arguments.record.write_text(text, encoding="utf-8")


def compared(folder):
    """Whether both have the same levels."""
    import csv

    import pyarrow.parquet

    with open(folder / "out" / "recommendations.csv", encoding="utf-8") as file:
        ours = {row["item"]: row["order_up_to"] for row in csv.DictReader(file)}
    table = pyarrow.parquet.read_table(folder / "recommendations.parquet", columns=["item", "order_up_to"])
    theirs = dict(zip(table["item"].to_pylist(), table["order_up_to"].to_pylist()))
    differing = sum(1 for item, level in ours.items() if (float(level) if level else None) != theirs.get(item))
    return f"items {len(ours)} and {len(theirs)}; levels that differ: {differing}"


if __name__ == "__main__":
    main()
