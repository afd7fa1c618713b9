import DemandModel
import Foundation
import Testing
@testable import PlanServer

@Suite struct WaitingRouteTests {
    @Test func aRunWithoutCustomerOrdersHasNobodyWaiting() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let document = try await shop.page().answer(.get("/waiting.json")).document()
        #expect(document["lines"] as? Int == 0)
    }

    @Test func resultsBesideTheStoreAreShownAsTheyAre() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        try Data("{\"fill_rate\": 0.91}".utf8).write(to: shop.directory.appendingPathComponent("replay.json"))
        try Data("no json".utf8).write(to: shop.directory.appendingPathComponent("backtest-2.json"))
        try Data("{}".utf8).write(to: shop.directory.appendingPathComponent("secret.json"))
        let results = try #require(try await shop.page().answer(.get("/results.json")).document()["results"] as? [[String: Any]])
        #expect(results.map { $0["name"] as? String } == ["backtest-2.json", "replay.json"])
        #expect(results[0]["problem"] != nil)
        #expect((results[1]["document"] as? [String: Any])?["fill_rate"] as? Double == 0.91)
    }
}
