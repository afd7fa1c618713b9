import Foundation
import Testing

/// Nights that take over the last night's forecasts leave what nights that forecast everything leave, byte for byte, and do so only where nothing
/// that a forecast is made from has changed.
@Suite struct IncrementalNightTests {
    /// Two shops with the same rows: one as it comes, one that forecasts everything every night.
    private struct Twins {
        let reusing: SmallShop, full: SmallShop
        var days: Int
        var plan: String
        var items: [String: (leadTime: Int, onHand: Int)] = [:]
        /// What is written in place of the first row.
        var firstRow: String?

        static let files = [
            "recommendations.csv", "forecasts.csv", "level_path.csv", "quarantine.csv", "backorders.csv", "availability.csv", "suppliers.csv", "summary.json",
        ]
        static let plan = """
            [sales]
            path = "sales.csv"
            [items]
            path = "items.csv"
            [series]
            week_start = "monday"
            [objective]
            kind = "budget"
            average_inventory_value = 400
            [calendar]
            path = "calendar.csv"

            """

        init(days: Int) throws {
            self.days = days
            plan = Self.plan
            reusing = try SmallShop(sales: nil, items: nil)
            full = try SmallShop(sales: nil, items: nil)
            for number in 0..<13 { items["G\(10 + number)"] = (7 * (1 + number % 4), number % 5 * 10) }
            items["launched"] = (14, 0)
        }

        /// Rows from a generator whose numbers for a day do not depend on how many days follow.
        private var sales: String {
            var state: UInt64 = 5, text = "date,item,quantity,price,promotion\n"
            for day in 0..<days {
                for number in 0..<13 {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let draw = (state >> 33) % 100
                    let isOffer = number == 3 && day % 50 < 7
                    guard draw < 30 || number == 0 || isOffer else { continue }
                    text += "\(SmallShop.dateText(day)),G\(10 + number),\(1 + draw % 4 + (isOffer ? 3 : 0)),\(isOffer ? 4 : 5 + number),\(isOffer ? 1 : 0)\n"
                }
            }
            guard let firstRow else { return text }
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            lines[1] = firstRow
            return lines.joined(separator: "\n")
        }

        /// Writes the tables of a day for both, plans both, and compares what they left. Returns what the one that reuses said.
        func night(_ what: String) async throws -> Outcome {
            var table = "item,supplier,unit_cost,lead_time_days,review_period_days,on_hand,launch\n"
            for (item, terms) in items.sorted(by: { $0.key < $1.key }) {
                table += "\(item),\(item < "G16" ? "alder" : "birch"),\(3 + item.count),\(terms.leadTime),7,\(terms.onHand),\(item == "launched" ? 1 : 0)\n"
            }
            for shop in [reusing, full] {
                try shop.directory.write(sales, to: "sales.csv")
                try shop.directory.write(table, to: "items.csv")
                try shop.directory.write("date,event\n2024-04-01,fair\n2024-07-22,fair\n2024-10-14,fair\n", to: "calendar.csv")
            }
            try reusing.directory.write(plan.replacing("[items]", with: "incremental = true\n[items]"), to: "plan.toml")
            try full.directory.write(plan + "[output]\nreuse_forecasts = false\n", to: "plan.toml")
            let outcome = try await reusing.run("plan", "plan.toml")
            let reference = try await full.run("plan", "plan.toml")
            #expect(outcome.status == 0 && reference.status == 0, "\(what): \(outcome.errors) \(reference.errors)")
            #expect(!reference.errors.contains("forecasts of run") && !reference.errors.contains("anew"), "\(what)")
            for file in Self.files { #expect(try reusing.output(file) == full.output(file), "\(what): \(file)") }
            return outcome
        }

        mutating func sell() {
            days += 1
            for (number, key) in items.keys.sorted().enumerated() { items[key]?.onHand = (number * 7 + days * 3) % 40 }
        }
    }

    private static let taken = "are used: nothing that they are made from has changed"

    @Test func sevenNightsAndWhatEndsTheirLikeness() async throws {
        // As of a Tuesday; the week ends with the sixth night.
        var shop = try Twins(days: 7 * 40 + 1)
        let first = try await shop.night("the first")
        #expect(!first.errors.contains(Self.taken) && !first.errors.contains("anew"))
        #expect(try shop.reusing.table("recommendations.csv").row("item", "launched")?["status"] == "ok")
        for night in 1...7 {
            shop.sell()
            let outcome = try await shop.night("night \(night)")
            if night == 6 {
                #expect(outcome.errors.contains("everything is forecast anew: a period has ended since last time"), "\(outcome.errors)")
                #expect(!outcome.output.contains(Self.taken))
                #expect(try shop.reusing.output("timings.json").contains("\"forecasts_of\": null"))
            } else {
                #expect(outcome.errors.contains(Self.taken) && outcome.output.contains(Self.taken), "night \(night): \(outcome.errors)")
                #expect(!outcome.errors.contains("calibration"))
                #expect(try shop.reusing.output("timings.json").contains("\"forecasts_of\": \""))
            }
        }
        shop.firstRow = "2024-01-01,G10,9,5,0"
        #expect(try await shop.night("a changed row").errors.contains("anew: demand of periods that were over last time is another one"))
        shop.items["G14"]?.leadTime = 35
        #expect(try await shop.night("a changed term").errors.contains("anew: lead times, review periods, groups"))
        shop.items["G23"] = (7, 4)
        #expect(try await shop.night("a new item").errors.contains("anew: lead times, review periods, groups, launches or the list of items"))
        shop.plan += "[defaults]\nreview_period_days = 14\n"
        #expect(try await shop.night("a changed plan file").errors.contains("anew: the plan file says something else"))
        #expect(try await shop.night("nothing changed").errors.contains(Self.taken))
        // An item of the store that is not what was written: its code, as the store keeps a short text.
        let store = URL(fileURLWithPath: shop.reusing.directory.file("out/twobin.sqlite"))
        var bytes = try Data(contentsOf: store)
        var from = bytes.startIndex
        while let found = bytes.range(of: Data([7, 3] + "G10".utf8), in: from..<bytes.endIndex) {
            bytes[found.upperBound - 1] = UInt8(ascii: "9")
            from = found.upperBound
        }
        #expect(from > bytes.startIndex)
        try bytes.write(to: store)
        let damaged = try await shop.night("a damaged store")
        #expect(damaged.errors.contains("forecasts of the store cannot be used, everything is forecast anew"), "\(damaged.errors)")
        #expect(try await shop.night("the night after").errors.contains(Self.taken))
    }

    /// Weeks that end the day before each planning day are other weeks every night: the run says so, and which key changes it.
    @Test func weeksThatMoveAreTold() async throws {
        let shop = try SmallShop(sales: SmallShop.sales(weeks: 20))
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        let whole = try shop.directory.text("sales.csv").unwrapped("no sales")
        try shop.directory.write(whole + "\(SmallShop.dateText(140)),0012,main,2,2.5\n", to: "sales.csv")
        let second = try await shop.run("plan", "plan.toml")
        #expect(second.status == 0 && second.errors.contains("With week_start = \"monday\" (or another day) under [series]"), "\(second.errors)")
        // The same night again has the same weeks.
        #expect(try await shop.run("plan", "plan.toml").errors.contains(Self.taken))
    }
}
