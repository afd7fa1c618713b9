import CTwobin
import SalesIngestion

/// What a `tb_panel` points to.
final class PanelHandle {
    let series: SeriesFile
    let form: PanelForm
    /// What is known of coming periods, and the events of the past; `nil`: nothing was given.
    let known: (ahead: TermRows, past: TermRows)?

    init(series: SeriesFile, form: PanelForm, known: (ahead: TermRows, past: TermRows)?) {
        self.series = series
        self.form = form
        self.known = known
    }
}

/// What a `tb_table` points to: the rows, and what there is to say about them.
final class TableHandle {
    let rows: TableColumns
    let notes: TableColumns

    init(rows: TableColumns, notes: [Note]) {
        self.rows = rows
        self.notes = TableColumns(columns: [
            .texts("kind", notes.map(\.kind.rawValue)), .texts("unique_id", notes.map(\.uniqueID)), .texts("text", notes.map(\.text)),
        ])
    }

    /// A sentence about one series (or, with an empty id, about all).
    struct Note {
        enum Kind: String { case failed, remark }

        var kind: Kind
        var uniqueID: String
        var text: String
    }
}

/// The object behind a handle.
func handle<Object: AnyObject>(_ pointer: OpaquePointer?, as type: Object.Type, _ name: String) throws -> Object {
    guard let pointer else { throw CallFailure.usage("\(name) is NULL") }
    return Unmanaged<Object>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
}

/// A handle that the caller frees.
func newHandle(_ object: AnyObject) -> OpaquePointer { OpaquePointer(Unmanaged.passRetained(object).toOpaque()) }

@_cdecl("tb_table_stream")
public func tableStream(_ table: OpaquePointer?, _ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> Int32 {
    answer {
        guard let stream else { throw CallFailure.usage("stream is NULL") }
        ArrowWriter.export(try handle(table, as: TableHandle.self, "table").rows, to: stream)
        return CallStatus.done
    }
}

@_cdecl("tb_table_notes")
public func tableNotes(_ table: OpaquePointer?, _ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> Int32 {
    answer {
        guard let stream else { throw CallFailure.usage("stream is NULL") }
        ArrowWriter.export(try handle(table, as: TableHandle.self, "table").notes, to: stream)
        return CallStatus.done
    }
}

@_cdecl("tb_table_free")
public func tableFree(_ table: OpaquePointer?) {
    if let table { Unmanaged<TableHandle>.fromOpaque(UnsafeRawPointer(table)).release() }
}

@_cdecl("tb_panel_free")
public func panelFree(_ panel: OpaquePointer?) {
    if let panel { Unmanaged<PanelHandle>.fromOpaque(UnsafeRawPointer(panel)).release() }
}

@_cdecl("tb_panel_series_count")
public func panelSeriesCount(_ panel: OpaquePointer?) -> Int64 {
    guard let panel else { return 0 }
    return Int64(Unmanaged<PanelHandle>.fromOpaque(UnsafeRawPointer(panel)).takeUnretainedValue().series.series.count)
}
