import DemandModel

/// What rows of the `planned` table say of periods that have passed: a promotion calendar covers both sides of today.
///
/// Sales show a promotion, and its price, only where something was sold. Without the calendar, promoted periods without a sale pass for
/// ordinary ones: promotions then seem stronger than they are, and price cuts weaker.
struct PastTerms {
    private let rows: [String: [PlannedTerms]]
    private let calendar: PeriodCalendar

    init(_ planned: [PlannedTerms], calendar: PeriodCalendar) {
        var rows: [String: [PlannedTerms]] = [:]
        for row in planned { rows[row.item, default: []].append(row) }
        self.rows = rows.mapValues { $0.enumerated().sorted { a, b in
            a.element.date == b.element.date ? a.offset < b.offset : a.element.date < b.element.date
        }.map(\.element) }
        self.calendar = calendar
    }

    /// The series with the promotions and prices of its rows filled in.
    ///
    /// A period is on promotion if its sales or any of its rows say so. A row's price holds where nothing was sold or the sales name no
    /// price: elsewhere the price paid is known.
    func filled(_ series: DemandSeries) -> DemandSeries {
        guard let rows = rows[series.key.item] else { return series }
        var result = series
        var onPromotion: Set<Int> = []
        let paid = series.price
        var prices = paid
        for row in rows where row.location.map({ $0.utf8.elementsEqual(series.key.location.utf8) }) ?? true {
            let period = calendar.periodNumber(of: row.date) - series.firstPeriod
            guard (0..<series.count).contains(period) else { continue }
            if row.promotion == true {
                if result.promotion.isEmpty { result.promotion = Array(repeating: false, count: series.count) }
                result.promotion[period] = true
                onPromotion.insert(period)
            } else if onPromotion.contains(period) {
                continue
            }
            guard let price = row.price, price.isFinite, price > 0 else { continue }
            if prices.isEmpty { prices = Array(repeating: 0, count: series.count) }
            let known = paid.indices.contains(period) ? paid[period] : 0
            if series.demand[period] == 0 || !(known > 0) { prices[period] = price }
        }
        result.price = prices
        return result
    }
}
