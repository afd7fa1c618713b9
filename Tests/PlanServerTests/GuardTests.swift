import Foundation
import Testing
@testable import PlanServer

@Suite struct GuardTests {
    let local = RequestGuard(admission: .loopback, hosts: ["127.0.0.1:8380", "localhost:8380"])

    @Test func everyAnswerKeepsThePageToItself() async throws {
        let shop = try ServedShop()
        defer { shop.remove() }
        let page = try shop.page()
        for path in ["/", "/needs.json", "/nothing"] {
            let answer = await page.answer(.get(path))
            let policy = try #require(answer.header("Content-Security-Policy"))
            #expect(policy.contains("default-src 'self'"))
            #expect(!policy.contains("unsafe"))
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("Access-Control-Allow-Origin") == nil)
        }
    }

    @Test func anotherHostNameIsNotAnswered() {
        #expect(local.refusal(.get("/needs.json", headers: ["host": "evil.example:8380"]))?.status == 421)
        #expect(local.refusal(PageRequest(path: "/needs.json"))?.status == 421)
        #expect(local.refusal(.get("/needs.json", headers: ["host": "LOCALHOST:8380"])) == nil)
    }

    @Test func anotherSiteCannotAskOrChange() throws {
        #expect(local.refusal(try .post("/save.json", [:], headers: ["origin": "http://evil.example"]))?.status == 403)
        #expect(local.refusal(try .post("/save.json", [:], headers: ["origin": "null"]))?.status == 403)
        #expect(local.refusal(try .post("/save.json", [:], headers: ["sec-fetch-site": "cross-site"]))?.status == 403)
        #expect(local.refusal(try .post("/save.json", [:], headers: ["content-type": "text/plain"]))?.status == 415)
        #expect(local.refusal(.get("/needs.json", headers: ["sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"]))?.status == 403)
        #expect(local.refusal(.get("/", headers: ["sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"])) == nil)
        #expect(local.refusal(try .post("/save.json", [:])) == nil)
        #expect(local.refusal(PageRequest(method: "PUT", path: "/", headers: ["host": "127.0.0.1:8380"]))?.status == 405)
    }

    @Test func tokenIsAskedFor() throws {
        let gate = RequestGuard(admission: .token("correct-horse-battery"), hosts: ["127.0.0.1:8380"])
        #expect(gate.refusal(.get("/")) == nil, "the page itself shows the sign-in")
        #expect(gate.refusal(.get("/needs.json"))?.status == 401)
        for path in ["/orders.csv", "/orders.html", "/plan.xlsx", "/export.csv", "/anything"] { #expect(gate.refusal(.get(path))?.status == 401, "\(path)") }
        for path in ["/app.js", "/style.css", "/charts.css", "/icon.svg", "/orders"] { #expect(gate.refusal(.get(path)) == nil, "\(path)") }
        #expect(gate.refusal(.get("/needs.json", headers: ["authorization": "Bearer correct-horse-battery"])) == nil)
        #expect(gate.refusal(.get("/needs.json", headers: ["authorization": "Bearer correct-horse-batterx"]))?.status == 401)
        #expect(gate.refusal(.get("/needs.json", headers: ["cookie": "a=b; twobin_session=correct-horse-battery"])) == nil)
        #expect(gate.refusal(try .post("/save.json", [:]))?.status == 401)
        #expect(gate.session("wrong").status == 401)
        let cookie = try #require(gate.session("correct-horse-battery").header("Set-Cookie"))
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
    }

    @Test func onlyTheProxyIsBelieved() {
        let gate = RequestGuard(admission: .header(name: "X-Forwarded-User", proxy: "10.0.0.5"), hosts: ["127.0.0.1:8380"])
        var request = PageRequest.get("/needs.json", headers: ["x-forwarded-user": "ada"])
        #expect(gate.refusal(request)?.status == 401)
        request.peer = "10.0.0.5"
        #expect(gate.refusal(request) == nil)
        #expect(gate.author(request) == "ada")
        request.headers["x-forwarded-user"] = nil
        #expect(gate.refusal(request)?.status == 401)
    }

    @Test func readOnlyChangesNothing() throws {
        let gate = RequestGuard(admission: .loopback, hosts: ["127.0.0.1:8380"], isReadOnly: true)
        #expect(gate.refusal(try .post("/save.json", [:]))?.status == 403)
        #expect(gate.refusal(.get("/whatif.json")) == nil)
    }

    @Test func bodiesAreBounded() throws {
        var request = try PageRequest.post("/save.json", [:])
        request.body = Array(repeating: 0x20, count: RequestGuard.longestBody + 1)
        #expect(local.refusal(request)?.status == 413)
    }

    @Test func commandLinesAreQuotedForAShell() {
        #expect(PlanPage.shellQuoted("lead_time=+20%") == "lead_time=+20%")
        #expect(PlanPage.shellQuoted("a b.on_hand=1") == "'a b.on_hand=1'")
        #expect(PlanPage.shellQuoted("it's;rm -rf") == "'it'\\''s;rm -rf'")
        #expect(PlanPage.shellQuoted("") == "''")
    }
}
