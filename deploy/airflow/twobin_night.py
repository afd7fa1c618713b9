"""A night of Twobin as an Airflow DAG (2.5 or later, or 3): read the feed's state, plan, and let other tasks take the orders.

Exit status 0 is success; 1 (some items failed) and 2 (beyond a limit of [alerts]) leave files and fail the task, 75 (another run holds the lock) skips it.
"""

from datetime import datetime, timedelta

from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2 without that provider
    from airflow.operators.bash import BashOperator

SHOP = "/srv/twobin/shop"

with DAG(
    dag_id="twobin_night",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 1, "retry_delay": timedelta(minutes=10)},
    tags=["twobin"],
) as dag:
    look = BashOperator(task_id="dry_run", bash_command=f"twobin plan {SHOP}/plan.toml --dry-run")
    plan = BashOperator(
        task_id="plan",
        bash_command=f"twobin plan {SHOP}/plan.toml --out {SHOP}/out",
        skip_on_exit_code=75,
        execution_timeout=timedelta(hours=2),
    )
    orders = BashOperator(task_id="orders", bash_command=f"twobin orders latest --store {SHOP}/out --format csv --out {SHOP}/orders.csv")
    look >> plan >> orders
