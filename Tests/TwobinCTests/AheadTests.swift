import CTwobin
import Testing

@testable import TwobinC

/// Four years of months of two series; in every December there is a fair, when twice as much is sold.
private func fairs() -> (past: HandMadeStream, ahead: HandMadeStream) {
    var starts: [Int32] = []
    for year in Int32(0)..<5 {
        let first = 17_532 + 365 * year + (year > 2 ? 1 : 0)  // 2018-01-01
        let leap: Int32 = year == 2 ? 1 : 0
        for day: Int32 in [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] { starts.append(first + day + (day > 31 ? leap : 0)) }
    }
    let months = 0..<48, coming = 48..<60
    func fair(_ month: Int) -> Int32 { month % 12 == 11 ? 1 : 0 }
    func column(_ values: [Int32]) -> HandMadeStream.Column { .values("fair", "i", values) }
    var past = HandMadeStream.panel(
        ids: months.map { _ in "A" } + months.map { _ in "B" }, days: months.map { starts[$0] } + months.map { starts[$0] },
        values: (months.map { Double(20 + $0 % 3) * Double(1 + fair($0)) }) + months.map { Double(30 + $0 % 3) * Double(1 + fair($0)) })
    past.columns.append(column(months.map(fair) + months.map(fair)))
    let ahead = HandMadeStream(columns: [
        .texts("unique_id", coming.map { _ in "A" } + coming.map { _ in "B" }), .values("ds", "tdD", coming.map { starts[$0] } + coming.map { starts[$0] }),
        column(coming.map(fair) + coming.map(fair)),
    ])
    return (past, ahead)
}

private struct Answer {
    var status: Int32
    var released: [Int]
    var panel: OpaquePointer?
}

private func read(_ past: HandMadeStream, _ ahead: HandMadeStream) -> Answer {
    let (stream, state) = past.stream(), (aheadStream, aheadState) = ahead.stream()
    var options = tb_panel_options()
    options.size = Int64(MemoryLayout<tb_panel_options>.size)
    options.ahead = aheadStream
    var panel: OpaquePointer?
    let status = panelFromArrow(stream, &options, nil, &panel)
    return Answer(status: status, released: [state.released, aheadState.released], panel: panel)
}

private func forecast(_ panel: OpaquePointer?, months: Int32) -> Int32 {
    var options = tb_forecast_options()
    options.size = Int64(MemoryLayout<tb_forecast_options>.size)
    options.horizon = months
    var table: OpaquePointer?
    defer { tableFree(table) }
    return panelForecast(panel, &options, nil, &table)
}

@Suite struct AheadTests {
    @Test func bothStreamsAreReadAndReleased() {
        let (past, ahead) = fairs()
        let answer = read(past, ahead)
        defer { panelFree(answer.panel) }
        #expect(answer.status == 0 && answer.released == [1, 1])
        #expect(forecast(answer.panel, months: 12) == 0)
        // More months than rows say something of.
        #expect(forecast(answer.panel, months: 13) == 65)
        #expect(String(cString: tb_message()).contains("no row for A at 2023-01-01"))
        var options = tb_forecast_options(), table: OpaquePointer?
        options.size = Int64(MemoryLayout<tb_forecast_options>.size)
        options.horizon = 2
        // The rows are of the periods behind the last one: a past origin has none of its own.
        #expect(panelCrossValidation(answer.panel, &options, 1, 1, nil, &table) == 65)
        #expect(String(cString: tb_message()).contains("give one row per series and forecast period"))
        options.cumulative = 1
        #expect(panelForecast(answer.panel, &options, nil, &table) == 64)
    }

    @Test func bothStreamsAreReleasedWhateverIsWrong() {
        let (past, ahead) = fairs()
        var bad = ahead
        bad.columns[2].format = "+l"
        #expect(read(past, bad).released == [1, 1])
        var without = past
        without.columns.removeLast()
        let answer = read(without, ahead)
        #expect(answer.status == 65 && answer.released == [1, 1] && answer.panel == nil)
        #expect(String(cString: tb_message()).contains("df lacks"))
    }

    @Test func optionsOfAnEarlierSizeHaveNoSuchStream() {
        let (past, ahead) = fairs()
        let (stream, _) = past.stream(), (untouched, state) = ahead.stream()
        var options = tb_panel_options()
        options.size = Int64(MemoryLayout<tb_panel_options>.offset(of: \.ahead) ?? 0)
        options.ahead = untouched
        var panel: OpaquePointer?
        #expect(panelFromArrow(stream, &options, nil, &panel) == 0 && state.released == 0)
        panelFree(panel)
    }
}
