import DemandModel
import Foundation
import PlanCharts
import PlanEngine
import PlanStore
import Testing
@testable import PlanServer

@Suite struct RouteTests {
    /// Readers who come while a run is opened get the one that is being opened.
    @Test func aRunIsOpenedOnce() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        let runs = try await withThrowingTaskGroup(of: OpenRun.self) { group in
            for _ in 0..<8 { group.addTask { try page.open(nil) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(runs.count == 8 && runs.allSatisfy { $0 === runs[0] })
    }

    @Test func firstViewCountsWhatNeedsAPlanner() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let answer = try await shop.page().answer(.get("/needs.json"))
        let document = try answer.document()
        #expect(answer.status == 200)
        #expect((document["run"] as? [String: Any])?["id"] as? String == "plan-1")
        let kinds = try #require(document["attention"] as? [[String: Any]])
        #expect(kinds.map { $0["kind"] as? String } == AttentionKind.allCases.map(\.rawValue))
        let waiting = try #require(kinds.first)
        #expect(waiting["count"] as? Int == 1)
        #expect(waiting["units"] as? Double == 4)
        #expect(waiting["money"] as? Double == 8)
        let orders = try #require(kinds.first { $0["kind"] as? String == "order_now" })
        #expect(orders["count"] as? Int == shop.run.items.count { $0.recommendation.orderNow > 0 })
    }

    /// The plan kept the quantiles 0.5 and 0.9: the bands are those of the demand that its levels are set against.
    @Test func theForecastHasBandsWhateverThePlanKept() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let document = try await shop.page().answer(.get("/item.json", [("item", "tray")])).document()
        #expect(document["has_fan"] as? Bool == false)
        let chart = try #require((document["charts"] as? [[String: Any]])?.first { $0["name"] as? String == "demand" }?["svg"] as? String)
        for share in ["50%", "80%", "95%"] { #expect(chart.contains("\(share) of outcomes")) }
        let item = try #require(shop.run.items.first { $0.key.item == "tray" })
        let fan = try #require(forecastFan(of: item, in: shop.run, probabilities: [0.1, 0.5, 0.9]))
        #expect(fan.count == 3 && fan.allSatisfy { $0.count == item.forecast?.mean.count })
        #expect(zip(fan[0], fan[2]).allSatisfy { $0 < $1 })
        #expect(forecastFan(of: shop.run.items[0], in: shop.run, probabilities: [])?.isEmpty == true)
    }

    /// A reorder point of next to nothing shares the label of the empty shelf; any other has its own.
    @Test func theReorderPointDoesNotLieOnTheEmptyShelf() {
        func labels(_ reorderPoint: Double?, orderUpTo: Double = 30, highest: Double = 6) -> String {
            StockFanChart.chart(
                title: "stock", asOf: ServedShop.asOf, days: [0, 7], mean: [6, 4], bands: [("50%", [6, 3], [highest, 5])], reorderPoint: reorderPoint, orderUpTo: orderUpTo,
                arrival: nil, stockoutProbability: 0.1
            ).svg()
        }
        #expect(labels(0).contains("empty shelf; r is 0<"))
        #expect(labels(12).contains("empty shelf<") && labels(12).contains("r 12<"))
        #expect(labels(29).contains("empty shelf<") && !labels(29).contains("r 29<"), "order-up-to: r is S - 1")
        #expect(labels(nil).contains("empty shelf<"))
        // S is drawn to scale where that leaves the stock to be seen, and named in the title elsewhere.
        #expect(labels(12).contains("stock: far below S 30<") && !labels(12).contains(">S 30<"))
        #expect(labels(12, highest: 20).contains(">S 30<") && !labels(12, highest: 20).contains("far below"))
        #expect(!labels(25).contains("r 25<"), "as far above as S")
    }

    @Test func columnsAreThoseOfTheRun() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let document = try await shop.page().answer(.get("/items.json")).document()
        let columns = try #require(document["columns"] as? [String: Any])
        #expect(document["count"] as? Int == 6)
        #expect(columns["item"] as? [String] == shop.run.items.map(\.key.item))
        #expect(columns["order_up_to"] as? [Double] == shop.run.items.map { $0.recommendation.policy?.orderUpTo ?? -1 })
        // Foundation's reader of JSON is off by a last bit here and there; the text has the shortest decimals that read back.
        let waiting = try #require(columns["expected_backorders"] as? [Double])
        for (shown, item) in zip(waiting, shop.run.items) {
            let own = item.recommendation.performance?.expectedBackorders ?? -1
            #expect((shown - own).magnitude <= 1e-14 * own)
        }
        let suppliers = try #require(columns["supplier"] as? [String: Any])
        #expect(suppliers["values"] as? [String] == ["cedar-trading", "=cmd()"].filter { name in shop.run.items.contains { $0.supply.supplier == name } })
    }

    @Test func aRunIsAskedForOnlyOnce() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        let first = await page.answer(.get("/items.json"))
        let tag = try #require(first.header("ETag"))
        let second = await page.answer(.get("/items.json", headers: ["if-none-match": tag]))
        #expect(second.status == 304)
        #expect(second.body.isEmpty)
    }

    @Test func standingsFromTheStoreAreThoseOfTheItems() throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let stored = try RunStore(path: shop.storePath, access: .read).standings(of: "plan-1")
        #expect(stored == shop.run.items.map { ItemStanding($0) })
    }

    @Test func itemShowsItsChartsAndExplanation() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        let document = try await page.answer(.get("/item.json", [("item", ServedShop.hostile)])).document()
        #expect(document["item"] as? String == ServedShop.hostile)
        let charts = try #require(document["charts"] as? [[String: Any]])
        #expect(charts.map { $0["name"] as? String } == ["demand", "stock", "lead-time-demand"])
        for chart in charts {
            let svg = try #require(chart["svg"] as? String)
            #expect(!svg.contains("<img"), "names are escaped in charts")
            #expect(!svg.contains("<script"))
            #expect(!svg.contains("<style"), "the page allows no style inside")
        }
        let titles = (document["sections"] as? [[String: Any]])?.map { $0["title"] as? String }
        #expect(titles == ["What may come", "Demand", "Forecast", "Supply", "Policy", "Order"])
        #expect(await page.answer(.get("/item.json", [("item", "nothing")])).status == 404)
        #expect(await page.answer(.get("/item.json")).status == 400)
    }

    @Test func scenarioIsThatOfTheCommand() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let changes = ["lead_time=+20%", "budget=500", "mug.on_hand=3"]
        let expected = try planScenario(shop.run, changes: changes.map { try ScenarioChange($0) }, id: "x")
        let page = try shop.page()
        let document = try await page.answer(.get("/whatif.json", changes.map { ("set", $0) } + [("rows", "0,4,99")])).document()
        let totals = try #require(document["totals"] as? [String: [String: Double]])
        for (key, before, after) in [
            ("expected_backorders", shop.run.summary.expectedBackorders, expected.summary.expectedBackorders),
            ("value_to_order", shop.run.summary.valueToOrder, expected.summary.valueToOrder),
        ] {
            #expect(((totals[key]?["before"] ?? .nan) - before).magnitude <= 1e-14 * before)
            #expect(((totals[key]?["after"] ?? .nan) - after).magnitude <= 1e-14 * after)
        }
        let rows = try #require(document["rows"] as? [[String: Any]])
        #expect(rows.map { $0["index"] as? Int } == [0, 4])
        #expect(rows[1]["order_up_to"] as? Double == expected.items[4].recommendation.policy?.orderUpTo)
        #expect(document["command"] as? String == "twobin whatif plan-1 --set lead_time=+20% --set budget=500 --set mug.on_hand=3 --store \(shop.storePath)")
    }

    @Test func badChangesAreAnsweredWithWhatIsWrong() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        let answer = await page.answer(.get("/whatif.json", [("set", "led_time=+20%")]))
        #expect(answer.status == 422)
        #expect(answer.text.contains("did you mean lead_time?"))
        #expect(await page.answer(.get("/whatif.json", [("set", "lead_time=-1000")])).status == 422)
        #expect(await page.answer(.get("/whatif.json", [("set", "nobody.on_hand=1")])).status == 422)
    }

    @Test func savedScenarioIsARunToCompare() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        let saved = try await page.answer(.post("/save.json", ["run": "plan-1", "changes": ["demand=+50%"]])).document()
        let id = try #require(saved["run"] as? String)
        let compared = try await page.answer(.get("/compare.json", [("run", id)])).document()
        #expect((compared["before"] as? [String: Any])?["id"] as? String == "plan-1")
        #expect(compared["changed"] as? Int ?? 0 > 0)
        let runs = try #require(try await page.answer(.get("/runs.json")).document()["runs"] as? [[String: Any]])
        #expect(runs.compactMap { $0["id"] as? String } == [id, "plan-1"])
        // Who opens the page sees the plan; the scenario is there under its name.
        for path in ["/needs.json", "/items.json", "/orders.json", "/curve.json"] {
            #expect(await page.answer(.get(path)).text.contains(id) == false, "\(path) shows a scenario that nobody asked for")
            #expect(await page.answer(.get(path, [("run", id)])).status == 200)
        }
    }

    @Test func ordersAreGroupedBySupplierAndSafeInASpreadsheet() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        let document = try await page.answer(.get("/orders.json")).document()
        let orders = try #require(document["orders"] as? [[String: Any]])
        let ordered = shop.run.items.filter { $0.recommendation.orderNow > 0 }
        #expect(orders.reduce(0) { $0 + (($1["lines"] as? [Any])?.count ?? 0) } == ordered.count)
        let file = await page.answer(.get("/orders.csv"))
        #expect(file.header("Content-Disposition") == "attachment; filename=\"orders-plan-1.csv\"")
        #expect(file.text.hasPrefix("reference,supplier,location,item,"))
        #expect(!file.text.contains("\n=cmd"), "a formula must not run")
    }

    @Test func oneRunHasNothingToBeComparedWithAndIsToldSo() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let answer = try await shop.page().answer(.get("/compare.json"))
        let document = try answer.document()
        #expect(answer.status == 200)
        #expect((document["message"] as? String)?.contains("no other run") == true)
        #expect(document["before"] is NSNull && (document["rows"] as? [Any])?.isEmpty == true)
    }

    @Test func viewsAreOneDocumentAndNothingElseIsFound() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        for path in PlanPage.views { #expect(await page.answer(.get(path)).contentType.hasPrefix("text/html"), "\(path)") }
        for path in ["/nothing", "/../etc/passwd", "/index.htm", "/secret.json", "/%2e%2e/x"] {
            #expect(await page.answer(.get(path)).status == 404, "\(path)")
        }
        #expect(await page.answer(.get("/app.js")).contentType.hasPrefix("text/javascript"))
        #expect(await page.answer(.get("/needs.json", [("run", "nosuch")])).status == 404)
    }
}
