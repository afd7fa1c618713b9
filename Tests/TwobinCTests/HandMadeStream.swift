import CTwobin

/// Arrow streams made by hand, whole or broken: one record of some columns.
///
/// What it allocates lives as long as the process: tests are short, and a stream that the library must not trust must not free itself either.
struct HandMadeStream {
    struct Column {
        var name: String
        var format: String
        var length: Int64
        var nulls: Int64 = 0
        var offset: Int64 = 0
        var buffers: [UnsafeRawPointer?]
        var dictionary: [Column] = []

        static func texts(_ name: String, _ values: [String]) -> Column {
            var offsets: [Int32] = [0]
            var bytes: [UInt8] = []
            for value in values {
                bytes += Array(value.utf8)
                offsets.append(Int32(bytes.count))
            }
            return Column(name: name, format: "u", length: Int64(values.count), buffers: [nil, kept(offsets), kept(bytes)])
        }

        static func values<Value>(_ name: String, _ format: String, _ values: [Value]) -> Column {
            Column(name: name, format: format, length: Int64(values.count), buffers: [nil, kept(values)])
        }
    }

    var columns: [Column]
    var format = "+s"
    var length: Int64?
    var offset: Int64 = 0
    /// Children that the record claims to have.
    var childCount: Int64?
    var schemaStatus: Int32 = 0

    static func panel(ids: [String], days: [Int32], values: [Double]) -> HandMadeStream {
        HandMadeStream(columns: [.texts("unique_id", ids), .values("ds", "tdD", days), .values("y", "g", values)])
    }

    /// The stream; `released` counts calls of its release.
    func stream() -> (stream: UnsafeMutablePointer<ArrowArrayStream>, state: StreamState) {
        let state = StreamState(self)
        let stream = UnsafeMutablePointer<ArrowArrayStream>.allocate(capacity: 1)
        stream.initialize(to: ArrowArrayStream())
        stream.pointee.private_data = Unmanaged.passRetained(state).toOpaque()
        stream.pointee.get_schema = { stream, out in
            guard let state = StreamState.of(stream) else { return 22 }
            guard state.made.schemaStatus == 0 else { return state.made.schemaStatus }
            out?.initialize(to: state.schema())
            return 0
        }
        stream.pointee.get_next = { stream, out in
            guard let state = StreamState.of(stream) else { return 22 }
            out?.initialize(to: state.given ? ArrowArray() : state.record())
            state.given = true
            return 0
        }
        stream.pointee.get_last_error = { _ in nil }
        stream.pointee.release = { stream in
            StreamState.of(stream)?.released += 1
            stream?.pointee.release = nil
        }
        return (stream, state)
    }

    final class StreamState {
        let made: HandMadeStream
        var given = false
        var released = 0

        init(_ made: HandMadeStream) { self.made = made }

        static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> StreamState? {
            stream?.pointee.private_data.map { Unmanaged<StreamState>.fromOpaque($0).takeUnretainedValue() }
        }

        func schema() -> ArrowSchema {
            var schema = HandMadeStream.schema(made.format, "")
            schema.n_children = Int64(made.columns.count)
            schema.children = list(made.columns.map { column in
                var child = HandMadeStream.schema(column.format, column.name)
                if let inner = column.dictionary.first { child.dictionary = one(HandMadeStream.schema(inner.format, "")) }
                return child
            })
            return schema
        }

        func record() -> ArrowArray {
            var array = ArrowArray()
            array.length = made.length ?? made.columns.first.map { $0.length - made.offset } ?? 0
            array.offset = made.offset
            array.n_buffers = 1
            array.buffers = buffers([nil])
            array.n_children = made.childCount ?? Int64(made.columns.count)
            array.children = list(made.columns.map(self.array))
            array.release = { $0?.pointee.release = nil }
            return array
        }

        private func array(_ column: Column) -> ArrowArray {
            var array = ArrowArray()
            array.length = column.length
            array.null_count = column.nulls
            array.offset = column.offset
            array.n_buffers = Int64(column.buffers.count)
            array.buffers = buffers(column.buffers)
            if let inner = column.dictionary.first { array.dictionary = one(self.array(inner)) }
            array.release = { $0?.pointee.release = nil }
            return array
        }
    }

    private static func schema(_ format: String, _ name: String) -> ArrowSchema {
        var schema = ArrowSchema()
        schema.format = UnsafePointer(kept(Array(format.utf8CString)).assumingMemoryBound(to: CChar.self))
        schema.name = UnsafePointer(kept(Array(name.utf8CString)).assumingMemoryBound(to: CChar.self))
        schema.release = { $0?.pointee.release = nil }
        return schema
    }
}

/// A copy of some values that stays where it is.
func kept<Value>(_ values: [Value]) -> UnsafeRawPointer {
    let memory = UnsafeMutablePointer<Value>.allocate(capacity: max(1, values.count))
    memory.initialize(from: values, count: values.count)
    return UnsafeRawPointer(memory)
}

private func one<Value>(_ value: Value) -> UnsafeMutablePointer<Value> {
    let memory = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    memory.initialize(to: value)
    return memory
}

private func list<Value>(_ values: [Value]) -> UnsafeMutablePointer<UnsafeMutablePointer<Value>?> {
    let memory = UnsafeMutablePointer<UnsafeMutablePointer<Value>?>.allocate(capacity: max(1, values.count))
    memory.initialize(from: values.map { one($0) }, count: values.count)
    return memory
}

private func buffers(_ pointers: [UnsafeRawPointer?]) -> UnsafeMutablePointer<UnsafeRawPointer?> {
    let memory = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: max(1, pointers.count))
    memory.initialize(from: pointers, count: pointers.count)
    return memory
}
