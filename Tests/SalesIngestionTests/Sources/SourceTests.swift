import CSQLite
import DemandModel
import Foundation
import Testing
@testable import SalesIngestion

/// Sources that are no text files: memory, SQLite, PostgreSQL, Parquet.
@Suite struct SourceTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    @Test func memoryIsReadLikeAFile() throws {
        let text = "date,item,quantity\n2024-01-01,a,1\n2024-01-02,a,x\n"
        let fromMemory = try readSales(bytes: Array(text.utf8), name: "upload", options: dailyOptions())
        let fromFile = try readSales(paths: [files.write(text)], options: dailyOptions())
        #expect(fromMemory.series == fromFile.series)
        #expect(fromMemory.inputs[0].sha256 == fromFile.inputs[0].sha256)
        #expect(fromMemory.quarantine[0].file == "upload")
        #expect(messageOf { try readSales(bytes: [], name: "upload") }.contains("upload is empty"))
        #expect(try readSeriesFile(bytes: Array("unique_id,ds,y\na,1,2\n".utf8), name: "upload").series[0].demand.demand == [2])
    }

    private func database(_ statements: String) throws -> String {
        let path = files.directory.path + "/shop.sqlite"
        var handle: OpaquePointer?
        #expect(sqlite3_open(path, &handle) == SQLITE_OK)
        #expect(sqlite3_exec(handle, statements, nil, nil, nil) == SQLITE_OK)
        sqlite3_close(handle)
        return path
    }

    @Test func sqliteTablesAndQueries() throws {
        let path = try database("""
            CREATE TABLE "odd "" name" (ds TEXT, unique_id TEXT, y REAL);
            INSERT INTO "odd "" name" VALUES ('2024-01-01', 'a, "b"', 1.5), ('2024-01-02', 'a, "b"', NULL), ('2024-01-03', 'a, "b"', 2);
            CREATE TABLE other (x INTEGER);
            """)
        var options = dailyOptions()
        #expect(messageOf { try readSales(paths: [path], options: options) }.contains("name a table or a query; there are odd \" name, other"))
        options.table = "odd \" name"
        let sales = try readSales(paths: [path], options: options)
        #expect(sales.series.map(\.key.item) == ["a, \"b\""])
        #expect(sales.series[0].demand == [1.5, 0, 2])
        #expect(sales.quarantine.map(\.code) == ["missing_quantity"])
        options.table = "x; DROP TABLE other"
        #expect(messageOf { try readSales(paths: [path], options: options) }.contains("has no table 'x; DROP TABLE other'"))
        options.table = nil
        options.query = "SELECT ds, unique_id, y FROM \"odd \"\" name\" WHERE y > 1.6"
        #expect(try readSales(paths: [path], options: options).series[0].demand == [2])
        options.query = "DELETE FROM other"
        #expect(messageOf { try readSales(paths: [path], options: options) }.contains("must read rows") )
        options.query = "SELECT ds, unique_id, y FROM \"odd \"\" name\"; DELETE FROM other"
        #expect(messageOf { try readSales(paths: [path], options: options) }.contains("several statements"))
        options.query = "SELECT x FROM nowhere"
        #expect(messageOf { try readSales(paths: [path], options: options) }.contains("no such table"))
        let text = try files.write("not a database at all, but long enough to have a header of one hundred bytes.....................", name: "x.db")
        options.query = nil
        #expect(messageOf { try readSales(paths: [text], options: options) }.contains("SQLite"))
    }

    @Test func aTableNamedSalesIsTaken() throws {
        let path = try database("CREATE TABLE items (x); CREATE TABLE sales (date, item, quantity); INSERT INTO sales VALUES ('2024-01-01', '0012', 3);")
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(sales.series.map(\.key.item) == ["0012"])
    }

    @Test func parquetNeedsDuckdbAndSaysSo() throws {
        let path = try files.write("PAR1", name: "sales.parquet")
        if executable(named: "duckdb") == nil {
            #expect(messageOf { try readSales(paths: [path]) }.contains("needs DuckDB") || messageOf { try readSales(paths: [path]) }.contains("duckdb:"))
        }
        #expect(messageOf { try readSales(paths: [files.directory.path + "/absent.parquet"]) }.contains("there is no such file"))
        let csv = try files.write("PAR1", name: "wrong.csv")
        #expect(messageOf { try readSales(paths: [csv]) }.contains(".parquet"))
    }

    @Test func addressesAreShownWithoutPassword() {
        #expect(addressWithoutSecrets("postgresql://ann:secret@db.example:5432/shop") == "postgresql://ann@db.example:5432/shop")
        #expect(addressWithoutSecrets("postgresql://db.example/shop") == "postgresql://db.example/shop")
        #expect(addressWithoutSecrets("a:b@c.csv") == "a:b@c.csv")
    }
}
