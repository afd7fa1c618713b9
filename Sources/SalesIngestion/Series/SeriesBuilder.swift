import DemandModel
import TextForms

extension SalesReading {
    /// Chooses as-of day and calendar, buckets the ledger, and closes the report.
    func finish() throws(IngestionError) -> IngestedSales {
        let names = report.files.map(\.name).joined(separator: ", ")
        fillReport()
        if let share = options.maximumQuarantinedShare, Double(quarantine.total) > share * Double(report.rowsRead) {
            throw .tooManyQuarantined(
                quarantined: quarantine.total, rows: report.rowsRead, allowed: share == 0 ? nil : "\(decimalText(share * 100))%",
                examples: Array(quarantine.rows.prefix(5)))
        }
        if ledger.overflowed || ledger.pages.overflowed {
            throw .unsuitable(reason: "\(names): the quantities add up to more than can be held exactly; look for codes in the quantity column")
        }
        guard ledger.rowsUsed > 0 else {
            throw .nothingUsable(file: names, reason: whyNothing())
        }
        try checkWords(names)
        try checkSubtotals(names)
        let demandRows = ledger.negativeRows + ledger.positiveRows
        if options.soldIsNegative == nil, options.span == nil, ledger.negativeRows >= 3, 4 * ledger.negativeRows >= 3 * demandRows {
            throw .negativeSales(file: names, rows: ledger.negativeRows, of: demandRows)
        }
        let days = ledger.days()
        let known = options.span?.granularity
        let granularity = known ?? (usesIndices ? (options.period ?? .day) : Granularity.of(days, areLines: rowsAreLines()))
        report.granularity = granularity
        report.weeksPerTotal = known != nil ? options.span?.weeksPerTotal ?? 1 : granularity == .week && !usesIndices ? Granularity.weeksPerTotal(days) : 1
        if !usesIndices { report.dateRemarks = dateRemarks(days, granularity) }
        report.soldDays = days
        report.firstDay = days.first.map { CalendarDay(number: $0) }
        report.lastDay = days.last.map { CalendarDay(number: $0) }
        let lastDay = CalendarDay(number: ledger.lastSaleDay > Int32.min ? ledger.lastSaleDay : ledger.lastDay)
        let period = try choosePeriod(granularity, days: days)
        let asOf = options.asOf ?? Granularity.dayAfter(lastDay, granularity, weeks: report.weeksPerTotal)
        let firstDay = options.span?.firstDay ?? CalendarDay(number: days[0])
        let calendar = options.calendar(period, granularity: granularity, firstDay: firstDay, asOf: asOf, usesIndices: usesIndices)
        if options.matchesReturns {
            let (moves, matched) = ledger.matcher.match()
            for move in moves { ledger.move(move.quantity, series: move.series, from: move.from, to: move.to) }
            report.unitsMatchedToSales = Double(matched) / 1e6
        }
        try checkSpan(calendar, from: days[0], to: asOf)
        return bucket(calendar: calendar, asOf: asOf, firstDay: firstDay)
    }

    /// A mistyped year must not fill the memory with periods in which nothing was sold.
    private func checkSpan(_ calendar: PeriodCalendar, from first: Int32, to asOf: CalendarDay) throws(IngestionError) {
        let last = calendar.periodNumber(of: asOf)
        let count = last - calendar.periodNumber(of: CalendarDay(number: first))
        guard count <= options.limits.periods else {
            throw .unsuitable(reason: "the sales span \(count) periods (\(calendar.period.rawValue)s), more than \(options.limits.periods); look for mistyped dates")
        }
        var cells = 0
        for entry in ledger.totals where entry.firstRow < Int32.max {
            let start = entry.firstSale < Int32.max ? entry.firstSale : entry.firstRow
            cells += max(0, last - calendar.periodNumber(of: CalendarDay(number: start)))
        }
        // What an input may make of the memory grows with its rows: a few mistyped days cannot fill it.
        let allowed = min(options.limits.seriesPeriods, 5_000_000 + 2_000 * report.rowsRead)
        guard cells <= allowed else {
            throw .unsuitable(reason: "the series have \(cells) periods together, more than \(allowed) for \(report.rowsRead) rows; look for mistyped dates, or use a longer period than \(calendar.period.rawValue)")
        }
    }

    private func choosePeriod(_ granularity: Period, days: [Int32]) throws(IngestionError) -> Period {
        if options.retailPattern != nil, let asked = options.period, asked != .month {
            throw .unsuitable(reason: "a retail calendar has months: set period to \"month\"")
        }
        guard let asked = options.period else {
            if options.retailPattern != nil { return .month }
            if granularity != .day { return granularity }
            return days[days.count - 1] - days[0] >= 55 ? .week : .day
        }
        if granularity == .month, options.retailPattern != nil {
            throw .unsuitable(reason: "the sales are totals of calendar months: they cannot be shared out to the months of a retail calendar")
        }
        if granularity == .month && asked != .month {
            throw .unsuitable(reason: "the sales are monthly totals (every date is the first of a month, or the last): set period to \"month\" or \"auto\"")
        }
        if granularity == .week && asked == .day {
            throw .unsuitable(reason: "the sales are weekly totals (every date is the same weekday, one row for each item and week): set period to \"week\" or \"auto\"")
        }
        return asked
    }

    private func bucket(calendar: PeriodCalendar, asOf: CalendarDay, firstDay: CalendarDay) -> IngestedSales {
        // The last complete period ends on or before the day before as-of.
        var last = calendar.periodNumber(of: asOf.advanced(by: -1))
        if calendar.firstDay(of: last + 1) > asOf {
            report.partialLastPeriod = calendar.firstDay(of: last)
            last -= 1
        }
        // The first period is complete if the data start on its first day; if nothing else is left it is kept.
        var first = calendar.periodNumber(of: firstDay)
        // Totals of months are of whole months, whichever of its days names one.
        let isTotal = report.granularity == .month && calendar.period == .month
        if !isTotal, calendar.firstDay(of: first) < firstDay, first < last {
            report.partialFirstPeriod = calendar.firstDay(of: first)
            first += 1
        }
        let made = groupSeries(calendar: calendar, first: first, last: last)
        report.itemRemarks = roundedCodeRemarks(made.series.map(\.key.item)) + blankRemarks(made.series.map(\.key.item))
        report.keysWithoutSale += made.keysWithoutSale
        report.unitsWithoutSale += Double(made.unitsWithoutSale) / 1e6
        report.clippedPeriods = made.clippedPeriods
        report.clippedUnits = Double(made.clippedUnits) / 1e6
        report.partialFirstUnits = Double(made.unitsBefore) / 1e6
        report.partialLastUnits = Double(made.unitsAfter) / 1e6
        return IngestedSales(
            asOf: asOf, calendar: calendar, firstPeriod: first, series: made.series, items: made.items, quarantine: quarantine.rows, report: report, inputs: inputs)
    }

    private func fillReport() {
        report.rowsUsed = ledger.rowsUsed
        report.quarantinedRows = quarantine.total
        report.quarantineCodes = quarantine.counts
        report.quarantinedUnits = quarantine.units
        report.unitsUsed = ledger.totals.reduce(0.0) { $0 + Double($1.unitsSold) / 1e6 }
        report.repeatedOrderLines = ledger.orderMemory.repeatedLines
        report.repeatedOrderUnits = Double(ledger.orderMemory.repeatedUnits) / 1e6
        report.changedOrderLines = proven.lastWord.count
        report.rowsAfterAsOf = ledger.rowsAfterAsOf
        report.duplicateRows = ledger.duplicateRows
        report.duplicatesDropped = options.dropDuplicates
        report.cancellationRows = ledger.cancellationRows
        report.returnRows = ledger.returnRows
        let rows = ledger.setApartRows
        let units = ledger.setApartUnits.mapValues { Double($0) / 1e6 }
        report.adjustmentRows = rows[.adjustment] ?? 0
        report.writeOffRows = rows[.writeOff] ?? 0
        report.writeOffUnits = units[.writeOff] ?? 0
        report.stockAdjustmentRows = rows[.stockAdjustment] ?? 0
        report.stockAdjustmentUnits = units[.stockAdjustment] ?? 0
        report.notMerchandiseRows = rows[.notMerchandise] ?? 0
        // One entry for a code, at however many locations it stands: their order is not that of the file.
        let codes = ledger.notMerchandise.map { (ledger.keys.item(Int($0.key)).text, $0.value) }
        report.notMerchandiseCodes = Dictionary(codes, uniquingKeysWith: +).map { (code: $0.key, rows: $0.value) }.sorted { bytesPrecede($0.code, $1.code) }
        report.cancelledOrderRows = rows[.cancelledOrder] ?? 0
        report.testOrderRows = rows[.testOrder] ?? 0
        report.stockMovementRows = rows[.stockMovement] ?? 0
        report.stockMovementUnits = units[.stockMovement] ?? 0
    }

    private func whyNothing() -> String {
        var reasons: [String] = []
        if quarantine.total > 0 {
            reasons.append("\(quarantine.total) rows are unusable ("
                + quarantine.counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
                + (quarantine.rows.first.map { "; line \($0.line): \($0.value.isEmpty ? "" : "'\($0.value)': ")\($0.hint)" } ?? "") + ")")
        }
        if ledger.rowsAfterAsOf > 0 { reasons.append("\(ledger.rowsAfterAsOf) rows are on or after the as-of day") }
        let apart = ledger.setApartRows.values.reduce(0, +)
        if apart > 0 { reasons.append("\(apart) rows are not demand (write-offs, adjustments, fees)") }
        return reasons.joined(separator: "; ")
    }
}

extension PlanConfiguration.WeekStart {
    /// 1 = Monday ... 7 = Sunday; 1 for `asOf`.
    var isoWeekday: Int {
        switch self {
        case .asOf, .monday: 1
        case .tuesday: 2
        case .wednesday: 3
        case .thursday: 4
        case .friday: 5
        case .saturday: 6
        case .sunday: 7
        }
    }
}

/// How far apart the dates of a history lie.
enum Granularity {
    /// `.month` where all days are the first of a month, or all its last, `.week` where all fall on one weekday (at least three different days each),
    /// else `.day`.
    ///
    /// - Parameter areLines: rows are lines of orders and no totals, whatever days they fall on: a shop may open on Saturdays only.
    static func of(_ days: [Int32], areLines: Bool = false) -> Period {
        guard days.count >= 3, !areLines else { return .day }
        if days.allSatisfy({ CalendarDay(number: $0).civil.day == 1 }) || days.allSatisfy({ CalendarDay(number: $0 + 1).civil.day == 1 }) { return .month }
        if days.allSatisfy({ ($0 - days[0]) % 7 == 0 }) { return .week }
        return .day
    }

    /// How many weeks the rows of a history on one weekday are totals of: 2 and more where no two dates lie closer, all lie whole such spans apart, and
    /// most just one; else 1.
    static func weeksPerTotal(_ days: [Int32]) -> Int {
        let gaps = zip(days, days.dropFirst()).map { Int($1 - $0) }
        guard gaps.count >= 3, let step = gaps.min(), step > 7, step % 7 == 0, gaps.allSatisfy({ $0 % step == 0 }), 2 * gaps.count(where: { $0 == step }) > gaps.count else { return 1 }
        return step / 7
    }

    /// The first day that the row of a day does not speak of.
    static func dayAfter(_ day: CalendarDay, _ granularity: Period, weeks: Int = 1) -> CalendarDay {
        switch granularity {
        case .week: return day.advanced(by: 7 * weeks)
        case .month:
            let months = PeriodCalendar(period: .month)
            return months.firstDay(of: months.periodNumber(of: day) + 1)
        default: return day.advanced(by: 1)
        }
    }
}

/// A sentence where items look rounded.
func roundedCodeRemarks(_ items: [String]) -> [String] {
    let rounded = items.filter(looksRounded)
    guard let first = rounded.first else { return [] }
    return ["\(rounded.count) \(rounded.count == 1 ? "item looks like a code" : "items look like codes") that a spreadsheet has rounded, such as \(first): export them as text"]
}

/// A sentence where items begin or end with a space: they are kept as written, so `mug` and `mug ` are two items.
private func blankRemarks(_ items: [String]) -> [String] {
    let spaced = items.filter { $0.trimmedOfSpaces != $0 }
    // Spaces that do not break, marks without a width: two items that look alike.
    let unseen = items.filter { $0.unicodeScalars.contains { [0xA0, 0xAD, 0x200B, 0x200C, 0x200D, 0x2007, 0x202F, 0x2060, 0xFEFF].contains($0.value) } }
    var remarks: [String] = []
    if let first = spaced.first {
        remarks.append("\(spaced.count) \(spaced.count == 1 ? "item begins or ends" : "items begin or end") with a space, such as '\(first)': they are kept as written")
    }
    if let first = unseen.first {
        let shown = first.unicodeScalars.map { $0.value < 0x7F ? String($0) : "U+" + String($0.value, radix: 16, uppercase: true) }.joined()
        remarks.append("\(unseen.count) \(unseen.count == 1 ? "item holds" : "items hold") a space or mark that is not seen, such as '\(shown)': they are kept as written, apart from those without")
    }
    return remarks
}

/// `1.23E+11`: what a spreadsheet leaves of a code of twelve digits.
func looksRounded(_ item: String) -> Bool {
    let parts = item.uppercased().split(separator: "E", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].first == "+", parts[1].count >= 2, parts[1].dropFirst().allSatisfy(\.isNumber) else { return false }
    let mantissa = parts[0].split(whereSeparator: { $0 == "." || $0 == "," })
    return (1...2).contains(mantissa.count) && mantissa.allSatisfy { $0.allSatisfy(\.isNumber) }
}
