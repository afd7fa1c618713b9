"""A Spark job: every shop planned under a budget of its own, and what to order written as Parquet.

    spark-submit --master spark://HOST:7077 plan_shops.py --sales SALES --items ITEMS --budgets BUDGETS --out FOLDER

SALES has shop, date, item, quantity (and price); ITEMS shop, item, unit_cost, lead_time_days, on_hand; BUDGETS shop, budget: comma-separated files
or folders of them, with a header. The workers need the wheel of twobin.
"""

import argparse

from pyspark.sql import SparkSession

import twobin.spark


def plan_shops(spark, sales, items, budgets, **options):
    """The recommendations of all shops as a Spark frame."""
    def read(path, schema):
        return spark.read.csv(path, header=True, schema=schema)

    money = {row.shop: row.budget for row in read(budgets, "shop string, budget double").collect()}
    return twobin.spark.plan(
        read(sales, "shop string, date date, item string, quantity double, price double"),
        read(items, "shop string, item string, supplier string, unit_cost double, lead_time_days double, on_hand double"),
        panel_col="shop", budget=money, period="week", **options)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("--sales", "--items", "--budgets", "--out"):
        parser.add_argument(name, required=True)
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("twobin: plans of shops").getOrCreate()
    plan_shops(spark, arguments.sales, arguments.items, arguments.budgets).write.mode("overwrite").parquet(arguments.out)
    spark.stop()


if __name__ == "__main__":
    main()
