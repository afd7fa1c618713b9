"""Plans: the same bytes as the command, from frames and from files."""

import csv
import json

import pytest

import twobin

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")

FILES = ["recommendations.csv", "forecasts.csv", "quarantine.csv", "backorders.csv", "availability.csv", "suppliers.csv", "summary.json"]


def invented_shop():
    days = pandas.date_range("2023-01-02", periods=420)
    rows = []
    state = 99
    for number in range(12):
        for index, day in enumerate(days):
            state = (state * 1103515245 + 12345) % 2**31
            units = int((1 + number % 5) * (state / 2**31) * 2.2)
            if units:
                rows.append((day, f"{number:04}", units, 10.0 + number))
    sales = pandas.DataFrame(rows, columns=["date", "item", "quantity", "price"])
    items = pandas.DataFrame({
        "item": [f"{number:04}" for number in range(12)], "supplier": ["Nord", "Süd"] * 6, "unit_cost": [6.5 + number for number in range(12)],
        "lead_time_days": [14, 21, 28] * 4, "on_hand": [12.0] * 12,
    })
    return sales, items


@pytest.fixture(scope="module")
def shop():
    return invented_shop()


@pytest.fixture(scope="module")
def plan(shop):
    return twobin.plan(*shop, budget=900, weight="value", period="week", defaults={"review_period_days": 7}, output={"quantiles": [0.5, 0.9]})


def test_same_bytes_as_the_command(command, tmp_path, plan):
    path = plan.export_inputs(tmp_path / "inputs")
    told = command("plan", "plan.toml", "--out", tmp_path / "command", cwd=tmp_path / "inputs")
    assert told.returncode == 0, told.stderr
    plan.write(tmp_path / "python")
    for name in FILES:
        assert (tmp_path / "python" / name).read_bytes() == (tmp_path / "command" / name).read_bytes(), name
    assert plan.id == json.loads((tmp_path / "command" / "summary.json").read_text())["id"]
    # And by any number of threads.
    again = twobin.plan(path, threads=1)
    assert again.id == plan.id and again.summary == plan.summary


def test_frames_hold_what_the_files_hold(plan, tmp_path):
    plan.write(tmp_path)
    for name, frame in [("recommendations", plan.recommendations), ("forecasts", plan.forecasts)]:
        with open(tmp_path / f"{name}.csv", newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        assert list(frame.columns) == list(rows[0]) and len(frame) == len(rows)
        for column in frame.columns:
            values = [None if pandas.isna(value) else value for value in frame[column]]
            for value, row in zip(values, rows):
                text = row[column]
                if value is None:
                    assert text == ""
                elif isinstance(value, float):
                    assert float(text) == value
                else:
                    assert str(value)[:10] == text[:10]


def test_polars_in_polars_out(shop, plan):
    sales, items = (polars.from_pandas(frame) for frame in shop)
    sales = sales.with_columns(polars.col("date").cast(polars.Date), polars.col("item").cast(polars.Categorical))
    other = twobin.plan(sales, items, budget=900, weight="value", period="week", defaults={"review_period_days": 7}, output={"quantiles": [0.5, 0.9]})
    assert isinstance(other.recommendations, polars.DataFrame)
    assert other.id == plan.id
    assert other.recommendations["order_up_to"].to_list() == plan.recommendations["order_up_to"].tolist()


def test_files_as_tables(plan, tmp_path):
    plan.export_inputs(tmp_path)
    other = twobin.plan(
        tmp_path / "sales.csv", str(tmp_path / "items.csv"), objective={"average_inventory_value": 900, "kind": "budget", "weight": "value"},
        series={"period": "week"}, defaults={"review_period_days": 7}, output={"quantiles": [0.5, 0.9]})
    assert other.recommendations["order_up_to"].tolist() == plan.recommendations["order_up_to"].tolist()


def test_explain_curve_orders(plan):
    text = plan.explain("0003")
    assert "0003" in text and plan.explain("0003@main") == text
    assert plan.explain("0003", as_dict=True)["uniqueID"] == "0003"
    curve = plan.curve()
    line = curve[curve["kind"] == "curve"]
    assert line["average_inventory_value"].is_monotonic_increasing and line["weighted_expected_backorders"].is_monotonic_decreasing
    orders = plan.orders()
    assert orders["units"].sum() == plan.recommendations["order_now"].sum() > 0
    with pytest.raises(twobin.InputError, match="0099"):
        plan.explain("0099")


def test_explain_is_that_of_the_command(command, tmp_path, plan):
    assert plan.save(tmp_path) == plan.id
    told = command("explain", "latest", "0003", "--store", tmp_path)
    assert told.returncode == 0, told.stderr
    assert told.stdout == plan.explain("0003")


def test_curve_and_orders_are_those_of_the_command(command, tmp_path, plan):
    plan.save(tmp_path)
    for arguments, frame in [(("export", "latest", "--format", "exchange-csv"), plan.curve()), (("orders", "latest", "--format", "csv"), plan.orders())]:
        told = command(*arguments, "--store", tmp_path)
        assert told.returncode == 0, told.stderr
        rows = list(csv.DictReader(told.stdout.splitlines()))
        assert len(rows) == len(frame) > 0
        names = [name for name in rows[0] if name in frame.columns]
        assert len(names) >= 4
        for name in names:
            for value, row in zip(frame[name], rows):
                text = row[name]
                if pandas.isna(value):
                    assert text == "", name
                elif isinstance(value, float):
                    # The command rounds for reading.
                    assert float(text) == pytest.approx(value, rel=1e-4, abs=1e-6), name
                else:
                    assert str(value)[:10] == text[:10], name


def test_whatif(command, tmp_path, plan):
    scenario = plan.whatif("budget=+20%", lead_time="+20%")
    assert scenario.base is plan and scenario.changes == ["budget=+20%", "lead_time=+20%"]
    deltas = scenario.deltas
    assert len(deltas) == 12 and (deltas["order_up_to_before"] == plan.recommendations["order_up_to"]).all()
    assert (deltas["order_up_to_after"] == scenario.recommendations["order_up_to"]).all()
    plan.save(tmp_path)
    told = command("whatif", "latest", "--set", "budget=+20%", "--set", "lead_time=+20%", "--store", tmp_path, "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["scenario"] == scenario.id
    with pytest.raises(twobin.InputError):
        plan.whatif(led_time="+20%")
    with pytest.raises(twobin.UsageError):
        plan.whatif()


def test_replay(command, tmp_path, plan):
    report = plan.replay("2023-11-01", days=60, discard=14)
    plan.export_inputs(tmp_path)
    told = command("replay", "plan.toml", "--from", "2023-11-01", "--days", 60, "--discard", 14, "--json", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert report == json.loads(told.stdout)
    assert report["items"] == 12 and report["plan"]["points"]
    with pytest.raises(twobin.InputError, match="after the last sale"):
        plan.replay("2030-01-01")
    with pytest.raises(twobin.UsageError):
        plan.replay("2023-11-01", days=0)


def test_notebook_display(plan):
    page = plan._repr_html_()
    assert plan.id in page and page.count("<svg") >= 1 and "<script" not in page
    assert plan.chart("demand", "0003").svg.startswith("<svg") and "<svg" in plan.chart("stock", "0003")._repr_svg_()
    assert repr(plan) == f"<twobin plan {plan.id}: 12 item-locations>" and repr(plan.chart("stock", "0003")) == "<twobin chart: stock of 0003>"


def test_progress(shop):
    told = []
    twobin.plan(*shop, fill_rate=0.95, progress=lambda stage, done, total: told.append(stage))
    assert "forecasting" in told and "policies" in told


@pytest.mark.parametrize("arguments, words", [
    ({"fill_rate": 1.5}, "fill_rate"),
    ({"fill_rate": 0.9, "defaults": {"lead_time_day": 3}}, "lead_time_days"),
    ({"fill_rate": 0.9, "as_of": "tomorrow"}, "YYYY-MM-DD"),
    ({"fill_rate": 0.9, "period": "fortnight"}, "fortnight"),
    ({"fill_rate": 0.9, "receipts": "there-is-no-such.csv"}, "there-is-no-such.csv"),
    ({"fill_rate": 0.9, "surprise": {"x": 1}}, "surprise"),
    ({"fill_rate": 0.9, "defaults": {"lead_time_days": object()}}, "no value of a plan file"),
])
def test_bad_keys(shop, arguments, words):
    with pytest.raises((twobin.InputError, twobin.UsageError), match=words):
        twobin.plan(*shop, **arguments)


def test_bad_tables(shop):
    sales, items = shop
    with pytest.raises(twobin.InputError, match="sales"):
        twobin.plan(sales.drop(columns="quantity"), items, fill_rate=0.9)
    with pytest.raises(twobin.InputError, match="sales"):
        twobin.plan(sales.head(0), items, fill_rate=0.9)
    with pytest.raises(twobin.InputError, match="time zone"):
        twobin.plan(sales.assign(date=sales["date"].dt.tz_localize("Europe/London")), items, fill_rate=0.9)
    with pytest.raises(twobin.InputError, match="nested"):
        twobin.plan(sales.assign(extra=[[1]] * len(sales)), items, fill_rate=0.9)
    with pytest.raises(twobin.UsageError, match="sales"):
        twobin.plan(None, items, fill_rate=0.9)
    # A row that cannot be used is set aside, and the plan goes on.
    spoilt = sales.assign(quantity=sales["quantity"].astype(object).where(sales.index != 5, "many").astype(str))
    found = twobin.plan(spoilt, items, fill_rate=0.9)
    assert found.quarantine["value"].tolist() == ["many"] and found.quarantine["file"].tolist() == ["sales.csv"]


def test_messages_name_tables_not_folders(shop):
    sales, items = shop
    with pytest.raises(twobin.InputError) as caught:
        twobin.plan(sales.rename(columns={"date": "when_was_it"}), items, fill_rate=0.9)
    assert "twobin-" not in str(caught.value) and "sales.csv" in str(caught.value)


def test_output_that_cannot_be_written(plan, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(twobin.OutputError) as caught:
        plan.write(tmp_path / "file")
    assert caught.value.status == 73
    with pytest.raises(twobin.OutputError):
        plan.save(tmp_path / "file" / "deeper")
