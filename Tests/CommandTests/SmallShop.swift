/// An invented shop of six items in a temporary directory: 30 weeks of sales with prices, an items table, a plan file.
///
/// `0012` sells daily, `mug` comes in sixes, `teapot` sells seldom at a long lead time, `candle` is at another location, `brush` is
/// not in the items table, and `new` has no sales.
struct SmallShop: Sendable {
    let directory: TemporaryDirectory
    var path: String { directory.path }

    static let items = """
        item,location,supplier,unit_cost,lead_time_days,lead_time_sd_days,review_period_days,order_multiple,minimum_order_quantity,on_hand,on_order,backordered
        0012,main,alder,1.25,14,,7,,,40,20,0
        mug,main,alder,2,21,4,7,6,12,10,,
        teapot,main,birch,9.5,60,10,0,,,3,,1
        candle,north,birch,0.4,7,,7,,,100,,
        new,main,birch,3,14,,7,,,,,

        """

    static let plan = """
        [sales]
        path = "sales.csv"

        [items]
        path = "items.csv"

        [defaults]
        lead_time_days = 10
        unit_cost_share_of_price = 0.5

        """

    /// Writes the tables; anything given replaces the usual text.
    init(sales: String? = SmallShop.sales(), items: String? = SmallShop.items, plan: String = SmallShop.plan) throws {
        directory = try TemporaryDirectory()
        if let sales { try directory.write(sales, to: "sales.csv") }
        if let items { try directory.write(items, to: "items.csv") }
        try directory.write(plan, to: "plan.toml")
    }

    func run(_ arguments: String..., environment: [String: String] = [:], input: String? = nil) async throws -> Outcome {
        try await TwobinProcess.run(arguments, in: path, environment: environment, input: input)
    }

    func run(_ arguments: [String]) async throws -> Outcome { try await TwobinProcess.run(arguments, in: path, environment: [:], input: nil) }

    /// A file of the output directory.
    func output(_ name: String) throws -> String { try directory.text("out/" + name).unwrapped("out/\(name) was not written") }

    func table(_ name: String) throws -> TableText { TableText(try output(name)) }

    static let header = "date,item,location,quantity,price\n"

    /// Rows from a linear congruential generator: the same on every machine.
    static func sales(weeks: Int = 30) -> String {
        let goods: [(item: String, location: String, most: UInt64, chance: UInt64, price: String)] = [
            ("0012", "main", 6, 90, "2.5"), ("mug", "main", 4, 70, "4"), ("teapot", "main", 2, 12, "19.5"),
            ("candle", "north", 12, 95, "1.2"), ("brush", "main", 2, 20, "7"),
        ]
        var state: UInt64 = 2_010
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        var text = header
        for day in 0..<(7 * weeks) {
            let date = dateText(day)
            for one in goods where next(100) < one.chance {
                text += "\(date),\(one.item),\(one.location),\(1 + next(one.most)),\(one.price)\n"
            }
        }
        return text
    }

    /// ISO date, days after Monday, 1 January 2024; counted in months, independent of the calendar under test.
    static func dateText(_ day: Int) -> String {
        var left = day
        var year = 2024
        while true {
            let lengths = [31, year % 4 == 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for (month, length) in lengths.enumerated() {
                if left < length { return "\(year)-\(padded(month + 1))-\(padded(left + 1))" }
                left -= length
            }
            year += 1
        }
    }

    private static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

/// What was expected and is not there.
struct Absent: Error, CustomStringConvertible {
    var description: String
}

extension Optional {
    func unwrapped(_ what: String) throws -> Wrapped {
        guard let self else { throw Absent(description: what) }
        return self
    }
}
