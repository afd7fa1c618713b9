import DemandModel
import Foundation
import TextForms

extension SalesReading {
    /// Rows are lines of orders: they have a time of day, or on most item-days there are several.
    func rowsAreLines() -> Bool {
        if ledger.orderLines.isOn { return true }
        let cells = ledger.cells()
        return ledger.rowsUsed >= 2 * cells && !report.files.contains { file in file.remarks.contains { $0.contains("tells them apart") } }
    }

    /// Unknown words that look like returns, cancelled orders or movements stop a strict run.
    ///
    /// - Throws: `unknownWords`.
    func checkWords(_ names: String) throws(IngestionError) {
        guard options.maximumQuarantinedShare == 0, let first = report.words.first(where: \.isGuess) else { return }
        throw .unknownWords(file: names, column: first.column, words: report.words.filter { $0.isGuess && $0.column == first.column }.prefix(8).map(\.word))
    }

    /// Rows of subtotals under a name of their own are said; they stop a strict run.
    ///
    /// - Throws: `unsuitable`.
    func checkSubtotals(_ names: String) throws(IngestionError) {
        guard report.files.count == 1, keysInFileOrder > 2 else { return }
        let subtotals = NamedSubtotals(ledger: ledger)
        guard let remark = subtotals.remark(subtotals.find(keysInFileOrder)) else { return }
        guard options.maximumQuarantinedShare != 0 else { throw .unsuitable(reason: "\(names): \(remark)") }
        report.subtotalRemark = remark
    }

    /// What the dates say that a person should check: days after today, long silences at the ends, periods of several weeks, one weekday.
    func dateRemarks(_ days: [Int32], _ granularity: Period) -> [String] {
        guard days.count >= 2, let last = days.last else { return [] }
        var lines: [String] = []
        if let body = proven.days {
            let isolated = quarantine.counts[QuarantineCode.isolatedDate.rawValue] ?? 0
            lines.append("\(counted(isolated, "row")) set aside for their date: they lie far from all others, which are from \(CalendarDay(number: body.first)) to \(CalendarDay(number: body.last))"
                + (quarantine.rows.first { $0.code == QuarantineCode.isolatedDate.rawValue }.map { " (line \($0.line): \($0.value), \(distance($0.value, from: body)))" } ?? ""))
        }
        let today = options.today ?? Int32(Date().timeIntervalSince1970 / 86_400)
        let later = days.filter { $0 > today }
        if !later.isEmpty, options.asOf.map({ $0.number > today }) ?? true {
            lines.append("\(counted(later.count, "day")) with sales lie after today, the last is \(CalendarDay(number: last)): orders due later, or mistyped dates; as_of says up to when sales count")
        }
        let gaps = zip(days, days.dropFirst()).map { Int($1 - $0) }
        let usual = gaps.sorted()[gaps.count / 2]
        if let gap = gaps.last, gaps.count >= 2, gap >= max(180, 10 * usual) {
            lines.append("the last day with sales, \(CalendarDay(number: last)), lies \(grouped(gap)) days after the one before: is it mistyped?")
        }
        if let gap = gaps.first, gaps.count >= 2, gap >= max(180, 10 * usual) {
            lines.append("the first day with sales, \(CalendarDay(number: days[0])), lies \(grouped(gap)) days before the next: is it mistyped?")
        }
        lines += FileSpan.stopped(spans).map { span in
            "\(span.name) ends on \(CalendarDay(number: span.last)), \(grouped(Int((spans.map(\.last).max() ?? span.last) - span.last))) days before the other files: an export that stopped?"
        }
        if report.weeksPerTotal > 1 {
            lines.append("the dates are \(7 * report.weeksPerTotal) days apart: each row is the total of \(report.weeksPerTotal) weeks, and is shared out evenly over them; "
                + "twobin forecast reads such totals as they are")
        }
        if granularity == .day, days.count >= 8, days.allSatisfy({ ($0 - days[0]) % 7 == 0 }) {
            lines.append("all sales fall on \(CalendarDay(number: days[0]).weekdayName)s: the rows are lines of that day, no totals of weeks")
        }
        return lines
    }

    private func distance(_ value: String, from body: IsolatedDays) -> String {
        for form in report.files.map(\.dateForm) {
            var reader = DateReader(form: form)
            guard let day = withField(value, { reader.day($0.trimmed) }) else { continue }
            return day > body.last ? "\(grouped(Int(day - body.last))) days after the one before" : "\(grouped(Int(body.first - day))) days before the next"
        }
        return "far away"
    }
}

/// First and last day of a file among several.
struct FileSpan: Equatable {
    var name: String
    var first: Int32
    var last: Int32

    /// Files that end three weeks or more before the last one although another runs beside them all the time, and that none goes on from.
    static func stopped(_ spans: [FileSpan]) -> [FileSpan] {
        let end = spans.map(\.last).max() ?? 0
        return spans.filter { span in
            let days = span.last - span.first
            guard days >= 56, end - span.last >= 21 else { return false }
            let isAccompanied = spans.contains { $0 != span && $0.first <= span.first + days / 2 && $0.last == end }
            let isContinued = spans.contains { $0.first > span.first + days / 2 && $0.first <= span.last + 31 && $0.last > span.last }
            return isAccompanied && !isContinued
        }
    }
}

extension CalendarDay {
    /// `Saturday`.
    var weekdayName: String { ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][isoWeekday - 1] }
}
