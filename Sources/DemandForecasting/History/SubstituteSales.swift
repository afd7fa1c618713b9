import DemandModel
import TextForms

/// Credits what was sold in place of an item without stock to that item: its demand was there, and that of the substitute was not.
///
/// In the flagged periods of the wanted item both are held against their usual sales (the mean of the nearest sixteen periods with stock). Over all
/// of these periods together the substitute's sales above its usual ones, as far as the wanted item lacks as much, are moved: one share for all
/// periods, so that chance in one is not taken for customers. Nothing is moved where the surplus is within one standard deviation of nothing.
/// Whole units stay whole.
///
/// - Parameters:
///   - series: of the panel; changed where something is credited.
///   - rows: the table of substitutes; the first by priority is credited first.
///   - most: the largest share of the wanted item's missing units that is credited, 0...1.
/// - Returns: for planners, by item-location.
public func creditSubstituteSales(
    _ series: inout [DemandSeries], rows: [Substitute], most: Double, calendar: PeriodCalendar
) -> [ItemLocation: [String]] {
    guard !rows.isEmpty, most > 0 else { return [:] }
    var places: [ItemLocation: Int] = [:]
    for (index, one) in series.enumerated() { places[one.key] = index }
    var locations: [String: Set<String>] = [:]
    for one in series { locations[one.key.item, default: []].insert(one.key.location) }
    let before = series
    var credited: [ItemLocation: Double] = [:]
    var remarks: [ItemLocation: [String]] = [:]
    let ordered = rows.enumerated().sorted { a, b in
        let p = a.element.priority ?? .infinity, q = b.element.priority ?? .infinity
        return p != q ? p < q : a.offset < b.offset
    }.map(\.element)
    let directions = ordered.flatMap { row -> [(wanted: String, taken: String, ratio: Double, row: Substitute)] in
        let plain = (row.item, row.substitute, row.ratio, row)
        return row.isTwoWay ? [plain, (row.substitute, row.item, 1 / row.ratio, row)] : [plain]
    }
    for one in directions {
        for location in (locations[one.wanted] ?? []).sorted(by: bytesPrecede) {
            let key = ItemLocation(item: one.wanted, location: location), other = ItemLocation(item: one.taken, location: location)
            guard let wanted = places[key], let taken = places[other], wanted != taken else { continue }
            // Judged by the sales as they were; what earlier rows have moved is no longer there.
            guard let sale = SubstituteSale(before[wanted], before[taken], ratio: one.ratio, isValid: { one.row.isValid(on: calendar.firstDay(of: $0)) }) else { continue }
            let share = min(sale.share, most - credited[key, default: 0])
            guard share > 0 else { continue }
            var giver = series[taken], receiver = series[wanted]
            let moved = sale.move(share, from: &giver, to: &receiver)
            guard moved > 0 else { continue }
            (series[taken], series[wanted]) = (giver, receiver)
            credited[key, default: 0] += share
            let units = decimalText((moved * 10).rounded() / 10)
            remarks[other, default: []].append("\(units) units sold while \(one.wanted) was out are that item's demand, not its own")
            remarks[key, default: []].append("\(units) units of \(one.taken) sold in its stock-outs are its demand")
        }
    }
    return remarks
}

/// What one item sold while another was out.
private struct SubstituteSale {
    /// Indices into the wanted and into the substitute's series, and the units that the wanted one lacks there.
    private var periods: [(wanted: Int, taken: Int, lacking: Double)] = []
    private let ratio: Double
    /// Share of the lacking units that the substitute's surplus stands for, 0...1.
    let share: Double

    init?(_ wanted: DemandSeries, _ taken: DemandSeries, ratio: Double, isValid: (Int) -> Bool) {
        guard wanted.stockout.count == wanted.count, wanted.stockout.contains(true) else { return nil }
        self.ratio = ratio
        let wantedMissing = Set(wanted.missing), takenMissing = Set(taken.missing)
        func isOut(_ series: DemandSeries, _ index: Int) -> Bool { series.stockout.indices.contains(index) && series.stockout[index] }
        let flagged = Set(wanted.stockout.indices.filter { wanted.stockout[$0] }.map { wanted.firstPeriod + $0 })
        let usualWanted = UsualSales(wanted) { !wantedMissing.contains($0) && !wanted.stockout[$0] }
        let usualTaken = UsualSales(taken) { !takenMissing.contains($0) && !isOut(taken, $0) && !flagged.contains(taken.firstPeriod + $0) }
        var surplus = 0.0, variance = 0.0, lacking = 0.0
        for index in wanted.demand.indices where wanted.stockout[index] && !wantedMissing.contains(index) {
            let period = wanted.firstPeriod + index, place = period - taken.firstPeriod
            guard taken.demand.indices.contains(place), !takenMissing.contains(place), !isOut(taken, place), isValid(period),
                  let own = usualWanted.mean(around: index), let others = usualTaken.mean(around: place) else { continue }
            surplus += taken.demand[place] - others
            variance += max(usualTaken.variance, others)
            let units = max(0, own - wanted.demand[index])
            lacking += units
            if units > 0 { periods.append((index, place, units)) }
        }
        guard lacking > 0, surplus > 0, surplus * surplus > variance else { return nil }
        share = min(1, surplus / ratio / lacking)
    }

    /// Moves the share of what lacks, whole units where both sell whole units.
    /// - Returns: units of the substitute.
    func move(_ share: Double, from taken: inout DemandSeries, to wanted: inout DemandSeries) -> Double {
        func isWhole(_ series: DemandSeries) -> Bool { series.demand.allSatisfy { $0 == $0.rounded() } }
        let takenWhole = isWhole(taken), wantedWhole = isWhole(wanted)
        var owed = 0.0, given = 0.0, received = 0.0
        for period in periods {
            owed += share * period.lacking * ratio
            var units = owed - given
            if takenWhole { units = units.rounded() }
            units = max(0, min(units, taken.demand[period.taken]))
            taken.demand[period.taken] -= units
            given += units
            var own = given / ratio - received
            if wantedWhole { own = own.rounded(.down) }
            wanted.demand[period.wanted] += own
            received += own
        }
        return given
    }
}

/// The mean of the usual periods around one.
private struct UsualSales {
    private let indices: [Int]
    private let values: [Double]
    private let sums: [Double]
    let variance: Double

    init(_ series: DemandSeries, isUsual: (Int) -> Bool) {
        indices = series.demand.indices.filter(isUsual)
        values = indices.map { series.demand[$0] }
        var running = [0.0]
        for value in values { running.append(running[running.count - 1] + value) }
        sums = running
        let mean = values.isEmpty ? 0 : running[running.count - 1] / Double(values.count)
        variance = values.count > 1 ? values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1) : 0
    }

    /// Of the eight before and the eight after; `nil` where there are fewer than four in all.
    func mean(around index: Int) -> Double? {
        let place = indices.partitioningIndex { $0 >= index }
        let first = max(0, place - 8), last = min(indices.count, place + 8)
        return last - first >= 4 ? (sums[last] - sums[first]) / Double(last - first) : nil
    }
}
