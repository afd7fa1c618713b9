import CTwobin

/// Hands tables out by the Arrow C stream interface. Whoever holds a stream, a schema or an array holds what it points to; releasing frees it.
enum ArrowWriter {
    /// Fills in a stream of one record with all rows.
    static func export(_ table: TableColumns, to stream: UnsafeMutablePointer<ArrowArrayStream>) {
        stream.pointee.get_schema = { stream, out in
            guard let stream, let out, let state = StreamState.of(stream) else { return 22 }
            ArrowWriter.fill(out, table: state.table)
            return 0
        }
        stream.pointee.get_next = { stream, out in
            guard let stream, let out, let state = StreamState.of(stream) else { return 22 }
            if state.isDone {
                out.pointee = ArrowArray()
            } else {
                state.isDone = true
                ArrowWriter.fill(out, table: state.table)
            }
            return 0
        }
        stream.pointee.get_last_error = { _ in nil }
        stream.pointee.release = { stream in
            guard let stream, let data = stream.pointee.private_data else { return }
            Unmanaged<StreamState>.fromOpaque(data).release()
            stream.pointee.private_data = nil
            stream.pointee.release = nil
        }
        stream.pointee.private_data = Unmanaged.passRetained(StreamState(table)).toOpaque()
    }

    private final class StreamState {
        let table: TableColumns
        var isDone = false

        init(_ table: TableColumns) { self.table = table }

        static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>) -> StreamState? {
            stream.pointee.private_data.map { Unmanaged<StreamState>.fromOpaque($0).takeUnretainedValue() }
        }
    }

    // MARK: Schema

    private static func fill(_ schema: UnsafeMutablePointer<ArrowSchema>, table: TableColumns) {
        let children = UnsafeMutablePointer<UnsafeMutablePointer<ArrowSchema>?>.allocate(capacity: max(1, table.columns.count))
        for (index, column) in table.columns.enumerated() {
            let child = UnsafeMutablePointer<ArrowSchema>.allocate(capacity: 1)
            child.initialize(to: schemaBase(format: column.format, name: column.name))
            children[index] = child
        }
        schema.initialize(to: schemaBase(format: "+s", name: ""))
        schema.pointee.flags = 0
        schema.pointee.n_children = Int64(table.columns.count)
        schema.pointee.children = children
    }

    private static func schemaBase(format: String, name: String) -> ArrowSchema {
        var schema = ArrowSchema()
        schema.format = UnsafePointer(copied(format))
        schema.name = UnsafePointer(copied(name))
        schema.flags = Int64(ARROW_FLAG_NULLABLE)
        schema.release = { schema in
            guard let schema, schema.pointee.release != nil else { return }
            schema.pointee.format?.deallocate()
            schema.pointee.name?.deallocate()
            for index in 0..<Int(schema.pointee.n_children) {
                guard let child = schema.pointee.children[index] else { continue }
                // A child that was moved away has no release any more.
                child.pointee.release?(child)
                child.deallocate()
            }
            schema.pointee.children?.deallocate()
            schema.pointee.release = nil
        }
        return schema
    }

    private static func copied(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = Array(text.utf8CString)
        let memory = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        memory.initialize(from: bytes, count: bytes.count)
        return memory
    }

    // MARK: Array

    private static func fill(_ array: UnsafeMutablePointer<ArrowArray>, table: TableColumns) {
        let children = UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>.allocate(capacity: max(1, table.columns.count))
        for (index, column) in table.columns.enumerated() {
            let child = UnsafeMutablePointer<ArrowArray>.allocate(capacity: 1)
            child.initialize(to: arrayBase(buffers: column.buffers.map { UnsafeRawPointer($0) }, count: column.count, keeps: column))
            child.pointee.null_count = Int64(column.nulls)
            children[index] = child
        }
        array.initialize(to: arrayBase(buffers: [nil], count: table.count, keeps: nil))
        array.pointee.n_children = Int64(table.columns.count)
        array.pointee.children = children
    }

    private static func arrayBase(buffers: [UnsafeRawPointer?], count: Int, keeps column: TableColumn?) -> ArrowArray {
        var array = ArrowArray()
        array.length = Int64(count)
        array.n_buffers = Int64(buffers.count)
        let list = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: buffers.count)
        list.initialize(from: buffers, count: buffers.count)
        array.buffers = list
        array.private_data = column.map { Unmanaged.passRetained($0).toOpaque() }
        array.release = { array in
            guard let array, array.pointee.release != nil else { return }
            for index in 0..<Int(array.pointee.n_children) {
                guard let child = array.pointee.children[index] else { continue }
                child.pointee.release?(child)
                child.deallocate()
            }
            array.pointee.children?.deallocate()
            array.pointee.buffers?.deallocate()
            if let data = array.pointee.private_data { Unmanaged<TableColumn>.fromOpaque(data).release() }
            array.pointee.private_data = nil
            array.pointee.release = nil
        }
        return array
    }
}
