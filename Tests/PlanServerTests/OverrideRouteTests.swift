import DemandModel
import Foundation
import PlanStore
import Testing
@testable import PlanServer

@Suite struct OverrideRouteTests {
    @Test func overrideIsPricedKeptRecordedAndEnded() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        let price = try await page.answer(.get("/price.json", [("item", "mug"), ("order_up_to", "60")])).document()
        #expect((price["cost"] as? [String: Any])?["kept_order_up_to"] as? Double == 60)
        let kept = await page.answer(try .post("/override.json", [
            "item": "mug", "order_up_to": "60", "reason": "trade fair", "expires_on": "2024-02-01", "author": "ada",
        ]))
        #expect(kept.status == 200)
        let document = try await page.answer(.get("/overrides.json")).document()
        let override = try #require((document["overrides"] as? [[String: Any]])?.first)
        #expect(override["unique_id"] as? String == "mug")
        #expect(override["expires_on"] as? String == "2024-02-01")
        #expect(override["holds"] as? Bool == true)
        let audit = try #require(document["audit"] as? [[String: String]])
        #expect(audit.map { $0["author"] } == ["ada"])
        #expect(audit[0]["details"]?.contains("trade fair") == true)
        let number = try #require(override["number"] as? Int)
        #expect(await page.answer(try .post("/override-end.json", ["number": number, "author": "bob"])).status == 200)
        let after = try await page.answer(.get("/overrides.json")).document()
        #expect((after["overrides"] as? [[String: Any]])?.first?["holds"] as? Bool == false)
        #expect((after["audit"] as? [[String: String]])?.map { $0["action"] } == ["override ended", "override"])
    }

    /// An override whose last day is before the planning day needs a planner until it is set anew or ended.
    @Test func anExpiredOverrideNeedsAPlanner() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let item = ItemLocation(item: "mug")
        let own = try #require(shop.run.items.first { $0.key == item }?.recommendation.policy?.orderUpTo)
        _ = try RunStore(path: shop.storePath, access: .write).save(LevelOverride(
            key: item, orderUpTo: own + 12, reason: "fair", author: "ada", madeAt: "2023-12-01T00:00:00Z", expiresOn: CalendarDay(iso: "2023-12-31")))
        let page = try shop.page()
        func expired() async throws -> [String: Any] {
            let document = try await page.answer(.get("/needs.json")).document()
            return try #require((document["attention"] as? [[String: Any]])?.first { $0["kind"] as? String == "expired" })
        }
        func flags() async throws -> [Int] {
            let columns = try #require(try await page.answer(.get("/items.json")).document()["columns"] as? [String: Any])
            return try #require(columns["attention"] as? [Int]).map { $0 >> 7 & 1 }
        }
        let found = try await expired()
        #expect(found["count"] as? Int == 1)
        #expect(found["units"] as? Double == 12)
        #expect((found["causes"] as? [String])?.first?.contains("fair (ada, until 2023-12-31); the plan chooses S") == true)
        #expect(try await flags() == shop.run.items.map { $0.key == item ? 1 : 0 })
        let tag = await page.answer(.get("/needs.json")).header("ETag")
        #expect(await page.answer(try .post("/override.json", ["item": "mug", "order_up_to": "60", "reason": "again", "author": "ada"])).status == 200)
        #expect(try await expired()["count"] as? Int == 0)
        #expect(try await flags().allSatisfy { $0 == 0 })
        #expect(await page.answer(.get("/needs.json")).header("ETag") != tag)
    }

    @Test func aSecondOverrideEndsTheFirst() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        for level in ["60", "70"] {
            #expect(await page.answer(try .post("/override.json", ["item": "mug", "order_up_to": level, "reason": "x", "author": "ada"])).status == 200)
        }
        let stored = try RunStore(path: shop.storePath, access: .read).overrides()
        #expect(stored.map { $0.endedAt == nil } == [false, true])
    }

    @Test(arguments: [
        ["item": "mug", "order_up_to": "60", "author": "ada"],
        ["item": "mug", "order_up_to": "60", "reason": "  ", "author": "ada"],
        ["item": "mug", "order_up_to": "60", "reason": "x"],
        ["item": "mug", "order_up_to": "-1", "reason": "x", "author": "ada"],
        ["item": "mug", "order_up_to": "nan", "reason": "x", "author": "ada"],
        ["item": "mug", "reason": "x", "author": "ada"],
        ["item": "mug", "order_up_to": "10", "reorder_point": "20", "reason": "x", "author": "ada"],
        ["item": "mug", "order_up_to": "60", "reason": "x", "author": "ada", "expires_on": "2024-02-30"],
        ["item": "mug", "order_up_to": "60", "reason": "x", "author": "ada", "expires_on": "2023-02-01"],
    ]) func badOverridesAreRefused(body: [String: String]) async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        #expect(await page.answer(try .post("/override.json", body)).status == 422)
        #expect(try RunStore(path: shop.storePath, access: .read).overrides().isEmpty)
    }

    @Test func theProxyNamesTheAuthor() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page(RequestGuard(admission: .header(name: "X-Forwarded-User", proxy: "127.0.0.1"), hosts: ["127.0.0.1:8380"]))
        let answer = await page.answer(try .post(
            "/override.json", ["item": "mug", "order_up_to": "60", "reason": "x", "author": "mallory"], headers: ["x-forwarded-user": "ada"]))
        #expect(answer.status == 200)
        #expect(try RunStore(path: shop.storePath, access: .read).overrides().map(\.author) == ["ada"])
    }
}
