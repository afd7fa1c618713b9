import CSQLite
import Foundation
import Testing

/// How sales are read, said by flags and by the plan file: both reach the reader and mean the same.
@Suite struct SalesReadingTests {
    /// Nine weeks of one item in a shop that writes its own headers, decimal commas and local dates.
    private func export() throws -> TemporaryDirectory {
        let place = try TemporaryDirectory()
        var text = "Datum;Artikel;Stk verkauft;Preis\n"
        for week in 0..<9 { text += "\(10 + week)/01/2024;0012;\(week % 3 + 1),0;€ 1.234,50\n" }
        try place.write(text, to: "export.csv")
        try place.write("[sales]\npath = \"export.csv\"\n\n[sales.columns]\nquantity = \"Stk verkauft\"\n\n[series]\nperiod = \"day\"\n", to: "plan.toml")
        return place
    }

    @Test func columnsOfOtherNames() async throws {
        let place = try export()
        let unnamed = try await TwobinProcess.run(["series", "export.csv"], in: place.path)
        #expect(unnamed.status == 65 && unnamed.errors.contains("has no column for quantity"))
        let named = try await TwobinProcess.run(["series", "export.csv", "--period", "day", "--column", "quantity=Stk verkauft"], in: place.path)
        #expect(named.lines.prefix(2) == ["unique_id,ds,y,price", "0012,2024-01-10,1,1234.5"])
        let plan = try await TwobinProcess.run(["plan", "plan.toml", "--dry-run"], in: place.path)
        #expect(plan.status == 0 && plan.output.contains("Would plan 1 item"))
        let wrong = try await TwobinProcess.run(["series", "export.csv", "--column", "quantity"], in: place.path)
        #expect(wrong.status == 64 && wrong.errors.contains("is not written meaning=name"))
        let unknown = try await TwobinProcess.run(["inspect", "export.csv", "--column", "quantitty=Stk verkauft"], in: place.path)
        #expect(unknown.status == 65 && unknown.errors.contains("did you mean quantity?"))
    }

    @Test func strictStopsAtOneBadRow() async throws {
        let place = try export()
        let text = try #require(place.text("export.csv"))
        try place.write(text + "31/02/2024;0012;1;1\n", to: "export.csv")
        let column = ["--column", "quantity=Stk verkauft"]
        #expect(try await TwobinProcess.run(["series", "export.csv"] + column, in: place.path).status == 0)
        #expect(try await TwobinProcess.run(["series", "export.csv", "--max-quarantined", "20%"] + column, in: place.path).status == 0)
        for arguments in [["series", "export.csv", "--strict"] + column, ["series", "export.csv", "--max-quarantined", "1%"] + column,
                          ["inspect", "export.csv", "--strict"] + column, ["plan", "plan.toml", "--strict"]] {
            let outcome = try await TwobinProcess.run(arguments, in: place.path)
            #expect(outcome.status == 65)
            #expect(outcome.errors.contains("line 11, column Datum: '31/02/2024': there is no such day: month 2 of 2024 has 29 days"), "\(outcome.errors)")
        }
        #expect(!place.exists("out/recommendations.csv"))
        // A cell of another table counts too.
        try place.write(text, to: "export.csv")
        try place.write("item,unit_cost\n0012,dear\n", to: "items.csv")
        try place.write(try #require(place.text("plan.toml")) + "\n[items]\npath = \"items.csv\"\n", to: "plan.toml")
        let outcome = try await TwobinProcess.run(["plan", "plan.toml", "--dry-run"], in: place.path, environment: ["TWOBIN_SALES_STRICT": "true"])
        #expect(outcome.status == 65 && outcome.errors.contains("items.csv, line 2, column unit_cost: 'dear'"))
    }

    @Test func zoneDayStartAndRetailMonths() async throws {
        let place = try TemporaryDirectory()
        try place.write("date,item,quantity\n2024-02-03T23:30:00Z,a,1\n2024-02-04T02:00:00+01:00,a,2\n2024-03-03T12:00:00Z,a,4\n", to: "sales.csv")
        func series(_ flags: String...) async throws -> [String] {
            try await TwobinProcess.run(["series", "sales.csv", "--period", "day"] + flags, in: place.path).lines.filter { !$0.hasSuffix(",0") }
        }
        #expect(try await series() == ["unique_id,ds,y", "a,2024-02-03,1", "a,2024-02-04,2", "a,2024-03-03,4"])
        #expect(try await series("--time-zone", "Europe/Berlin") == ["unique_id,ds,y", "a,2024-02-04,3", "a,2024-03-03,4"])
        #expect(try await series("--time-zone", "Europe/Berlin", "--day-start", "04:00") == ["unique_id,ds,y", "a,2024-02-03,3", "a,2024-03-03,4"])
        // Fiscal 2024 starts on 4 February; its first month has four weeks.
        let months = try await TwobinProcess.run(["series", "sales.csv", "--period", "month", "--retail-calendar", "4-4-5", "--time-zone", "Europe/Berlin"], in: place.path)
        #expect(months.lines == ["unique_id,ds,y", "a,2024-02-04,3"])
        try place.write("[sales]\npath = \"sales.csv\"\ntime_zone = \"Europe/Berlin\"\n[series]\nperiod = \"month\"\nretail_calendar = \"4-4-5\"\n", to: "plan.toml")
        let plan = try await TwobinProcess.run(["plan", "plan.toml", "--dry-run"], in: place.path)
        #expect(plan.output.contains("the first starts on 2024-02-04"), "\(plan.output)\(plan.errors)")
        for (flags, status, message) in [
            (["--time-zone", "Mars/Olympus"], 65, "is not known"), (["--day-start", "25:00"], 65, "no time of day"),
            (["--retail-calendar", "4-4-6"], 64, "is none of 4-4-5, 4-5-4, 5-4-4"), (["--retail-calendar", "4-4-5"], 65, "set period to \"month\""),
            (["--decimal-mark", "dot"], 64, "is none of comma, point"), (["--max-quarantined", "few"], 64, "is no share"),
        ] as [([String], Int32, String)] {
            let outcome = try await TwobinProcess.run(["series", "sales.csv"] + flags, in: place.path)
            #expect(outcome.status == status && outcome.errors.contains(message), "\(flags) \(outcome.errors)")
        }
    }

    @Test func aDatabaseHoldsSalesAndItems() async throws {
        let place = try TemporaryDirectory()
        var database: OpaquePointer?
        #expect(sqlite3_open(place.file("shop.sqlite"), &database) == SQLITE_OK)
        let rows = (1...9).map { "('2024-01-0\($0)', '0012', \($0))" }.joined(separator: ", ")
        #expect(sqlite3_exec(database, "CREATE TABLE \"order lines\" (day, sku, qty); INSERT INTO \"order lines\" VALUES \(rows); "
            + "CREATE TABLE items (sku, cost); INSERT INTO items VALUES ('0012', 2.5);", nil, nil, nil) == SQLITE_OK)
        sqlite3_close(database)
        try place.write("[sales]\npath = \"shop.sqlite\"\ntable = \"order lines\"\n[items]\npath = \"shop.sqlite\"\n[series]\nperiod = \"day\"\n", to: "plan.toml")
        let plan = try await TwobinProcess.run(["plan", "plan.toml", "--dry-run"], in: place.path)
        #expect(plan.status == 0 && plan.output.contains("Rows: 9 read"), "\(plan.errors)")
        let query = try await TwobinProcess.run(
            ["series", "shop.sqlite", "--period", "day", "--query", "SELECT day, sku, qty FROM \"order lines\" WHERE qty > 7"], in: place.path)
        #expect(query.lines == ["unique_id,ds,y", "0012,2024-01-08,8", "0012,2024-01-09,9"])
        for query in ["DELETE FROM items", "DROP TABLE items", "SELECT 1; DROP TABLE items"] {
            _ = try await TwobinProcess.run(["series", "shop.sqlite", "--query", query], in: place.path)
        }
        #expect(try await TwobinProcess.run(["series", "shop.sqlite", "--table", "items\"; DROP TABLE items; --"], in: place.path).status == 65)
        let items = try await TwobinProcess.run(["inspect", "shop.sqlite", "--table", "items"], in: place.path)
        #expect(items.output.contains("0012: unit_cost 2.5"))
    }

    @Test func stockOfAllLocationsIsAddedUpWhereSalesNameNone() async throws {
        let place = try TemporaryDirectory()
        let orders = (1...9).map { "#\($0),2024-01-0\($0) 10:00:00 +0000,1,tea,T\n" }.joined()
        try place.write("Name,Created at,Lineitem quantity,Lineitem name,Lineitem sku\n" + orders, to: "orders.csv")
        try place.write("Handle,Title,SKU,Location,Incoming,Unavailable,Committed,Available,On hand\ntea,tea,T,Shop,5,0,1,2,3\ntea,tea,T,Depot,0,0,0,7,7\n", to: "inventory.csv")
        try place.write("[sales]\npath = \"orders.csv\"\n[items]\npath = \"inventory.csv\"\n[series]\nperiod = \"day\"\n", to: "plan.toml")
        let plan = try await TwobinProcess.run(["plan", "plan.toml"], in: place.path)
        #expect(plan.status == 0 && plan.output.contains("the stock of 2 locations (Depot, Shop) is added up"), "\(plan.output)\(plan.errors)")
        let table = try #require(place.text("out/recommendations.csv")).split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let column = try #require(table[0].firstIndex(of: "inventory_position"))
        #expect(table.count == 2 && table[1][column] == "14")
    }

    @Test func everyTableIsInspected() async throws {
        let place = try TemporaryDirectory()
        try place.write("order_id,item,supplier,ordered_on,received_on\n1,a,acme,2024-01-01,2024-01-08\n", to: "receipts.csv")
        let receipts = try await TwobinProcess.run(["inspect", "receipts.csv"], in: place.path)
        #expect(receipts.output.contains("supplier acme as of 2024-01-09: 1 received"), "\(receipts.output)")
        let asItems = try await TwobinProcess.run(["inspect", "receipts.csv", "--as", "items", "--json"], in: place.path)
        #expect(asItems.output.contains("\"kind\" : \"items\""))
        #expect(try await TwobinProcess.run(["inspect", "receipts.csv", "--as", "stock"], in: place.path).status == 64)
    }

    @Test func aGrownHistoryIsReadFromWhereTheLastRunStopped() async throws {
        let place = try export()
        try place.write(try #require(place.text("plan.toml")).replacing("path = \"export.csv\"", with: "path = \"export.csv\"\nincremental = true"), to: "plan.toml")
        #expect(try await TwobinProcess.run(["plan", "plan.toml", "--dry-run"], in: place.path).status == 0)
        #expect(!place.exists("out"))
        let first = try await TwobinProcess.run(["plan", "plan.toml"], in: place.path)
        #expect(first.status == 0 && !first.errors.contains("known from the last run"))
        try place.write(try #require(place.text("export.csv")) + "20/01/2024;0012;2;1\n", to: "export.csv")
        let second = try await TwobinProcess.run(["plan", "plan.toml"], in: place.path)
        #expect(second.errors.contains("9 of them are known from the last run (1 file has the same content, by SHA-256): 1 new rows were parsed"), "\(second.errors)")
        let kept = place.text("out/recommendations.csv")
        try FileManager.default.removeItem(atPath: place.file("out/twobin.sales"))
        let anew = try await TwobinProcess.run(["plan", "plan.toml"], in: place.path)
        #expect(!anew.errors.contains("known from the last run") && place.text("out/recommendations.csv") == kept)
    }
}
