import Foundation
import Testing

/// `twobin plan --shard` and `--items`: parts of a plan.
@Suite struct PlanPartCommandTests {
    /// The small shop under an objective that each item meets alone (the default), and under one budget.
    @Test(arguments: ["", "[objective]\nkind = \"budget\"\naverage_inventory_value = 60\n"])
    func partsSayWhatTheWholePlanSays(objective: String) async throws {
        let shop = try SmallShop(plan: SmallShop.plan + objective)
        let whole = try await shop.run("plan", "plan.toml")
        #expect(whole.status == 0, "\(whole.errors)")
        func rows(_ folder: String, _ name: String) throws -> [String] {
            try String(contentsOfFile: shop.path + "/\(folder)/\(name)", encoding: .utf8).split(separator: "\n").dropFirst().map(String.init)
        }
        var found: [String: [String]] = [:]
        for number in 1...3 {
            let outcome = try await shop.run("plan", "plan.toml", "--shard", "\(number)/3", "--out", "part-\(number)")
            // A shard of six items may be empty, which is said.
            if outcome.status == 65 {
                #expect(outcome.errors.contains("nothing to plan in shard \(number) of 3"))
                continue
            }
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("note: a part of the plan: "))
            for name in ["recommendations.csv", "forecasts.csv", "availability.csv"] { found[name, default: []] += try rows("part-\(number)", name) }
        }
        for (name, lines) in found { #expect(lines.sorted() == (try rows("out", name)).sorted(), "\(name)") }
        #expect(found["recommendations.csv"]?.count == 6)

        try shop.directory.write("mug\ncandle@north\r\n0012\n", to: "some.txt")
        let some = try await shop.run("plan", "plan.toml", "--items", "some.txt", "--out", "some")
        #expect(some.status == 0, "\(some.errors)")
        let wanted = try rows("out", "recommendations.csv").filter { $0.hasPrefix("0012,") || $0.hasPrefix("candle,") || $0.hasPrefix("mug,") }
        #expect(try rows("some", "recommendations.csv") == wanted)
        // The part is a run of its own, and the whole plan's files are as they were.
        let explained = try await shop.run("explain", "latest", "mug", "--store", "some")
        #expect(explained.status == 0)
        #expect(try rows("out", "recommendations.csv").count == 6)
    }

    @Test func partsThatAreNoneAreSaid() async throws {
        let shop = try SmallShop()
        try shop.directory.write("mug\ncandle\n", to: "some.txt")
        for (arguments, status, text) in [
            (["--shard", "3/2", "--out", "o"], 64, "3/2"), (["--shard", "0/2", "--out", "o"], 64, "0/2"), (["--shard", "half", "--out", "o"], 64, "such as 3/16"),
            (["--shard", "1/2"], 64, "--out"), (["--items", "some.txt"], 64, "--out"), (["--items", "some.txt", "--shard", "1/2", "--out", "o"], 64, "give one"),
            (["--items", "none.txt", "--out", "o"], 65, "no such list of items"), (["--items", "some.txt", "--out", "o"], 65, "1 name that neither the sales nor the items table has: candle"),
        ] {
            let outcome = try await TwobinProcess.run(["plan", "plan.toml"] + arguments, in: shop.path)
            #expect(outcome.status == Int32(status) && outcome.errors.contains(text), "\(arguments): \(outcome.status) \(outcome.errors)")
        }
        #expect(!shop.directory.names(in: ".").contains("out"))
    }
}
