"""Accuracy of the regression on the orange juice of datasets/: rolling origins, and the last nine weeks.

Prices and promotions of the forecast weeks are known, quantities are not. Promotion is `feature >= 0.5` (most of the brand's volume
was advertised). A week without a row is unknown, not zero. Errors are over store x brand x week, in cartons and in ounces (the unit of
published results: cartons x carton_ounces).

Everything about the method was chosen on the ten rolling origins, and the columns of other items' offers on seven earlier ones as well,
with 39 to 63 weeks of history; the last origin is for reporting.

With --alone: no item knows what the offers of the others do for them (RegressionInput.categories); only their prices, as before.

With --blocks: blocks of nine weeks in the middle of the history (before week 143) are left out in turn and estimated from what lies before
and after them. A method that is biased by itself would be so there too.

With --weeks: the weeks of a brand in which the whole chain was foreseen worst, each week forecast once, from the last origin at most four weeks before.

Usage: python Benchmarks/orange_juice.py [--effects | --blend | --blocks | --weeks] [--alone]       (Python 3.9 or later, no packages; builds the Swift package beside it)
"""
import collections
import csv
import datetime
import gzip
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent / "datasets" / "orange-juice"
HORIZON, LAST = 9, 152
ROLLING = [LAST - HORIZON - 4 * k for k in range(10)]
EARLY = [ROLLING[-1] - 4 * k for k in range(1, 8)]


def read():
    with open(DATA / "brands.csv", newline="") as file:
        ounces = {row["item"]: float(row["carton_ounces"]) for row in csv.DictReader(file)}
    first, rows = datetime.date(1989, 9, 14), []
    with gzip.open(DATA / "sales.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            week = (datetime.date.fromisoformat(row["date"]) - first).days // 7 + 1
            rows.append((row["item"], row["location"], week, float(row["quantity"]), row["price"], int(float(row["feature"]) >= 0.5)))
    return ounces, rows


def forecast(program, rows, origin, *extra):
    text = "\n".join(",".join(map(str, row)) for row in rows if row[2] < origin + HORIZON) + "\n"
    extra += ("alone",) if "--alone" in sys.argv else ()
    done = subprocess.run([program, str(origin), str(HORIZON), *extra], input=text, capture_output=True, text=True, check=True)
    return list(csv.DictReader(done.stdout.splitlines())), done.stderr.strip()


def main():
    subprocess.run(["swift", "build", "-c", "release", "--package-path", HERE / "OrangeJuice"], check=True, stdout=subprocess.DEVNULL)
    program = str(HERE / "OrangeJuice" / ".build" / "release" / "orange-juice")
    ounces, rows = read()
    actual = {row[:3]: row[3] for row in rows}
    if "--effects" in sys.argv:
        effects, _ = forecast(program, rows, LAST, "effects")
        for effect in effects[:18]:
            print("%(item)s %(location)s %(effect)-30s %(coefficient).6s +- %(standard_error).6s" % effect)
        return
    if "--blocks" in sys.argv:
        return blocks(program, rows, ounces)
    if "--weeks" in sys.argv:
        return weeks_of_brands(program, rows, ounces)
    print("origin  ounces: WAPE   bias   cartons: WAPE   bias   share of 9-week totals below mean + 1.645 sd")
    sums = {"early": collections.defaultdict(float), "rolling": collections.defaultdict(float)}
    for origin in sorted(EARLY) + sorted(ROLLING) + [LAST]:
        found, note = forecast(program, rows, origin, *(["blend"] if "--blend" in sys.argv else []))
        part, totals, weekly = collections.defaultdict(float), {}, collections.defaultdict(float)
        for row in found:
            key = (row["item"], row["location"], int(row["week"]))
            series = totals.setdefault(key[:2], [0, 0.0, 0.0])
            series[2] = float(row["total_variance"])
            if key not in actual:
                continue
            error, size = float(row["mean"]) - actual[key], ounces[row["item"]]
            series[0] += 1
            weekly[row["week"]] += abs(error) * size / 1e6
            series[1] -= error
            for name, scale in (("ounces", size), ("cartons", 1)):
                part[name, "absolute"] += abs(error) * scale
                part[name, "error"] += error * scale
                part[name, "total"] += actual[key] * scale
        if origin == LAST:
            weeks = sorted({row["week"] for row in found})
            by_week = ["%.2f" % weekly[week] for week in weeks]
        full = [t for t in totals.values() if t[0] == HORIZON]
        below = sum(t[1] <= 1.645 * t[2] ** 0.5 for t in full) / len(full)
        if origin != LAST:
            for name in part:
                sums["early" if origin in EARLY else "rolling"][name] += part[name]
        print(line(origin, part) + "   %.3f   %s" % (below, note))
    for name in sums:
        print(line(name, sums[name]))
    print("last origin, absolute error by week, million ounces: " + " ".join(by_week))


def blocks(program, rows, ounces):
    end, sums = ROLLING[0], collections.defaultdict(float)
    for start in [None, *range(45, end - HORIZON, HORIZON)]:
        left_out = range(start, start + HORIZON) if start else range(end)
        history = [row for row in rows if row[2] < end]
        given = [(*row[:3], "", *row[4:]) if start and row[2] in left_out else row for row in history]
        actual = {row[:3]: row[3] for row in history if row[2] in left_out}
        part, found = collections.defaultdict(float), forecast(program, given, end, "fitted")[0]
        for row in found:
            key = (row["item"], row["location"], int(row["week"]))
            if key in actual:
                for unit, scale in (("ounces", ounces[row["item"]]), ("cartons", 1)):
                    error = (float(row["fitted"]) - actual[key]) * scale
                    part[unit, "absolute"] += abs(error)
                    part[unit, "error"] += error
                    part[unit, "total"] += actual[key] * scale
        print(line("%d-%d" % (start, start + HORIZON - 1) if start else "fit", part), flush=True)
        if start:
            for name in part:
                sums[name] += part[name]
    print(line("left out", sums))


def weeks_of_brands(program, rows, ounces):
    actual, cells = {row[:3]: row for row in rows}, collections.defaultdict(lambda: [0.0, 0.0, 0.0, 0, 0.0, 0])
    for origin in sorted(EARLY + ROLLING):
        for row in forecast(program, rows, origin)[0]:
            key = (row["item"], row["location"], int(row["week"]))
            if key in actual and key[2] < origin + 4:
                sold, size, cell = actual[key][3], ounces[key[0]] / 1e6, cells[key[0], key[2]]
                for position, value in enumerate((sold * size, float(row["mean"]) * size, abs(float(row["mean"]) - sold) * size,
                                                  actual[key][5], float(actual[key][4]), 1)):
                    cell[position] += value
    total, worst = sum(cell[0] for cell in cells.values()), sorted(cells.items(), key=lambda one: one[1][0] - one[1][1], reverse=True)

    def summary(name, kept):
        base = sum(cell[0] for _, cell in kept)
        print("%-48s WAPE %.3f  bias %+.3f  of demand %.3f" % (
            name, sum(cell[2] for _, cell in kept) / base, sum(cell[1] - cell[0] for _, cell in kept) / base, base / total))
    print("week  item                     sold  foreseen (million ounces)  mean price  share of stores advertising")
    for (item, week), cell in worst[:8]:
        print("%4d  %-22s %6.2f %6.2f %27.2f %8.2f" % (week, item, cell[0], cell[1], cell[4] / cell[5], cell[3] / cell[5]))
    summary("all %d weeks of a brand" % len(worst), worst)
    summary("without the six with the largest shortfall", worst[6:])
    rolling = [one for one in worst if one[0][1] >= ROLLING[-1]]
    summary("from the ten rolling origins", rolling)
    summary("the same without its six", rolling[6:])


def line(name, part):
    return "%-8s" % name + "".join(
        "%14.4f %+.4f" % (part[unit, "absolute"] / part[unit, "total"], part[unit, "error"] / part[unit, "total"]) for unit in ("ounces", "cartons"))


if __name__ == "__main__":
    main()
