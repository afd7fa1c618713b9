import CTwobin

/// A column of a stream: its name, its type and, for dictionaries, the type of what they hold.
struct ArrowField {
    var name: String
    /// Of the values; of the indices where `values` is given.
    var type: ArrowType
    /// `nil`: no dictionary.
    var values: ArrowType?

    /// What a row means.
    var meaning: ArrowType { values ?? type }
}

/// Reads a stream of records; every column that is asked for is visited array by array.
///
/// The stream is released when the reader is done with it, whatever happens.
final class ArrowReader {
    private let stream: UnsafeMutablePointer<ArrowArrayStream>
    /// The columns that can be read, by their place; `nil`: not asked for.
    private(set) var fields: [ArrowField?] = []

    /// - Parameter wanted: the columns to read, the others may be of any type; `nil`: all.
    init(_ stream: UnsafeMutablePointer<ArrowArrayStream>, wanted: Set<String>?) throws {
        self.stream = stream
        guard stream.pointee.release != nil else { throw CallFailure.usage("the Arrow stream is released already: a stream can be read once") }
        guard let getSchema = stream.pointee.get_schema else { throw CallFailure.input("the Arrow stream has no schema") }
        var schema = ArrowSchema()
        let status = getSchema(stream, &schema)
        guard status == 0 else { throw failure(status) }
        defer { schema.release?(&schema) }
        guard schema.release != nil else { throw CallFailure.input("the schema of the Arrow stream is released already") }
        guard let format = schema.format, String(cString: format) == "+s" else { throw CallFailure.input("the Arrow stream holds no table: a struct with a column per child is needed") }
        guard schema.n_children >= 0, schema.n_children <= 100_000, schema.n_children == 0 || schema.children != nil else {
            throw CallFailure.input("the schema of the Arrow stream is broken: \(schema.n_children) columns")
        }
        var seen: Set<String> = []
        for index in 0..<Int(schema.n_children) {
            guard let child = schema.children[index], let format = child.pointee.format else { throw CallFailure.input("the schema of the Arrow stream is broken: column \(index + 1) is missing") }
            let name = child.pointee.name.flatMap { String(validatingCString: $0) } ?? ""
            guard wanted?.contains(name) ?? true else {
                fields.append(nil)
                continue
            }
            guard seen.insert(name).inserted else { throw CallFailure.input("there are two columns named \(name): keep one of them") }
            let type = try ArrowType(format: String(cString: format), column: name)
            var values: ArrowType?
            if let dictionary = child.pointee.dictionary {
                guard case .integer = type, let inner = dictionary.pointee.format, dictionary.pointee.dictionary == nil else {
                    throw CallFailure.input("column \(name): its dictionary is broken")
                }
                values = try ArrowType(format: String(cString: inner), column: name)
            }
            fields.append(ArrowField(name: name, type: type, values: values))
        }
    }

    /// What a failing function of the stream says.
    private func failure(_ status: Int32) -> CallFailure {
        let words = stream.pointee.get_last_error?(stream).map { String(cString: $0) } ?? "status \(status)"
        return .input("the frame could not be read: \(words)")
    }

    /// Visits every record: for each field the array and, for a dictionary, the array of its values.
    ///
    /// - Parameter body: gets one entry per field asked for, in the order of `fields`, and the number of rows.
    func forEachRecord(_ body: (_ columns: [Int: (column: ArrowColumn, dictionary: ArrowColumn?)], _ count: Int) throws -> Void) throws {
        guard let getNext = stream.pointee.get_next else { throw CallFailure.input("the Arrow stream has no records") }
        while true {
            var array = ArrowArray()
            let status = getNext(stream, &array)
            guard status == 0 else { throw failure(status) }
            guard array.release != nil else { return }
            defer { array.release?(&array) }
            guard array.length >= 0, array.offset >= 0, array.length < 1 << 40, array.offset < 1 << 40, array.n_children == Int64(fields.count),
                  fields.isEmpty || array.children != nil else {
                throw CallFailure.input("a record of the Arrow stream is broken: \(array.length) rows, \(array.n_children) columns for \(fields.count)")
            }
            if array.null_count > 0 { throw CallFailure.input("a record of the Arrow stream has null rows; drop them") }
            var columns: [Int: (column: ArrowColumn, dictionary: ArrowColumn?)] = [:]
            for (index, field) in fields.enumerated() {
                guard let field else { continue }
                guard let child = array.children[index] else { throw CallFailure.input("column \(field.name): its Arrow array is missing") }
                let column = try ArrowColumn(child.pointee, type: field.type, name: field.name, offset: Int(array.offset), count: Int(array.length))
                var dictionary: ArrowColumn?
                if let values = field.values {
                    guard let inner = child.pointee.dictionary else { throw CallFailure.input("column \(field.name): its dictionary is missing") }
                    dictionary = try ArrowColumn(inner.pointee, type: values, name: field.name, offset: 0, count: max(0, Int(clamping: inner.pointee.length)))
                }
                columns[index] = (column, dictionary)
            }
            try body(columns, Int(array.length))
        }
    }
}

/// Rows of one column, whether it holds its values or indices into a dictionary.
struct ArrowRows {
    let column: ArrowColumn
    let dictionary: ArrowColumn?

    /// Where the value of a row stands, `nil` for a null.
    func place(_ row: Int) throws -> (array: ArrowColumn, row: Int)? {
        guard column.isKnown(row) else { return nil }
        guard let dictionary else { return (column, row) }
        guard let index = column.integer(row), index >= 0, index < dictionary.count else {
            throw CallFailure.input("column \(column.name): its Arrow array is broken: an index outside of the dictionary")
        }
        return dictionary.isKnown(index) ? (dictionary, index) : nil
    }
}
