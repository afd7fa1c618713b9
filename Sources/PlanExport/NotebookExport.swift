import CustomerBackorders
import DemandModel
import TextForms
import PlanCharts

/// A run as a Jupyter notebook (nbformat 4.5) with tables and charts embedded, for an analyst to read and to take further.
///
/// The code cells read the run's exported files with pandas and draw with matplotlib; the embedded tables are what running
/// them gives, the embedded charts are Twobin's own. The document depends on the run alone.
///
///     let bytes = try collectedBytes { sink throws(OutputError) in try NotebookExport.write(run, dataDirectory: "out", to: sink) }
public enum NotebookExport {
    private static let charted = 4
    private static let listed = 10
    private static let ordersListed = 20
    private static let periodsShown = 104

    /// - Parameters:
    ///   - exchangeCurve: expected backorders (weighted as the objective is) by money; left out where empty.
    ///   - dataDirectory: where the cells look for recommendations.csv, forecasts.csv and summary.json.
    public static func write(
        _ run: PlanRun, exchangeCurve: [ExchangePoint] = [], dataDirectory: String, to sink: ByteSink
    ) throws(OutputError) {
        let items = inKeyOrder(run.items)
        var notebook = NotebookDocument()
        notebook.markdown(id: "asked", NotebookProse.asked(run))
        notebook.code(
            id: "setup", NotebookPython.setup(directory: dataDirectory), output: .printed("\(items.count) item-locations, run \(run.id)\n"))
        notebook.markdown(id: "totals-text", NotebookProse.totals(run))
        notebook.code(id: "totals", NotebookPython.totals, output: table(totals(run)))
        addItemTables(items, to: &notebook)
        addWaiting(run, to: &notebook)
        addDemandCharts(run, items, to: &notebook)
        addFillRateByPrice(run, items, to: &notebook)
        addExchangeCurve(run, exchangeCurve, to: &notebook)
        notebook.markdown(id: "columns", NotebookProse.columns)
        try sink(notebook.json(metadata: ["run": .text(run.id), "version": .text(run.version)]).bytes(indent: 1))
    }

    private static func table(_ table: NotebookTable) -> NotebookDocument.Output { .table(html: table.html, plain: table.plainText) }

    private static func totals(_ run: PlanRun) -> NotebookTable {
        guard case .object(let members) = RunSummary.totals(run.summary) else { return NotebookTable(columns: [], index: [], rows: []) }
        let values = members.map { member -> String in
            switch member.value {
            case .integer(let value): String(value)
            case .number(let value): NotebookTable.plain(value)
            default: ""
            }
        }
        return NotebookTable(columns: ["total"], index: members.map(\.name), rows: values.map { [$0] })
    }

    private static func addItemTables(_ items: [PlannedItem], to notebook: inout NotebookDocument) {
        let recommendations = items.map(\.recommendation)
        let most = mostBackordered(items).prefix(listed).map(\.recommendation)
        let mostColumns = [
            "item", "location", "expected_backorders", "fill_rate", "expected_wait_days", "demand_mean", "demand_sd", "order_up_to",
            "average_inventory_value",
        ]
        notebook.markdown(id: "most-text", NotebookProse.most)
        notebook.code(
            id: "most", NotebookPython.mostBackorders(listed, mostColumns), output: table(rows(most, mostColumns)))
        let orders = recommendations.filter { $0.orderNow > 0 }.enumerated()
            .sorted { ($1.element.orderNow, $0.offset) < ($0.element.orderNow, $1.offset) }.map(\.element)
        let orderColumns = ["item", "location", "order_now", "inventory_position", "reorder_point", "order_up_to", "status"]
        notebook.markdown(id: "orders-text", NotebookProse.orders(orders.count, shown: min(ordersListed, orders.count)))
        notebook.code(
            id: "orders", NotebookPython.orderNow(ordersListed, orderColumns),
            output: table(rows(Array(orders.prefix(ordersListed)), orderColumns)))
    }

    /// Largest first; equal ones in key order.
    private static func mostBackordered(_ items: [PlannedItem]) -> [PlannedItem] {
        items.enumerated().compactMap { offset, item in
            // As the file has them: equal there is equal for whoever reads it.
            item.recommendation.performance.map { (offset, shortDecimal($0.expectedBackorders, digits: 6), item) }
        }.filter { $0.1.isFinite }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.2)
    }

    private static func rows(_ recommendations: [Recommendation], _ columns: [String]) -> NotebookTable {
        let rows = recommendations.map { recommendation -> [String] in
            guard case .object(let members) = RecommendationTable.json(recommendation, isShort: true) else { return [] }
            return columns.map { column in
                switch members.first(where: { $0.name == column })?.value {
                case .text(let text): text
                case .number(let value): NotebookTable.plain(value)
                default: ""
                }
            }
        }
        return NotebookTable(columns: columns, index: rows.indices.map { String($0) }, rows: rows)
    }

    /// Who waits, by cause, and the orders that are told the latest days; left out where nobody waits.
    private static func addWaiting(_ run: PlanRun, to notebook: inout NotebookDocument) {
        let waiting = WaitingTable.served(waitingRows(run))
        guard !waiting.isEmpty else { return }
        let causes = Dictionary(grouping: waiting, by: \.cause.cause.rawValue).sorted { bytesPrecede($0.key, $1.key) }
        notebook.markdown(id: "waiting-text", NotebookProse.waiting(waiting.count))
        notebook.code(id: "waiting-causes", NotebookPython.waitingCauses, output: table(NotebookTable(
            columns: ["cause", "lines", "units"], index: causes.indices.map(String.init),
            rows: causes.map { [$0.key, String($0.value.count), NotebookTable.plain($0.value.reduce(0) { $0 + $1.line.quantity })] })))
        let latest = waiting.enumerated().sorted { a, b in
            let first: Int32 = a.element.dates.dates.p90?.number ?? .max, second: Int32 = b.element.dates.dates.p90?.number ?? .max
            return first != second ? first > second : a.offset < b.offset
        }.map(\.element).prefix(listed)
        notebook.code(id: "waiting-latest", NotebookPython.waitingLatest(listed), output: table(NotebookTable(
            columns: ["order_id", "item", "quantity", "restock_p50", "restock_p90", "cause"], index: latest.indices.map(String.init),
            rows: latest.map { row in
                [row.line.orderID, row.line.key.item, NotebookTable.plain(row.line.quantity), row.dates.dates.p50?.description ?? "", row.dates.dates.p90?.description ?? "", row.cause.cause.rawValue]
            })))
    }

    private static func addDemandCharts(_ run: PlanRun, _ items: [PlannedItem], to notebook: inout NotebookDocument) {
        let chosen = mostBackordered(items).filter { $0.forecast != nil && $0.history.count > 0 }.prefix(charted)
        guard !chosen.isEmpty else { return }
        notebook.markdown(id: "demand-text", NotebookProse.demand(chosen.count))
        notebook.code(id: "draw", NotebookPython.draw)
        for (number, item) in chosen.enumerated() {
            let chart = DemandChart.chart(
                item, calendar: run.calendar, quantiles: run.configuration.forecastQuantiles, periodsShown: periodsShown)
            notebook.code(
                id: "demand-\(number + 1)", NotebookPython.drawItem(item, calendar: run.calendar, periodsShown: periodsShown),
                output: .picture(svg: chart.svg(), plain: chart.description))
        }
    }

    private static func addFillRateByPrice(_ run: PlanRun, _ items: [PlannedItem], to notebook: inout NotebookDocument) {
        let priced = items.filter { $0.supply.unitCost != nil && ($0.recommendation.performance?.averageOnHand ?? 0) > 0 }
        let quarters = FillRateByPriceChart.quarters(priced)
        guard !quarters.isEmpty else { return }
        let objective = run.configuration.objective
        let chart = FillRateByPriceChart.chart(quarters, target: objective.kind == .fillRate ? objective.target : nil)
        notebook.markdown(id: "prices-text", NotebookProse.prices(objective))
        notebook.code(id: "prices", NotebookPython.fillRateByPrice, output: .picture(svg: chart.svg(), plain: chart.description))
    }

    private static func addExchangeCurve(_ run: PlanRun, _ curve: [ExchangePoint], to notebook: inout NotebookDocument) {
        guard !curve.isEmpty else { return }
        let money = run.configuration.objective.money
        let plan = ExchangePoint(
            money: run.summary.held(money),
            expectedBackorders: run.summary.weightedExpectedBackorders)
        let chart = ExchangeCurveChart.chart(
            curve, marks: [("this plan", plan)], moneyTitle: money.name)
        let sorted = curve.sorted { ($0.money, $0.expectedBackorders) < ($1.money, $1.expectedBackorders) }
        notebook.markdown(id: "exchange-text", NotebookProse.exchange)
        notebook.code(
            id: "exchange", NotebookPython.exchangeCurve(sorted.map(\.money), sorted.map(\.expectedBackorders), money.rawValue),
            output: .picture(svg: chart.svg(), plain: chart.description))
    }
}
