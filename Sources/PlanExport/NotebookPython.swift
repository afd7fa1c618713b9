import DemandModel
import TextForms

/// The Python of the notebook's cells. Cells read the exported files with pandas, so that an analyst can run and change them.
enum NotebookPython {
    static func setup(directory: String) -> String {
        """
        import json
        from math import nan
        from pathlib import Path

        import matplotlib.pyplot as plt
        import pandas as pd

        folder = Path(\(literal(directory)))  # where the files of the run are
        pd.set_option("display.width", 250, "display.max_columns", None, "display.max_rows", None, "display.max_colwidth", None)


        def read(name, **options):
            \"\"\"A file of the run: names are text (0012 stays 0012), and only an empty cell is absent.\"\"\"
            names = {"item": str, "location": str, "unique_id": str}
            return pd.read_csv(folder / name, dtype=names, keep_default_na=False, na_values=[""], **options)


        def plain(value):
            \"\"\"A number with at most four decimals; text as it is; nothing where there is no value.\"\"\"
            if pd.isna(value):
                return ""
            return value if isinstance(value, str) else f"{value:.4f}".rstrip("0").rstrip(".")


        def show(frame):
            return frame.apply(lambda column: column.map(plain)).astype(str)


        recommendations = read("recommendations.csv")
        # An apostrophe in front keeps a spreadsheet from running a name as a formula: take it away.
        recommendations["item"] = recommendations["item"].str.replace(r"^'(?='*[=+\\-@\\t\\r])", "", regex=True)
        forecasts = read("forecasts.csv", parse_dates=["ds"])
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        print(len(recommendations), "item-locations, run", summary["id"])
        """
    }

    static let totals = """
        show(pd.DataFrame({"total": summary["totals"].values()}, index=summary["totals"].keys()))
        """

    static func mostBackorders(_ count: Int, _ columns: [String]) -> String {
        """
        planned = recommendations.dropna(subset=["expected_backorders"])
        show(planned.nlargest(\(count), "expected_backorders")[\(list(columns))].reset_index(drop=True))
        """
    }

    static func orderNow(_ count: Int, _ columns: [String]) -> String {
        """
        to_order = recommendations[recommendations["order_now"] > 0].sort_values("order_now", ascending=False, kind="stable")
        show(to_order[\(list(columns))].head(\(count)).reset_index(drop=True))
        """
    }

    static let waitingCauses = """
        waiting = read("backorders.csv", converters={"order_id": str})
        waiting["item"] = waiting["item"].str.replace(r"^'(?='*[=+\\-@\\t\\r])", "", regex=True)
        show(waiting.groupby("cause").agg(lines=("quantity", "size"), units=("quantity", "sum")).reset_index())
        """

    static func waitingLatest(_ count: Int) -> String {
        """
        latest = waiting.assign(day=waiting["restock_p90"].fillna("9999")).sort_values("day", ascending=False, kind="stable")
        show(latest[["order_id", "item", "quantity", "restock_p50", "restock_p90", "cause"]].head(\(count)).reset_index(drop=True))
        """
    }

    static let draw = """
        def draw(unique_id, history):
            \"\"\"What happened and what is expected; the band reaches from the lowest to the highest quantile.\"\"\"
            coming = forecasts[forecasts["unique_id"] == unique_id].set_index("ds")
            quantiles = [name for name in coming.columns if name.startswith("q")]
            figure, axes = plt.subplots(figsize=(9, 4))
            if len(quantiles) > 1:
                low, high = coming[quantiles[0]], coming[quantiles[-1]]
                axes.fill_between(coming.index, low, high, color="C1", alpha=0.25, label=f"{quantiles[0]} to {quantiles[-1]}")
            axes.plot(coming.index, coming["mean"], color="C1", label="expected demand")
            axes.plot(history.index, history, color="C0", label="demand")
            axes.set(title=f"Demand of {unique_id}", ylabel="units")
            axes.legend()
            plt.show()
        """

    /// A call of `draw` with the history in the cell: the exported files hold no history.
    static func drawItem(_ item: PlannedItem, calendar: PeriodCalendar, periodsShown: Int) -> String {
        let history = item.history
        let unknown = Set(history.missing)
        let shown = max(0, history.count - periodsShown)..<history.count
        let values = shown.map { unknown.contains($0) || !history.demand[$0].isFinite ? "nan" : decimalText(history.demand[$0]) }
        let rows = stride(from: 0, to: values.count, by: 20).map { "    " + values[$0..<min($0 + 20, values.count)].joined(separator: ", ") + "," }
        let frequency = calendar.period == .month ? "MS" : calendar.period == .week ? "7D" : "D"
        let first = calendar.firstDay(of: history.firstPeriod + shown.lowerBound)
        return """
            history = [
            \(rows.joined(separator: "\n"))
            ]
            draw(\(literal(item.key.uniqueID)), pd.Series(history, index=pd.date_range("\(first)", periods=len(history), freq="\(frequency)"), dtype=float))
            """
    }

    static let fillRateByPrice = """
        by_price = recommendations[recommendations["average_on_hand"] > 0].dropna(subset=["average_inventory_value"]).copy()
        by_price["price"] = by_price["average_inventory_value"] / by_price["average_on_hand"]
        by_price["per_day"] = by_price["demand_mean"] / by_price["protection_days"]
        by_price = by_price.sort_values("price", kind="stable").reset_index(drop=True)
        by_price["quarter"] = by_price.index * min(4, len(by_price)) // max(1, len(by_price))
        by_price["served"] = by_price["per_day"] * by_price["fill_rate"]
        quarters = by_price.groupby("quarter").agg(low=("price", "min"), high=("price", "max"), served=("served", "sum"), asked=("per_day", "sum"))
        labels = [f"{low:.4g} to {high:.4g}" for low, high in zip(quarters["low"], quarters["high"])]
        figure, axes = plt.subplots(figsize=(6.5, 4))
        bars = axes.bar(labels, quarters["served"] / quarters["asked"])
        axes.bar_label(bars, fmt="{:.1%}", label_type="center")
        axes.set(title="Units served at once, by price of the item", xlabel="price per unit, a quarter of the items each", ylabel="fill rate")
        plt.show()
        """

    static func exchangeCurve(_ money: [Double], _ backorders: [Double], _ moneyTitle: String) -> String {
        """
        money = [\(money.map(decimalText).joined(separator: ", "))]
        expected_backorders = [\(backorders.map(decimalText).joined(separator: ", "))]
        totals = summary["totals"]
        figure, axes = plt.subplots(figsize=(9, 4))
        axes.plot(money, expected_backorders, label="least expected backorders for the money")
        axes.plot(totals["\(moneyTitle)"], totals["weighted_expected_backorders"], "o", label="this plan")
        axes.set(title="What stock money buys", xlabel="\(moneyTitle.replacing("_", with: " "))", ylabel="expected backorders, units")
        axes.legend()
        plt.show()
        """
    }

    /// A Python text literal: JSON's form is one.
    private static func literal(_ text: String) -> String { JSONValue.text(text).text(indent: nil) }

    private static func list(_ names: [String]) -> String { "[" + names.map(literal).joined(separator: ", ") + "]" }
}
