import CTwobin
import DemandModel
import PlanExport
import TextForms

@_cdecl("tb_write_csv")
public func writeCSV(_ stream: UnsafeMutablePointer<ArrowArrayStream>?, _ path: UnsafePointer<CChar>?, _ name: UnsafePointer<CChar>?) -> Int32 {
    defer {
        if let stream { stream.pointee.release?(stream) }
    }
    return answer {
        guard let stream, let path = try text(path, of: "path") else { throw CallFailure.usage("stream or path is NULL") }
        let name = try text(name, of: "name") ?? "the frame"
        var failure: (any Error)?
        do {
            try AtomicFile.write(path) { (sink) throws(OutputError) in
                do {
                    try TableFile.write(stream, name: name) { try sink($0) }
                } catch let error as OutputError {
                    throw error
                } catch {
                    // The file is given up; why, its reader learns.
                    failure = error
                    throw OutputError.file(path: path, reason: "its rows cannot be read")
                }
            }
        } catch let error as OutputError {
            if let failure { throw failure }
            throw CallFailure(status: 73, message: error.description)
        }
        return CallStatus.done
    }
}

/// A stream as comma-separated text.
enum TableFile {
    static func write(_ stream: UnsafeMutablePointer<ArrowArrayStream>, name: String, to sink: ([UInt8]) throws -> Void) throws {
        let reader = try ArrowReader(stream, wanted: nil)
        var writer = CommaSeparatedWriter(textEscaping: .exact)
        let fields = reader.fields.compactMap { $0 }
        guard !fields.isEmpty else { throw CallFailure.input("\(name) has no columns") }
        writer.header(fields.map(\.name))
        var rowsBefore = 0
        try reader.forEachRecord { columns, count in
            let rows = fields.indices.compactMap { columns[$0] }.map { ArrowRows(column: $0.column, dictionary: $0.dictionary) }
            for row in 0..<count {
                for column in rows {
                    guard let place = try column.place(row) else {
                        writer.empty()
                        continue
                    }
                    try write(place.array, place.row, to: &writer, line: rowsBefore + row + 1, name: name)
                }
                writer.endRow()
                if writer.count >= 1 << 20 { try sink(writer.drain()) }
            }
            rowsBefore += count
        }
        try sink(writer.drain())
    }

    private static func write(_ array: ArrowColumn, _ row: Int, to writer: inout CommaSeparatedWriter, line: Int, name: String) throws {
        switch array.type {
        case .null: writer.empty()
        case .bool, .integer: writer.text(array.integer(row).map(String.init) ?? "")
        case .float32, .float64, .decimal:
            let number = array.number(row)
            if number.isNaN { return writer.empty() }
            guard number.isFinite else { throw CallFailure.input("\(name), line \(line), column \(array.name): '\(number)' cannot be used; write a plain number") }
            writer.text(decimalText(number))
        case .text, .textView:
            guard let text = String(validating: try array.bytes(row).bindMemory(to: UInt8.self), as: UTF8.self) else {
                throw CallFailure.input("\(name), line \(line), column \(array.name): the text is not UTF-8")
            }
            writer.text(text)
        case .days: writer.text(array.integer(row).map { CalendarDay(number: Int32(clamping: $0)).description } ?? "")
        case .dayMilliseconds: writer.text(moment(array.integer(row), perSecond: 1_000, zone: ""))
        case .timestamp(let unit, let zone):
            let perSecond = [ArrowType.Unit.seconds: 1, .milliseconds: 1_000, .microseconds: 1_000_000, .nanoseconds: 1_000_000_000][unit] ?? 1
            guard ["", "UTC", "Etc/UTC", "GMT", "Z", "+00:00"].contains(zone) else {
                throw CallFailure.input("column \(array.name) has the time zone \(zone), and sales are counted by the shop's days: take the zone off first "
                    + "(pandas: df['\(array.name)'].dt.tz_localize(None); polars: .dt.replace_time_zone(None))")
            }
            writer.text(moment(array.integer(row), perSecond: perSecond, zone: zone))
        }
    }

    /// A day where the time is midnight, else day and time.
    private static func moment(_ value: Int?, perSecond: Int, zone: String) -> String {
        guard let value, value != Int.min else { return "" }
        func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((b - 1 - a) / b) }
        let seconds = floorDivide(value, perSecond), day = floorDivide(seconds, 86_400), time = seconds - day * 86_400
        let date = CalendarDay(number: Int32(clamping: day)).description
        if time == 0 { return date }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date) \(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
    }
}
