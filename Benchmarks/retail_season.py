"""Is the season used in its second year? Thirteen four-weekly origins of year two of online retail (half of the items), the next five weeks.

For each origin: the total that `twobin forecast` expects over what came, the scaled pinball loss of the items' totals (`--cumulative`, at 0.5, 0.75, 0.9, 0.95 and 0.99, over five
times the item's mean week so far) and, with --plan, the sum of demand_mean of `twobin plan --as-of` (lead time 28 days, review 7) over what came. Then the root mean square of the
logarithms. Merchandise only (stock codes of five digits), no cancellations. Needs TWOBIN_SHARED (default ../shared beside the repository).

Usage: python Benchmarks/retail_season.py [--twobin .build/release/twobin] [--plan] [--origins 1,4,7]         (no packages)
"""
import argparse
import collections
import csv
import datetime
import gzip
import math
import os
import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("TWOBIN_SHARED", ROOT.parent / "shared"))
FIRST, WEEKS = datetime.date(2009, 12, 1), 5
LEVELS = [0.5, 0.75, 0.9, 0.95, 0.99]


def sales():
    lines = []
    with gzip.open(SHARED / "data/online-retail-two-years/transactions.csv.gz", "rt", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            quantity = int(row["Quantity"])
            if row["Invoice"][:1] not in "CA" and quantity > 0 and float(row["Price"]) > 0 and re.match(r"\d{5}", row["StockCode"]):
                lines.append((datetime.date.fromisoformat(row["InvoiceDate"][:10]), row["StockCode"].upper().strip(), quantity, row["Price"]))
    return lines


def weekly(lines, end):
    """Units by item and week: weeks of seven days that end on `end`; the five weeks after it apart."""
    count = ((end - FIRST).days + 1) // 7
    start = end - datetime.timedelta(7 * count - 1)
    known, coming = collections.defaultdict(lambda: [0] * count), collections.Counter()
    for day, item, quantity, _ in lines:
        week = (day - start).days // 7
        if 0 <= week < count:
            known[item][week] += quantity
        elif count <= week < count + WEEKS:
            coming[item] += quantity
    return start, known, coming


def forecast(program, start, known, extra):
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / "series.csv", pathlib.Path(folder) / "forecasts.csv"
        with open(source, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["unique_id", "ds", "y"])
            for item in sorted(known):
                first = next(i for i, v in enumerate(known[item]) if v)
                writer.writerows((item, start + datetime.timedelta(7 * t), v) for t, v in enumerate(known[item]) if t >= first)
        subprocess.run([program, "forecast", source, "--horizon", str(WEEKS), "--season", "52", "--period", "week", "--out", target] + extra,
                       stderr=subprocess.DEVNULL)
        with open(target, newline="") as file:
            return list(csv.DictReader(file))


def plan(program, lines, as_of):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        with open(folder / "sales.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["date", "item", "quantity", "price"])
            writer.writerows(line for line in lines if line[0] < as_of)
        (folder / "plan.toml").write_text('[sales]\npath = "sales.csv"\n[series]\nperiod = "week"\n[defaults]\nlead_time_days = 28\nreview_period_days = 7\n')
        subprocess.run([program, "plan", folder / "plan.toml", "--as-of", str(as_of), "--out", folder / "out"], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        with open(folder / "out/recommendations.csv", newline="") as file:
            means = {row["item"]: float(row["demand_mean"] or 0) for row in csv.DictReader(file)}
        paths = collections.defaultdict(float)
        with open(folder / "out/forecasts.csv", newline="") as file:
            seen = collections.Counter()
            for row in csv.DictReader(file):
                seen[row["unique_id"]] += 1
                if seen[row["unique_id"]] <= WEEKS:
                    paths[row["unique_id"]] += float(row["mean"])
        return means, paths


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--twobin", default=str(ROOT / ".build/release/twobin"))
    parser.add_argument("--plan", action="store_true")
    parser.add_argument("--origins", default=",".join(map(str, range(1, 14))))
    options = parser.parse_args()
    lines = sales()
    logs, plan_logs, path_logs, losses = [], [], [], []
    for origin in map(int, options.origins.split(",")):
        end = datetime.date(2010, 11, 30) + datetime.timedelta(28 * (origin - 1))
        start, known, coming = weekly(lines, end)
        actual = sum(coming[item] for item in known)
        expected = sum(float(row["mean"]) for row in forecast(options.twobin, start, known, []))
        loss = 0
        totals = forecast(options.twobin, start, known, ["--cumulative", "--quantiles", ",".join(map(str, LEVELS))])
        for row in totals:
            y = known[row["unique_id"]]
            y = y[next(i for i, v in enumerate(y) if v):]
            for level in LEVELS:
                error = coming[row["unique_id"]] - float(row[f"q{level}"])
                loss += max(level * error, (level - 1) * error) / len(LEVELS) / (WEEKS * sum(y) / len(y))
        logs.append(math.log(expected / actual))
        losses.append(loss / len(totals))
        line = f"{end}: forecast over actual {expected / actual:.2f} of {actual}, pinball {losses[-1]:.4f}"
        if options.plan:
            means, paths = plan(options.twobin, lines, end + datetime.timedelta(1))
            came = sum(coming[item] for item in means)
            plan_logs.append(math.log(sum(means.values()) / came))
            path_logs.append(math.log(sum(paths.values()) / came))
            line += f"; plan: demand_mean {math.exp(plan_logs[-1]):.2f}, forecasts.csv {math.exp(path_logs[-1]):.2f}"
        print(line, flush=True)

    def rms(x):
        return math.sqrt(sum(v * v for v in x) / len(x))
    print(f"root mean square of the log: forecast {rms(logs):.3f}" + (f", demand_mean {rms(plan_logs):.3f}, forecasts.csv of the plan {rms(path_logs):.3f}"
          if options.plan else "") + f"; pinball {sum(losses) / len(losses):.4f}")


if __name__ == "__main__":
    main()
