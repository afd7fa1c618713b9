import CMath
import DemandModel
import NumericCore
import ParallelWork

/// A panel made ready for regression: series in key order, their prices and promotions, groups, events and columns. It writes
/// the design of any series on demand, so the whole design never stands in memory.
struct RegressionPanelData: Sendable {
    let series: [DemandSeries]
    /// `positions[i]` is where series i of the input stands in `series`.
    let positions: [Int]
    let terms: [RegressionTerms]
    private(set) var columns: RegressionColumns
    /// By series and row, history and coming periods: `RegressionRivals`. Empty where there are none.
    private(set) var otherOffers: [[Double]] = []
    let groups: [[Int]]
    let events: RegressionEventTable
    let horizon: Int
    /// True where periods with an empty shelf hold corrected demand and count.
    let keepsStockouts: Bool
    let firstPeriod: Int
    let periodsPerYear: Double
    /// By series: the series of each cross-price item in the same location, -1 where there is none or it is the series itself.
    let crossSeries: [[Int]]
    /// Lowest and highest relative log price of all histories: coming prices are read inside of it.
    let priceRange: ClosedRange<Double>
    let remarks: [String]
    /// True where some item of the panel has been on promotion.
    let hasPastPromotion: Bool

    /// - Parameter known: what a panel has taught; `nil`: these series are the panel.
    init(_ input: RegressionInput, known: RegressionFacts? = nil) throws(RegressionForecastError) {
        guard input.horizon >= 1 else { throw .horizonNotPositive(input.horizon) }
        guard input.groups.isEmpty || input.groups.count == input.series.count else {
            throw .groupCount(expected: input.series.count, found: input.groups.count)
        }
        if input.calendar == nil, !(input.events.isEmpty && input.planned.isEmpty) { throw .noCalendar }
        for series in input.series {
            for (column, found) in [("price", series.prices.count), ("promotion", series.promotion.count), ("stockout", series.stockout.count)]
            where found != 0 && found != series.count {
                throw .columnLength(uniqueID: series.key.uniqueID, column: column, expected: series.count, found: found)
            }
        }
        let order = input.series.indices.sorted { a, b in
            input.series[a].key == input.series[b].key ? a < b : input.series[a].key < input.series[b].key
        }
        var positions = Array(repeating: 0, count: order.count)
        for (position, index) in order.enumerated() { positions[index] = position }
        self.positions = positions
        let series = order.map { input.series[$0] }
        self.series = series
        horizon = input.horizon
        keepsStockouts = input.stockoutsAreCorrected
        periodsPerYear = input.periodsPerYear
        let first = input.span?.lowerBound ?? series.map(\.firstPeriod).min() ?? 0
        let end = input.span?.upperBound ?? series.map { $0.firstPeriod + $0.count }.max() ?? 0
        firstPeriod = first

        var planned: [String: [PlannedTerms]] = [:]
        for row in input.planned { planned[row.item, default: []].append(row) }
        let decided = planned
        let terms = parallelMap(chunks: series.count, threads: input.threads) { position in
            RegressionTerms(
                series: series[position], horizon: input.horizon,
                planned: RegressionPanelData.planned(decided[series[position].key.item] ?? [], for: series[position], horizon: input.horizon, calendar: input.calendar),
                lastingPeriods: max(2, Int((input.periodsPerYear / 13).rounded())))
        }
        self.terms = terms

        events = RegressionEventTable(
            events: input.events, calendar: input.calendar, span: first..<(end + input.horizon), historyEnd: end,
            limit: input.options.eventColumns)
        if let known, known.columns.events != events.names { throw .unsolvable("the events are not those that the panel was learnt with") }
        let cross = RegressionPanelData.crossItems(series: series, limit: input.options.crossPriceItems)
        let hasPrice = terms.contains { terms in terms.price.onlyValue.map { abs($0) > 1e-9 } ?? terms.price.contains { abs($0) > 1e-9 } }
        hasPastPromotion = known?.hasPastPromotion ?? terms.contains(where: \.hasPastPromotion)
        columns = known?.columns ?? RegressionColumns(
            hasPrice: hasPrice, hasPromotion: terms.contains { !$0.promotion.isEmpty },
            crossItems: cross, events: events.names,
            leadEvents: events.leads,
            harmonics: RegressionColumns.harmonics(periods: end - first, periodsPerYear: input.periodsPerYear),
            weekdays: input.periodsPerYear > 300)

        var byKey: [ItemLocation: Int] = [:]
        for (index, one) in series.enumerated() { byKey[one.key] = index }
        let crossItems = columns.crossItems
        crossSeries = crossItems.isEmpty ? [] : series.enumerated().map { index, one in
            crossItems.map { item in
                let other = byKey[ItemLocation(item: item, location: one.key.location)] ?? -1
                return other == index || (other >= 0 && terms[other].price.isEmpty) ? -1 : other
            }
        }
        var members: [String: [Int]] = [:], names: [String] = []
        for (position, index) in order.enumerated() {
            let name = input.groups.isEmpty ? series[position].key.item : input.groups[index]
            if members[name] == nil { names.append(name) }
            members[name, default: []].append(position)
        }
        groups = names.map { members[$0] ?? [] }

        var low = 0.0, high = 0.0
        for (index, one) in terms.enumerated() where !one.price.isEmpty {
            for value in one.price[..<series[index].count] {
                low = min(low, value)
                high = max(high, value)
            }
        }
        priceRange = known?.priceRange ?? low...high

        var remarks = events.remarks + eventRemarks(input.events, series: series) + plannedRemarks(input.planned, series: series)
        if terms.contains(where: { $0.plannedPromotions > 0 }), !terms.contains(where: \.hasPastPromotion) {
            remarks.append("promotions are planned but none was ever seen: no effect can be learnt and none is assumed")
        }
        if hasPrice { remarks += priceRemarks(terms, series: series) }
        if let remark = promotionsFromSalesRemark(terms, series: series) { remarks.append(remark) }
        self.remarks = remarks
    }

    /// Planned rows of one series by coming period (`PlannedTerms`).
    private static func planned(
        _ rows: [PlannedTerms], for series: DemandSeries, horizon: Int, calendar: PeriodCalendar?
    ) -> [Int: (price: Double?, promotion: Bool?)] {
        guard let calendar, !rows.isEmpty else { return [:] }
        var result: [Int: (price: Double?, promotion: Bool?)] = [:]
        let mine = rows.enumerated().filter { row in
            row.element.item.utf8.elementsEqual(series.key.item.utf8)
                && (row.element.location.map { $0.utf8.elementsEqual(series.key.location.utf8) } ?? true)
        }.sorted { $0.element.date == $1.element.date ? $0.offset < $1.offset : $0.element.date < $1.element.date }
        for (_, row) in mine {
            let period = calendar.periodNumber(of: row.date) - series.firstPeriod - series.count
            guard (0..<horizon).contains(period) else { continue }
            let before = result[period]
            guard before?.promotion != true || row.promotion == true else { continue }
            result[period] = (row.price.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } ?? before?.price, row.promotion ?? before?.promotion)
        }
        return result
    }

    /// Items of a small assortment that is sold in several locations: each then gets the prices of the others as columns.
    private static func crossItems(series: [DemandSeries], limit: Int) -> [String] {
        var items: Set<String> = [], locations: Set<String> = []
        for one in series {
            items.insert(one.key.item)
            locations.insert(one.key.location)
            if items.count > limit { return [] }
        }
        guard items.count >= 2, locations.count >= 5 else { return [] }
        return items.sorted(by: bytesPrecede)
    }

    mutating func add(_ rivals: RegressionRivals) {
        otherOffers = rivals.offers
        columns.addOtherOffers()
    }

    /// The regression over all series.
    func fitted(_ options: PanelRegressionOptions) throws(RegressionForecastError) -> PanelRegressionFit { try fitted(options, known: nil).fit }

    /// The regression over all series, with what a panel has taught.
    ///
    /// - Parameter known: what it has taught before; `nil`: it is learnt here.
    func fitted(
        _ options: PanelRegressionOptions, known: PanelRegressionFacts?
    ) throws(RegressionForecastError) -> (fit: PanelRegressionFit, facts: PanelRegressionFacts) {
        var options = options
        options.columnPenalty = columns.columns.map(\.penalty)
        options.sharedDeviation = columns.columns.map(\.deviation.shared)
        options.columnClass = columns.classes
        options.groupDeviation = columns.columns.map(\.deviation.group)
        let regression = PanelRegression(
            columnCount: columns.count, seriesCount: series.count, comingRows: horizon, groups: groups, options: options,
            rows: { write($0, into: &$1) })
        do throws(RegressionSolveError) {
            let facts = if let known { known } else { try regression.learnt() }
            return (try regression.applied(facts), facts)
        } catch {
            throw .unsolvable(error.description)
        }
    }

    /// Writes design, demand and weights of a series: its history, then the coming periods with weight 0.
    func write(_ index: Int, into rows: inout RegressionRows) {
        let one = series[index], own = terms[index]
        let total = one.count + horizon, p = columns.count
        writeDemand(index, into: &rows)
        rows.design = Array(repeating: 0, count: total * p)
        guard p > 0 else { return }
        let shares = columns.events.isEmpty ? [] : events.shares(of: one.key, periods: one.firstPeriod..<(one.firstPeriod + total))
        for (position, column) in columns.columns.enumerated() {
            fill(column, of: index, own: own, shares: shares, total: total) { row, value in
                rows.design[row * p + position] = value
            }
        }
    }

    /// Demand, weights and first period alone. Unknown periods have weight 0, and periods with an empty shelf unless their demand
    /// has been corrected; a period with more returns than sales counts as zero.
    func writeDemand(_ index: Int, into rows: inout RegressionRows) {
        let one = series[index]
        rows.firstPeriod = one.firstPeriod - firstPeriod
        rows.response = one.demand.map { $0.isFinite ? max(0, $0) : 0 } + Array(repeating: 0, count: horizon)
        rows.weight = one.demand.map { $0.isFinite ? 1 : 0 } + Array(repeating: 0, count: horizon)
        for period in one.missing where period < one.count { rows.weight[period] = 0 }
        if !keepsStockouts { for (period, empty) in one.stockout.enumerated() where empty { rows.weight[period] = 0 } }
    }

    private func price(_ terms: RegressionTerms, _ row: Int) -> Double {
        min(max(terms.price[row], priceRange.lowerBound), priceRange.upperBound)
    }

    private func fill(
        _ column: RegressionColumns.Column, of index: Int, own: RegressionTerms, shares: [[Double]], total: Int,
        set: (Int, Double) -> Void
    ) {
        let start = series[index].firstPeriod
        switch column.kind {
        case .price:
            for row in own.price.indices { set(row, price(own, row)) }
        case .promotion:
            for row in own.promotion.indices { set(row, own.promotion[row]) }
        case .priceOnPromotion:
            guard !own.price.isEmpty else { return }
            for row in own.promotion.indices where own.promotion[row] != 0 { set(row, price(own, row) * own.promotion[row]) }
        case .otherPrice:
            let other = crossSeries[index][column.index]
            guard other >= 0 else { return }
            let offset = start - series[other].firstPeriod
            for row in 0..<total where terms[other].price.indices.contains(row + offset) {
                set(row, price(terms[other], row + offset))
            }
        case .otherOffers:
            for row in 0..<total {
                let value = otherOffers[index][row]
                if column.index == 0 { set(row, value) } else if own.promotion.indices.contains(row) { set(row, value * own.promotion[row]) }
            }
        case .aftermath where column.index == 0:
            // What was before the history is taken to be what it begins with: else an item that is always on promotion would seem to have
            // learnt the aftermath of promotions from its first period.
            for row in own.promotion.indices { set(row, own.promotion[max(0, row - 1)]) }
        case .aftermath:
            for row in own.discount.indices.dropFirst(column.index) { set(row, own.discount[row - column.index]) }
        case .event:
            let share = shares[column.index], lead = column.name != columns.events[column.index]
            for row in 0..<total {
                if !lead { set(row, share[row]) } else if row + 1 < total { set(row, share[row + 1]) }
            }
        case .season:
            let cosine = column.name.hasPrefix("season cosine")
            for row in 0..<total {
                let angle = 2 * Double.pi * Double(column.index + 1) * Double(start + row) / periodsPerYear
                set(row, cosine ? cos(angle) : sin(angle))
            }
        case .weekday:
            for row in 0..<total where (((start + row) % 7) + 7) % 7 == column.index { set(row, 1) }
        }
    }
}
