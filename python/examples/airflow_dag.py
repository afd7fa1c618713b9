"""A night's plan as an Airflow DAG: read the warehouse, plan, keep the run, hand orders on.

Needs Airflow 2.7 or later with the wheel of twobin and duckdb on its workers; WAREHOUSE is a duckdb file with tables sales and items.
"""

import datetime

try:
    from airflow.sdk import dag, task
except ImportError:
    try:
        from airflow.decorators import dag, task  # Airflow 2
    except ImportError:  # So that the file can be read, and its tasks tried, without Airflow.
        def task(function):
            return function

        def dag(**options):
            return lambda function: function

WAREHOUSE = "warehouse.duckdb"
STORE = "out"


def plan_night(warehouse: str, store: str, as_of: str) -> dict:
    """Plans as of a day and keeps the run; the task is safe to repeat: the same tables give the same run."""
    import duckdb

    import twobin

    with duckdb.connect(warehouse, read_only=True) as connection:
        # The moment of the night decides what is known, not the moment of the run.
        sales = connection.sql(f"SELECT * FROM sales WHERE date < DATE '{datetime.date.fromisoformat(as_of)}'").to_arrow_table()
        items = connection.sql("SELECT * FROM items").to_arrow_table()
    plan = twobin.plan(sales, items, fill_rate=0.95, period="week", as_of=as_of)
    plan.save(store)
    return {"run": plan.id, "orders": plan.orders().num_rows, "attention": plan.summary["attention"]}


@dag(schedule="30 2 * * *", start_date=datetime.datetime(2025, 1, 1), catchup=False, max_active_runs=1)
def twobin_night():
    @task
    def plan(ds=None):
        return plan_night(WAREHOUSE, STORE, ds)

    @task
    def report(result):
        print(f"run {result['run']}: {result['orders']} order lines; look at {result['attention']}")

    report(plan())


try:
    import airflow  # noqa: F401

    twobin_night()
except ImportError:
    pass
