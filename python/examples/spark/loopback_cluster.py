#!/usr/bin/env python3
"""A Spark cluster of one master and some workers on this machine's loopback address, for as long as a command runs.

    python loopback_cluster.py --workers 2 -- spark-submit --master {master} plan_shops.py --sales sales.csv --items items.csv --out recommendations

`{master}` in the command becomes the address of the master. Needs PySpark 4 and Java 17 (Debian: openjdk-17-jre-headless).
"""

import argparse
import contextlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time


@contextlib.contextmanager
def cluster(folder, workers=2, cores=1, memory="1g", seconds=120):
    """Starts the processes, gives the address of the master once all workers have joined, and ends them afterwards."""
    import pyspark

    home = pathlib.Path(os.environ.get("SPARK_HOME") or pathlib.Path(pyspark.__file__).parent)
    folder = pathlib.Path(folder)
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(folder / "work")}
    running = []

    def start(name, *arguments):
        log = open(folder / f"{name}.log", "wb")
        with log:
            running.append(subprocess.Popen(
                [str(home / "bin" / "spark-class"), *arguments], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT))

    def wait_for(name, pattern, count=1):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = re.findall(pattern, (folder / f"{name}.log").read_text(errors="replace"))
            if len(found) >= count:
                return found[0]
            if any(process.poll() is not None for process in running):
                break
            time.sleep(0.2)
        raise RuntimeError(f"the cluster did not start; its logs are in {folder}:\n" + (folder / f"{name}.log").read_text(errors="replace")[-2000:])

    try:
        start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        address = wait_for("master", r"Starting Spark master at (spark://[\d.]+:\d+)")
        for number in range(workers):
            start(f"worker{number}", "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "--cores", str(cores),
                  "--memory", memory, address)
        wait_for("master", r"Registering worker", workers)
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cores", type=int, default=1, help="of a worker")
    parser.add_argument("--memory", default="1g", help="of a worker")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not command:
        parser.error("give a command to run with {master} in it")
    with tempfile.TemporaryDirectory(prefix="spark-cluster-") as folder:
        with cluster(folder, arguments.workers, arguments.cores, arguments.memory) as master:
            sys.exit(subprocess.run([word.replace("{master}", master) for word in command], check=False).returncode)


if __name__ == "__main__":
    main()
