#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The few functions of libpq that are used, by their signatures in libpq-fe.h. The library is loaded when it is first needed, so that nobody
/// who reads files has to install it.
struct PostgreSQLLibrary {
    typealias Text = UnsafePointer<CChar>
    typealias Connect = @convention(c) (UnsafePointer<Text?>, UnsafePointer<Text?>, Int32) -> OpaquePointer?
    typealias State = @convention(c) (OpaquePointer) -> Int32
    typealias Message = @convention(c) (OpaquePointer) -> Text?
    typealias Send = @convention(c) (
        OpaquePointer, Text, Int32, UnsafePointer<UInt32>?, UnsafePointer<Text?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?, Int32) -> Int32
    typealias Release = @convention(c) (OpaquePointer) -> Void
    typealias NextResult = @convention(c) (OpaquePointer) -> OpaquePointer?
    typealias ColumnName = @convention(c) (OpaquePointer, Int32) -> Text?
    typealias Cell = @convention(c) (OpaquePointer, Int32, Int32) -> Text?
    typealias CellNumber = @convention(c) (OpaquePointer, Int32, Int32) -> Int32

    let connect: Connect, status: State, message: Message, send: Send, finish: Release, socket: State, consumeInput: State, isBusy: State, flush: State
    let nextResult: NextResult, resultStatus: State, clear: Release, rowCount: State, columnCount: State, columnName: ColumnName
    let cell: Cell, cellLength: CellNumber, cellIsNull: CellNumber

    static func load() throws(IngestionError) -> PostgreSQLLibrary {
        let names = ["libpq.so.5", "libpq.so", "libpq.5.dylib", "/opt/homebrew/opt/libpq/lib/libpq.5.dylib"]
        for name in names {
            guard let handle = dlopen(name, RTLD_NOW) else { continue }
            func symbol<Function>(_ symbol: String, _ type: Function.Type) -> Function? {
                dlsym(handle, symbol).map { unsafeBitCast($0, to: type) }
            }
            if let connect = symbol("PQconnectdbParams", Connect.self), let status = symbol("PQstatus", State.self),
               let message = symbol("PQerrorMessage", Message.self), let send = symbol("PQsendQueryParams", Send.self),
               let finish = symbol("PQfinish", Release.self), let socket = symbol("PQsocket", State.self),
               let consumeInput = symbol("PQconsumeInput", State.self), let isBusy = symbol("PQisBusy", State.self), let flush = symbol("PQflush", State.self),
               let nextResult = symbol("PQgetResult", NextResult.self), let resultStatus = symbol("PQresultStatus", State.self),
               let clear = symbol("PQclear", Release.self), let rowCount = symbol("PQntuples", State.self), let columnCount = symbol("PQnfields", State.self),
               let columnName = symbol("PQfname", ColumnName.self), let cell = symbol("PQgetvalue", Cell.self),
               let cellLength = symbol("PQgetlength", CellNumber.self), let cellIsNull = symbol("PQgetisnull", CellNumber.self) {
                return PostgreSQLLibrary(
                    connect: connect, status: status, message: message, send: send, finish: finish, socket: socket, consumeInput: consumeInput, isBusy: isBusy,
                    flush: flush, nextResult: nextResult, resultStatus: resultStatus, clear: clear, rowCount: rowCount, columnCount: columnCount,
                    columnName: columnName, cell: cell, cellLength: cellLength, cellIsNull: cellIsNull)
            }
        }
        throw .unsuitable(reason: "reading from PostgreSQL needs its client library: install libpq5 (Debian, Ubuntu) or libpq (Homebrew)")
    }
}
