"""The example job on a standalone cluster of one master and two workers on loopback, and workers that lack the wheel."""

import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig
import venv

import pytest

import twobin

pyspark = pytest.importorskip("pyspark")
pandas = pytest.importorskip("pandas")
pyarrow = pytest.importorskip("pyarrow")
if shutil.which("java") is None:
    pytest.skip("no Java here", allow_module_level=True)

from test_spark import shops_and_budgets  # noqa: E402

EXAMPLE = pathlib.Path(__file__).resolve().parents[1] / "examples" / "spark"


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    specification = importlib.util.spec_from_file_location("loopback_cluster", EXAMPLE / "loopback_cluster.py")
    example = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(example)
    with example.cluster(tmp_path_factory.mktemp("cluster")) as address:
        yield address


@pytest.fixture
def job(master, tmp_path):
    """Submits the job with an interpreter for the workers."""
    sales, items, budgets, _ = shops_and_budgets()
    sales.to_csv(tmp_path / "sales.csv", index=False, columns=["shop", "date", "item", "quantity", "price"])
    items.to_csv(tmp_path / "items.csv", index=False, columns=["shop", "item", "supplier", "unit_cost", "lead_time_days", "on_hand"])
    pandas.DataFrame({"shop": list(budgets), "budget": list(budgets.values())}).to_csv(tmp_path / "budgets.csv", index=False)

    def submit(interpreter):
        submitted = pathlib.Path(pyspark.__file__).parent / "bin" / "spark-submit"
        arguments = [word for name in ("sales", "items", "budgets") for word in (f"--{name}", str(tmp_path / f"{name}.csv"))]
        settings = {
            "spark.pyspark.python": str(interpreter), "spark.pyspark.driver.python": sys.executable, "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.executor.memory": "512m", "spark.sql.shuffle.partitions": "4",
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYSPARK_")}
        return subprocess.run(
            [str(submitted), "--master", master, *(word for name, value in settings.items() for word in ("--conf", f"{name}={value}")),
             str(EXAMPLE / "plan_shops.py"), *arguments, "--out", str(tmp_path / "out")],
            capture_output=True, text=True, env={**environment, "SPARK_LOCAL_IP": "127.0.0.1"}, timeout=600)

    return submit


def test_a_job_on_two_workers(job, tmp_path):
    told = job(sys.executable)
    assert told.returncode == 0, told.stderr[-4000:]
    found = pandas.read_parquet(tmp_path / "out")
    _, _, budgets, shops = shops_and_budgets()
    for shop, tables in shops.items():
        alone = twobin.plan(*tables, budget=budgets[shop], period="week").recommendations
        part = found[found["shop"] == shop].sort_values("item").reset_index(drop=True)
        for column in ("item", "order_up_to", "reorder_point", "order_now", "expected_backorders", "average_inventory_value"):
            assert part[column].tolist() == alone[column].tolist(), (shop, column)


def test_workers_without_the_wheel(job, tmp_path):
    """An interpreter that has all packages of this one but twobin."""
    others = tmp_path / "others"
    others.mkdir()
    for one in pathlib.Path(sysconfig.get_path("purelib")).iterdir():
        if not one.name.startswith("twobin"):
            (others / one.name).symlink_to(one)
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)
    bare = tmp_path / "bare" / "bin" / "python"
    packages = subprocess.run([str(bare), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], capture_output=True, text=True, check=True)
    (pathlib.Path(packages.stdout.strip()) / "others.pth").write_text(f"{others}\n")
    told = job(bare)
    assert told.returncode != 0
    assert "twobin is not installed on this worker: install its wheel on every executor" in told.stderr
    assert not (tmp_path / "out" / "_SUCCESS").exists()
