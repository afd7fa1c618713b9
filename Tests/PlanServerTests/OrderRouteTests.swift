import DemandModel
import Foundation
import PlanEngine
import PlanStore
import Testing
@testable import PlanServer

@Suite struct OrderRouteTests {
    /// The order that holds an item, and the item's line.
    private func order(of item: String, _ document: [String: Any]) throws -> (order: [String: Any], line: [String: Any]) {
        let orders = try #require(document["orders"] as? [[String: Any]])
        for order in orders {
            if let line = (order["lines"] as? [[String: Any]])?.first(where: { $0["item"] as? String == item }) { return (order, line) }
        }
        throw CancellationError()
    }

    @Test func aQuantitySetByHandHasItsPriceAndIsWhatIsPlacedAndDownloaded() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        let item = try #require(shop.run.items.first { $0.key.item == "mug" })
        let proposed = item.recommendation.orderNow
        #expect(proposed > 1)
        let more = proposed + 3
        let document = try await page.answer(.get("/orders.json", [("edit", "mug=\(Int(more))")])).document()
        let (order, line) = try order(of: "mug", document)
        #expect(line["units"] as? Double == more && line["proposed_units"] as? Double == proposed)
        let price = orderEditPrice(of: item, in: shop.run, units: more)
        let shown = try #require(line["price"] as? [String: Any])
        #expect(shown["money"] as? Double == price.money)
        #expect(((shown["waiting"] as? Double ?? .nan) - (price.waiting ?? 0)).magnitude < 1e-12)
        #expect(price.waiting ?? 1 < 0, "more units leave fewer waiting")
        let reference = try #require(order["reference"] as? String)

        let approved = await page.answer(try .post("/approve.json", ["references": [reference], "edits": ["mug=\(Int(more))"], "author": "ada"]))
        #expect(approved.status == 200, "\(approved.text)")
        let after = try await page.answer(.get("/orders.json")).document()
        let (placed, placedLine) = try self.order(of: "mug", after)
        #expect(placed["state"] as? String == "placed" && placedLine["units"] as? Double == more)
        // A later edit does not move what is placed.
        let again = try await page.answer(.get("/orders.json", [("edit", "mug=1")])).document()
        #expect(try self.order(of: "mug", again).line["units"] as? Double == more)
        #expect(await page.answer(.get("/orders.csv", [("reference", reference)])).text.contains("mug,,,\(Int(more)),"))
        #expect(await page.answer(.get("/orders.html")).text.contains("placed on 2024-01-01"))
        let stored = try RunStore(path: shop.storePath, access: .read)
        #expect(try stored.approvals().flatMap(\.lines).first { $0.key.item == "mug" }?.units == more)
        let audit = try #require(try stored.auditRows().first)
        #expect(audit.action == "approve" && audit.author == "ada" && audit.subject == reference)
        #expect(audit.details.contains("mug \(Int(more)), set by hand, the plan says \(Int(proposed))"))
    }

    @Test func approvingTwiceChangesNothingAndAnOrderThatWasTakenBackIsPlacedAnew() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        let body: [String: Any] = ["all": true, "author": "ada"]
        let first = try await page.answer(try .post("/approve.json", body)).document()
        let orders = try #require(first["approved"] as? [[String: Any]])
        #expect(!orders.isEmpty && orders.allSatisfy { $0["placed_before"] as? Bool == false })
        let second = try await page.answer(try .post("/approve.json", body)).document()
        #expect((second["approved"] as? [[String: Any]])?.allSatisfy { $0["placed_before"] as? Bool == true } == true)
        #expect(try RunStore(path: shop.storePath, access: .read).auditRows().count == orders.count)
        let reference = try #require(orders.first?["reference"] as? String)
        #expect(await page.answer(try .post("/settle.json", ["reference": reference, "state": "cancelled", "author": "bob"])).status == 200)
        let states = try await page.answer(.get("/orders.json")).document()
        #expect((states["orders"] as? [[String: Any]])?.first { $0["reference"] as? String == reference }?["state"] as? String == "cancelled")
        #expect(await page.answer(try .post("/approve.json", ["references": [reference], "author": "ada"])).status == 200)
        #expect(try RunStore(path: shop.storePath, access: .read).approvals().allSatisfy { $0.state == .placed })
        #expect(await page.answer(try .post("/settle.json", ["reference": "TB-none", "state": "received", "author": "ada"])).status == 404)
        #expect(await page.answer(try .post("/settle.json", ["reference": reference, "state": "lost", "author": "ada"])).status == 422)
    }

    @Test(arguments: ["mug=-1", "mug=nan", "mug", "=4", "nobody=4", "mug=2.5"]) func quantitiesThatCannotBeOrderedAreRefused(edit: String) async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        #expect(await (try shop.page()).answer(.get("/orders.json", [("edit", edit)])).status == 422)
    }

    @Test func everyLineCanBeTakenOut() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        let ordered = shop.run.items.filter { $0.recommendation.orderNow > 0 }
        let none = ordered.map { ("edit", "\($0.key.uniqueID)=0") }
        let document = try await page.answer(.get("/orders.json", none)).document()
        #expect(document["value"] as? Double == 0)
        #expect((document["orders"] as? [[String: Any]])?.allSatisfy { $0["state"] as? String == "left out" } == true)
        #expect(await page.answer(try .post("/approve.json", ["all": true, "edits": none.map(\.1), "author": "ada"])).status == 422)
    }

    @Test func readersOfAReadOnlyPageChangeNothing() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page(RequestGuard(admission: .loopback, hosts: ["127.0.0.1:8380"], isReadOnly: true))
        #expect(await page.answer(try .post("/approve.json", ["all": true, "author": "ada"])).status == 403)
        #expect(await page.answer(try .post("/settle.json", ["reference": "x", "state": "received", "author": "ada"])).status == 403)
        #expect(await page.answer(.get("/orders.csv")).status == 200)
        #expect(try RunStore(path: shop.storePath, access: .read).approvals().isEmpty)
    }

    @Test func workbookAndFilesForOtherSystemsAreThoseOfTheCommand() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        let workbook = await page.answer(.get("/plan.xlsx"))
        #expect(workbook.status == 200 && workbook.body.starts(with: Array("PK".utf8)))
        #expect(await page.answer(.get("/recommendations.csv")).text.hasPrefix("item,name,supplier,location"))
        let missing = await page.answer(.get("/export.json", [("format", "odoo"), ("content", "orders"), ("allow_formula_text", "1")]))
        #expect(missing.status == 422 && missing.text.contains("--odoo-version"))
        // A supplier whose name would be a formula is refused until it is allowed.
        let parts = [("format", "odoo"), ("content", "orders"), ("odoo_version", "18")]
        #expect(await page.answer(.get("/export.json", parts)).text.contains("formula"))
        let allowed = parts + [("allow_formula_text", "1")]
        let listed = try await page.answer(.get("/export.json", allowed)).document()
        let file = try #require((listed["files"] as? [[String: Any]])?.first)
        #expect(file["name"] as? String == "odoo-orders.csv")
        #expect((listed["command"] as? String)?.hasPrefix("twobin export plan-1 --format odoo --content orders --odoo-version 18") == true)
        let bytes = await page.answer(.get("/export.csv", allowed + [("file", "odoo-orders.csv")]))
        #expect(bytes.text.hasPrefix("id,partner_id,date_order,") && bytes.header("Content-Disposition")?.contains("odoo-orders.csv") == true)
        #expect(await page.answer(.get("/export.csv", allowed + [("file", "../x")])).status == 404)
        // Placed orders are not written twice by mistake.
        #expect(await page.answer(try .post("/approve.json", ["all": true, "author": "ada"])).status == 200)
        let twice = await page.answer(.get("/export.json", allowed))
        #expect(twice.status == 422 && twice.text.contains("placed already"))
        #expect(await page.answer(.get("/export.json", allowed + [("again", "1")])).status == 200)
        let rules = try await page.answer(.get("/export.json", [("format", "woocommerce")])).document()
        #expect((rules["left_out_count"] as? Int ?? -1) >= 0 && (rules["files"] as? [Any])?.count == 1)
        #expect(await page.answer(.get("/export.json", [("format", "katana")])).status == 422)
        #expect(await page.answer(.get("/export.json", [("format", "nosuch")])).status == 422)
    }
}
