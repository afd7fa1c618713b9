import CTwobin
import Testing

@testable import TwobinC

/// Twelve months of two series, the second one first and its rows out of order.
private func monthlyPanel() -> HandMadeStream {
    let starts: [Int32] = [18262, 18293, 18322, 18353, 18383, 18414, 18444, 18475, 18506, 18536, 18567, 18597]
    let ids = Array(repeating: "B", count: 12) + Array(repeating: "A", count: 12)
    let values = (0..<24).map { Double(10 + $0 % 5) }
    return .panel(ids: ids, days: starts.reversed() + starts, values: values)
}

private struct Answer {
    var status: Int32
    var message: String
    var released: Int
    var panel: OpaquePointer?
}

private func read(_ made: HandMadeStream, call: tb_call? = nil) -> Answer {
    let (stream, state) = made.stream()
    var panel: OpaquePointer?
    let status: Int32
    if var call {
        status = panelFromArrow(stream, nil, &call, &panel)
    } else {
        status = panelFromArrow(stream, nil, nil, &panel)
    }
    return Answer(status: status, message: status == 0 ? "" : String(cString: tb_message()), released: state.released, panel: panel)
}

private func asking(_ horizon: Int32) -> tb_forecast_options {
    var options = tb_forecast_options()
    options.size = Int64(MemoryLayout<tb_forecast_options>.size)
    options.horizon = horizon
    return options
}

/// The first record of a table: names, formats, and the arrays, released at the end.
private func withRecord<Result>(_ table: OpaquePointer?, _ body: ([String], [String], ArrowArray) -> Result) -> Result? {
    var stream = ArrowArrayStream()
    guard tableStream(table, &stream) == 0 else { return nil }
    var schema = ArrowSchema(), array = ArrowArray(), end = ArrowArray()
    guard stream.get_schema(&stream, &schema) == 0, stream.get_next(&stream, &array) == 0, stream.get_next(&stream, &end) == 0, end.release == nil else { return nil }
    // The stream may go before what came out of it.
    stream.release(&stream)
    let names = (0..<Int(schema.n_children)).map { String(cString: schema.children[$0]!.pointee.name) }
    let formats = (0..<Int(schema.n_children)).map { String(cString: schema.children[$0]!.pointee.format) }
    let result = body(names, formats, array)
    schema.release(&schema)
    array.release(&array)
    return schema.release == nil && array.release == nil && stream.release == nil ? result : nil
}

@Suite struct PanelCallTests {
    @Test func forecastsAPanelInTheFormItCameIn() throws {
        let answer = read(monthlyPanel())
        #expect(answer.status == 0 && answer.released == 1)
        #expect(panelSeriesCount(answer.panel) == 2)
        var table: OpaquePointer?
        var options = asking(3)
        let levels = [80.0], quantiles = [0.5]
        let status = levels.withUnsafeBufferPointer { level in
            quantiles.withUnsafeBufferPointer { quantile in
                (options.levels, options.level_count) = (level.baseAddress, 1)
                (options.quantiles, options.quantile_count) = (quantile.baseAddress, 1)
                return panelForecast(answer.panel, &options, nil, &table)
            }
        }
        #expect(status == 0)
        panelFree(answer.panel)
        let seen = withRecord(table) { names, formats, array in
            #expect(names == ["unique_id", "ds", "mean", "mean-lo-80", "mean-hi-80", "q0.5"])
            #expect(formats == ["U", "tdD", "g", "g", "g", "g"])
            #expect(array.length == 6)
            let days = array.children[1]!.pointee.buffers[1]!.assumingMemoryBound(to: Int32.self)
            // January to March 2021.
            #expect((0..<6).map { days[$0] } == [18628, 18659, 18687, 18628, 18659, 18687])
            let bytes = array.children[0]!.pointee.buffers[2]!.assumingMemoryBound(to: UInt8.self)
            #expect((0..<6).map { bytes[$0] } == [65, 65, 65, 66, 66, 66])
            return true
        }
        #expect(seen == true)
        tableFree(table)
    }

    @Test func pastOriginsSeeOnlyWhatWasKnown() throws {
        let answer = read(monthlyPanel())
        var table: OpaquePointer?
        var options = asking(2)
        #expect(panelCrossValidation(answer.panel, &options, 2, 3, nil, &table) == 0)
        let seen = withRecord(table) { names, _, array in
            #expect(names == ["unique_id", "ds", "cutoff", "y", "mean"])
            let days = array.children[1]!.pointee.buffers[1]!.assumingMemoryBound(to: Int32.self)
            let cutoffs = array.children[2]!.pointee.buffers[1]!.assumingMemoryBound(to: Int32.self)
            let actual = array.children[3]!.pointee.buffers[1]!.assumingMemoryBound(to: Double.self)
            #expect((0..<4).map { days[$0] } == [18475, 18506, 18567, 18597])
            #expect((0..<4).map { cutoffs[$0] } == [18444, 18444, 18536, 18536])
            // Rows 8, 9, 11 and 12 of A, which is rows 20, 21, 23 and 24 of the frame.
            #expect((0..<4).map { actual[$0] } == [14, 10, 12, 13])
            return true
        }
        #expect(seen == true)
        tableFree(table)
        #expect(panelCrossValidation(answer.panel, &options, 0, 1, nil, &table) == 64)
        #expect(table == nil && String(cString: tb_message()).contains("n_windows"))
        panelFree(answer.panel)
    }

    @Test func usageIsChecked() {
        let answer = read(monthlyPanel())
        defer { panelFree(answer.panel) }
        var table: OpaquePointer?
        for (horizon, season) in [(Int32(0), Int32(0)), (10_001, 0), (3, 367), (3, -1)] {
            var bad = asking(horizon)
            bad.season = season
            #expect(panelForecast(answer.panel, &bad, nil, &table) == 64)
            #expect(table == nil)
        }
        var unsized = tb_forecast_options()
        #expect(panelForecast(answer.panel, &unsized, nil, &table) == 64)
        #expect(panelForecast(nil, nil, nil, nil) == 64)
        #expect(panelFromArrow(nil, nil, nil, nil) == 64)
        #expect(tableStream(nil, nil) == 64)
        panelFree(nil)
        tableFree(nil)
    }

    @Test func theCallersFlagStops() {
        let answer = read(monthlyPanel())
        defer { panelFree(answer.panel) }
        var flag: Int32 = 1
        var table: OpaquePointer?
        withUnsafePointer(to: &flag) { cancel in
            var call = tb_call()
            call.size = Int64(MemoryLayout<tb_call>.size)
            call.cancel = cancel
            var options = asking(3)
            #expect(panelForecast(answer.panel, &options, &call, &table) == 130)
        }
        #expect(table == nil)
        // A progress function that wants no more.
        var call = tb_call()
        call.size = Int64(MemoryLayout<tb_call>.size)
        call.progress = { _, _, _, _ in 1 }
        var options = asking(3)
        #expect(panelForecast(answer.panel, &options, &call, &table) == 130)
    }

    @Test func aStreamThatWasReadIsRefused() {
        let (stream, _) = monthlyPanel().stream()
        var panel: OpaquePointer?
        #expect(panelFromArrow(stream, nil, nil, &panel) == 0)
        panelFree(panel)
        #expect(panelFromArrow(stream, nil, nil, &panel) == 64)
        #expect(String(cString: tb_message()).contains("released already"))
    }
}

@Suite struct BrokenArrowTests {
    /// Each breaks one thing that can be told from the structures; all end in a status and release the stream.
    static let broken: [(String, @Sendable (inout HandMadeStream) -> Void)] = [
        ("holds no table", { $0.format = "g" }),
        ("broken", { $0.childCount = 2 }),
        ("broken", { $0.childCount = -1 }),
        ("broken", { $0.length = -1 }),
        ("shorter than its record", { $0.length = 1 << 39 }),
        ("broken", { $0.length = Int64.max }),
        ("broken", { $0.offset = Int64.max }),
        ("shorter", { $0.columns[1].length = 3 }),
        ("no meaning", { $0.columns[1].length = -5 }),
        ("no meaning", { $0.columns[1].offset = -1 }),
        ("no meaning", { $0.columns[1].offset = Int64.max }),
        ("buffers", { $0.columns[1].buffers = [] }),
        ("buffers", { $0.columns[0].buffers.removeLast() }),
        ("values are missing", { $0.columns[2].buffers[1] = nil }),
        ("values are missing", { $0.columns[0].buffers[1] = nil }),
        ("bytes of its text", { $0.columns[0].buffers[2] = nil }),
        ("do not ascend", { $0.columns[0].buffers[1] = kept([Int32](repeating: 7, count: 12) + [Int32](repeating: 3, count: 13)) }),
        ("do not ascend", { $0.columns[0].buffers[1] = kept([Int32(-4)] + [Int32](repeating: 0, count: 24)) }),
        ("nulls, and no bits", { $0.columns[2].nulls = 2 }),
        ("cannot be read", { $0.columns[2].format = "?" }),
        ("cannot be read", { $0.columns[2].format = "" }),
        ("nested", { $0.columns[2].format = "+l" }),
        ("half floats", { $0.columns[2].format = "e" }),
        ("decimals", { $0.columns[2].format = "d:x,y" }),
        ("decimals", { $0.columns[2].format = "d:76,2,256" }),
        ("cannot be read", { $0.columns[1].format = "ts" }),
        ("cannot be read", { $0.columns[1].format = "tsq:" }),
        ("no column y", { $0.columns[2].name = "why" }),
        ("two columns named y", { $0.columns[0].name = "y" }),
        ("holds floating-point numbers", { $0.columns[1] = .values("ds", "g", [Double](repeating: 0, count: 24)) }),
        ("holds text", { $0.columns[2] = .texts("y", Array(repeating: "1", count: 24)) }),
        ("could not be read: status 5", { $0.schemaStatus = 5 }),
        ("outside of the dictionary", {
            var ids = HandMadeStream.Column.values("unique_id", "c", [Int8](repeating: 9, count: 24))
            ids.dictionary = [.texts("", ["A", "B"])]
            $0.columns[0] = ids
        }),
        ("dictionary is broken", {
            var ids = HandMadeStream.Column.values("unique_id", "g", [Double](repeating: 0, count: 24))
            ids.dictionary = [.texts("", ["A", "B"])]
            $0.columns[0] = ids
        }),
        ("text outside of its buffers", {
            let view: [Int32] = [40, 0, 3, 0]
            $0.columns[0] = HandMadeStream.Column(
                name: "unique_id", format: "vu", length: 24,
                buffers: [nil, kept((0..<24).flatMap { _ in view }), kept([UInt8](repeating: 65, count: 8)), kept([Int64(8)])])
        }),
        ("not UTF-8", { $0.columns[0].buffers[2] = kept([UInt8](repeating: 0xFF, count: 24)) }),
    ]

    @Test(arguments: broken.indices) func aBrokenStructureIsRefused(index: Int) {
        var made = monthlyPanel()
        BrokenArrowTests.broken[index].1(&made)
        let answer = read(made)
        #expect(answer.status == 65)
        #expect(answer.panel == nil)
        #expect(answer.released == 1)
        #expect(answer.message.contains(BrokenArrowTests.broken[index].0), "\(answer.message)")
    }

    @Test func offsetsOfRecordsAndColumnsAddUp() {
        var made = monthlyPanel()
        made.offset = 3
        made.columns[0].offset = 1
        for index in 0..<3 { made.columns[index].length -= 1 }
        made.length = 20
        let answer = read(made)
        // Rows 4 to 23 of the ids against rows 3 to 22 of the rest: B has its first eight months left, A eleven and a half.
        #expect(answer.status == 65 || panelSeriesCount(answer.panel) == 2)
        panelFree(answer.panel)
    }
}

@Suite struct ArrowValueTests {
    @Test func decimalsAreTheNearestDoubles() {
        #expect(ArrowColumn.decimal(high: 0, low: 12_345, scale: 2) == 123.45)
        #expect(ArrowColumn.decimal(high: -1, low: UInt64(bitPattern: -1), scale: 1) == -0.1)
        #expect(ArrowColumn.decimal(high: 1, low: 0, scale: 0) == 18_446_744_073_709_551_616)
        #expect(ArrowColumn.decimal(high: Int64.min, low: 0, scale: 0) == -170_141_183_460_469_231_731_687_303_715_884_105_728)
        #expect(ArrowColumn.decimal(high: 0, low: 0, scale: 5) == 0)
    }

    @Test func formatsAreUnderstood() throws {
        #expect(try ArrowType(format: "tsn:", column: "ds") == .timestamp(.nanoseconds, zone: ""))
        #expect(try ArrowType(format: "tsu:Europe/London", column: "ds") == .timestamp(.microseconds, zone: "Europe/London"))
        #expect(try ArrowType(format: "d:38,2", column: "y") == .decimal(scale: 2))
        #expect(try ArrowType(format: "vu", column: "id") == .textView)
    }
}
