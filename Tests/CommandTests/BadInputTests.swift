import Testing

/// Sales and items that are not as they should be: a message that says what, where and what to do, or a row set aside.
@Suite struct BadInputTests {
    private let header = "date,item,quantity,price\n"

    /// Twelve weeks of one item; every row usable.
    private var good: String {
        (0..<84).map { "\(SmallShop.dateText($0)),a,\(1 + $0 % 4),2\n" }.joined()
    }

    private func plan(_ sales: String?, items: String? = nil, _ keys: String = "") async throws -> (shop: SmallShop, outcome: Outcome) {
        let shop = try SmallShop(
            sales: sales, items: items, plan: "[sales]\npath = \"sales.csv\"\n" + (items == nil ? "" : "[items]\npath = \"items.csv\"\n") + keys)
        return (shop, try await shop.run("plan", "plan.toml"))
    }

    @Test(arguments: [
        ("missing file", nil, "cannot read sales.csv: there is no such file"),
        ("empty file", "", "sales.csv is empty: a header line and at least one row are needed"),
        ("a byte-order mark and nothing else", "\u{FEFF}\n", "sales.csv is empty"),
        ("header without rows", "date,item,quantity\n", "sales.csv has a header and no rows"),
        ("header without a needed column", "date,item,amount_sold,price\n2024-01-01,a,3,2\n",
         "sales.csv has no column for quantity (quantity, y, units, qty, sales, ...); its columns are: date, item, amount_sold, price"),
        ("misspelt column", "date,item,qantity\n2024-01-01,a,3\n", "Did you mean 'qantity'?"),
        ("dates that could be either way", "date,item,quantity\n03/04/2024,a,3\n05/06/2024,a,3\n", "could be day/month or month/day"),
        ("no date in any row", "date,item,quantity\nsoon,a,3\nlater,a,3\n", "no row can be used"),
        ("open quote", "date,item,quantity\n2024-01-01,\"a,3\n2024-01-02,b,3\n", "sales.csv, line 2: a quoted field opens in this row and is never closed"),
        ("a workbook", "PK\u{3}\u{4}xl/workbook.xml", "sales.csv: "),
    ] as [(String, String?, String)])
    func filesThatCannotBeUsed(name: String, sales: String?, message: String) async throws {
        let (shop, outcome) = try await plan(sales)
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("twobin: error: ") && outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(!shop.directory.exists("out/recommendations.csv") && !shop.directory.exists("out/summary.json"))
    }

    /// Marks, line ends, separators and quotes change nothing that is planned.
    @Test func formsOfTheSameTable() async throws {
        let place = try TemporaryDirectory()
        func series(_ text: String) async throws -> Outcome {
            try place.write(text, to: "sales.csv")
            return try await TwobinProcess.run(["series", "sales.csv"], in: place.path)
        }
        let expected = try await series(header + good)
        #expect(expected.status == 0 && TableText(expected.output).rows.count == 12)
        let rows = (header + good).split(separator: "\n")
        let forms = [
            "\u{FEFF}" + header + good,
            (header + good).replacing("\n", with: "\r\n"),
            String((header + good).dropLast()),
            (header + good).replacing(",", with: ";"),
            rows.map { "\"" + $0.replacing(",", with: "\",\"") + "\"" }.joined(separator: "\r\n") + "\r\n\r\n",
        ]
        for form in forms {
            let outcome = try await series(form)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output == expected.output)
        }
    }

    /// What the message about dates that could be either way advises works in the plan file and on the command line.
    @Test func theFormOfDatesMayBeNamed() async throws {
        let (shop, refused) = try await plan("date,item,quantity\n03/04/2024,a,3\n05/04/2024,a,3\n", "date_form = \"dym\"\n")
        #expect(refused.status == 65)
        #expect(refused.errors.contains("date_form: there is no form \"dym\"; there are auto, iso (2010-12-31)"), "\(refused.errors)")
        for (form, days) in [("dmy", ["2024-04-03", "2024-04-04", "2024-04-05"]), ("mdy", ["2024-03-04"])] {
            let series = try await shop.run("series", "sales.csv", "--period", "day", "--date-form", form)
            #expect(TableText(series.output)["ds"].starts(with: days), "\(series.errors)")
            let dry = try await shop.run("plan", "plan.toml", "--dry-run", environment: ["TWOBIN_SALES_DATE_FORM": form])
            #expect(dry.status == 0, "\(dry.errors)")
        }
    }

    @Test func quotedNamesAreKeptExactly() async throws {
        let name = "mug, \"large\"\nblue"
        let (shop, outcome) = try await plan(header + good + "2024-03-24,\"mug, \"\"large\"\"\nblue\",3,2\n2024-03-24,0012,3,2\n")
        #expect(outcome.status == 0)
        let table = try shop.table("recommendations.csv")
        #expect(table["item"] == ["0012", "a", name])
        #expect(try shop.table("forecasts.csv")["unique_id"].contains(name))
    }

    /// Rows that cannot be used are set aside with their line, and the run goes on with the others.
    @Test func rowsSetAside() async throws {
        let bad = """
            31/12/2024,a,3,2
            2024-02-30,a,3,2
            2024-03-20,a,nan,2
            2024-03-20,a,,2
            2024-03-20,a,1e400,2
            2024-03-20,a,three,2
            2024-03-20,,3,2
            ,a,3,2

            """
        let (shop, outcome) = try await plan(header + good + bad)
        try shop.directory.write(header + good, to: "clean.csv")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("92 read, 8 set aside in quarantine.csv"))
        try expectGolden(try shop.output("quarantine.csv"), "quarantine.csv")
        // What is set aside changes nothing else.
        let dirty = try await shop.run("series", "sales.csv")
        let clean = try await shop.run("series", "clean.csv")
        #expect(dirty.output == clean.output)
    }

    @Test func tooManyRowsSetAside() async throws {
        let (_, outcome) = try await plan(
            "date,item,quantity\n" + good + "2024-03-20,a,x,2\n", "max_quarantined = 0.001\n")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("rows cannot be used, more than the allowed 0.1%"), "\(outcome.errors)")
    }

    @Test func returnsFractionsAndDuplicates() async throws {
        let extra = "2024-03-24,a,-2,2\n2024-03-24,a,1.5,2\n2024-03-24,a,1.5,2\n"
        let (shop, outcome) = try await plan(header + good + extra)
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("1 return row netted against demand"))
        #expect(outcome.errors.contains("1 duplicate row kept (drop_duplicates drops them)"))
        // Weighed goods are planned in fractions.
        #expect(try shop.table("recommendations.csv").rows.first?.number("fill_rate") ?? 0 >= 0.95 - 1e-9)
        let series = try await shop.run("series", "sales.csv")
        let units = TableText(series.output)["y"].compactMap(Double.init).reduce(0, +)
        #expect(units == 210 - 2 + 3)
        let dropped = try await shop.run("plan", "plan.toml", "--dry-run", environment: ["TWOBIN_SALES_DROP_DUPLICATES": "true"])
        #expect(dropped.status == 0)
        #expect(dropped.errors.contains("1 duplicate row dropped"), "\(dropped.errors)")
    }

    @Test func itemsOnOneSideOnly() async throws {
        let (shop, outcome) = try await plan(
            header + good + "2024-03-01,sold,2,2\n", items: "item,unit_cost,lead_time_days\na,1,7\nlisted,2,7\n")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("sold but absent from the items table"))
        let table = try shop.table("recommendations.csv")
        #expect(table["item"] == ["a", "listed", "sold"])
        #expect(table["status"] == ["ok", "no_history", "check"])
        #expect(table.rows[1]["reason"]?.contains("no sales before the planning day") == true)
        #expect(table.rows[2]["reason"]?.contains("defaults for unit_cost lead_time_days") == true)
    }

    /// A default never stands in quietly for a value that was meant: the plan names the cell, and strict stops.
    @Test func cellsOfTheItemsTable() async throws {
        let items = "item,unit_cost,lead_time_days,order_multiple\na,cheap,7,2\nb,2,-5,2\n"
        let sales = header + good + "2024-03-01,b,2,2\n"
        let (shop, outcome) = try await plan(sales, items: items)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("note: items.csv, line 2, column unit_cost: \"cheap\" is not used"), "\(outcome.output)")
        #expect(outcome.output.contains("note: items.csv, line 3, column lead_time_days: \"-5\" is not used"))
        #expect(try shop.table("quarantine.csv").rows.count == 2)
        let strict = try await shop.run("plan", "plan.toml", "--strict")
        #expect(strict.status == 65)
        #expect(strict.errors.contains("items.csv, line 2, column unit_cost"), "\(strict.errors)")
    }

    @Test func littleToGoBy() async throws {
        let one = try await plan("date,item,quantity\n2024-01-01,a,3\n")
        #expect(one.outcome.status == 0, "\(one.outcome.errors)")
        #expect(try one.shop.table("recommendations.csv")["status"] == ["check"])
        #expect(one.outcome.output.contains("value unknown: no item has a unit cost"))
        let zeros = try await plan("date,item,quantity\n2024-01-01,a,0\n2024-02-01,a,0\n")
        #expect(zeros.outcome.status == 0, "\(zeros.outcome.errors)")
        let row = try zeros.shop.table("recommendations.csv").rows.first.unwrapped("a row")
        #expect(row["order_up_to"] == "0" && row["order_now"] == "0" && row["demand_mean"] == "0")
        #expect(row["reason"]?.hasPrefix("no demand expected") == true)
    }

    @Test func leadTimeOfZero() async throws {
        let periodic = try await plan(header + good, items: "item,unit_cost,lead_time_days\na,1,0\n")
        #expect(periodic.outcome.status == 0)
        #expect(try periodic.shop.table("recommendations.csv").rows.first?["protection_days"] == "7")
        let both = try await plan(header + good, items: "item,unit_cost,lead_time_days,review_period_days\na,1,0,0\n")
        #expect(both.outcome.status == 0, "\(both.outcome.errors)")
        let row = try both.shop.table("recommendations.csv").rows.first.unwrapped("a row")
        #expect(row["policy"] == "rQ" && row["protection_days"] == "0" && row["expected_backorders"] == "0")
    }

    @Test func itemsThatCannotBeUsed() async throws {
        let (shop, outcome) = try await plan(header + good, items: "item,unit_cost,lead_time_days\na,-1,7\na,3,3\n,1,2\nb,x,7\n")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let quarantine = try shop.table("quarantine.csv")
        #expect(quarantine["line"] == ["2", "3", "4", "5"])
        #expect(quarantine["code"] == ["bad_number", "duplicate_key", "missing_item", "bad_number"])
        for (items, message) in [
            ("", "items.csv is empty"), ("sku_code,unit_cost\na,1\n", "items.csv has no column for item"),
        ] {
            let (_, outcome) = try await plan(header + good, items: items)
            #expect(outcome.status == 65)
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
        }
    }

    /// An item whose terms contradict each other fails alone: status 1, and the others are planned.
    @Test func oneItemFailsAlone() async throws {
        let (shop, outcome) = try await plan(
            header + good + "2024-03-01,b,2,2\n",
            items: "item,minimum_order_quantity,maximum_order_quantity\nb,100,50\n")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("twobin: warning: b: minimum_order_quantity 100"), "\(outcome.errors)")
        #expect(try shop.table("recommendations.csv")["status"] == ["ok", "failed"])
    }
}
