import CTwobin
import Foundation
import Testing

@testable import TwobinC

/// Parts of a plan through the C interface: what is wrong ends with a status and a message.
@Suite struct PartCallTests {
    private static func planFile(_ objective: String = "kind = \"fill_rate\"\nfill_rate = 0.9") throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var sales = "date,item,quantity\n"
        for day in 0..<200 { for item in 0..<6 { sales += "2024-\(day / 28 + 1 < 10 ? "0" : "")\(day / 28 + 1)-\(day % 28 < 9 ? "0" : "")\(day % 28 + 1),i\(item),\((day + item) % 4)\n" } }
        try Data(sales.utf8).write(to: folder.appendingPathComponent("sales.csv"))
        try Data("item,unit_cost\ni0,2\ni1,3\ni2,1\ni3,4\ni4,2\ni5,5\n".utf8).write(to: folder.appendingPathComponent("items.csv"))
        let plan = folder.appendingPathComponent("plan.toml")
        try Data("[sales]\npath = \"sales.csv\"\n[items]\npath = \"items.csv\"\n[series]\nlearn_from = 100\n[objective]\n\(objective)\n".utf8).write(to: plan)
        return plan.path
    }

    private static func bytes(_ text: OpaquePointer?) -> [UInt8] {
        var length: Int64 = 0
        guard let pointer = textBytes(text, &length) else { return [] }
        defer { textFree(text) }
        return UnsafeBufferPointer(start: pointer, count: Int(length)).map { UInt8(bitPattern: $0) }
    }

    private static func learnt(_ plan: String) throws -> [UInt8] {
        var facts: OpaquePointer?
        #expect(panelLearn(plan, nil, "2024-01-01", "2024-08-04", 6, nil, &facts) == 0)
        return bytes(facts)
    }

    @Test func aBudgetIsSearchedAndFinished() throws {
        let plan = try Self.planFile("kind = \"budget\"\naverage_inventory_value = 60"), facts = try Self.learnt(plan)
        var part: OpaquePointer?, packed: OpaquePointer?, again: OpaquePointer?
        #expect(partMake(plan, facts, Int64(facts.count), nil, &part) == 0)
        #expect(partPack(part, &packed) == 0)
        let kept = Self.bytes(packed)
        #expect(partUnpack(plan, kept, Int64(kept.count), nil, &again) == 0)
        partFree(part)
        var text: OpaquePointer?
        #expect(searchBegin(plan, &text) == 0)
        var search = Self.bytes(text), outcome: [UInt8] = []
        for _ in 0..<40 where outcome.isEmpty {
            let state = try #require(try JSONSerialization.jsonObject(with: Data(search)) as? [String: Any])
            if let found = state["outcome"] {
                outcome = Array(try JSONSerialization.data(withJSONObject: found))
                continue
            }
            let question = Array(try JSONSerialization.data(withJSONObject: try #require(state["question"])))
            #expect(partAnswer(again, question, Int64(question.count), nil, &text) == 0)
            let answer = Self.bytes(text)
            answer.withUnsafeBufferPointer { answer in
                var pointers = [answer.baseAddress], lengths = [Int64(answer.count)]
                #expect(searchNext(search, Int64(search.count), &pointers, &lengths, 1, &text) == 0)
            }
            search = Self.bytes(text)
        }
        #expect(!outcome.isEmpty)
        var run: OpaquePointer?
        #expect(partFinish(again, outcome, Int64(outcome.count), nil, &run) == 0)
        planFree(run)
        // A part of a plan under a budget has no levels of its own.
        #expect(partFinish(again, nil, 0, nil, &run) == CallStatus.unusableInput)
        partFree(again)
        partFree(nil)
    }

    @Test func whatIsWrongIsSaid() throws {
        let plan = try Self.planFile(), facts = try Self.learnt(plan)
        var part: OpaquePointer?, text: OpaquePointer?
        let broken = Array("{\"facts\":1}".utf8)
        #expect(partMake(plan, broken, Int64(broken.count), nil, &part) == CallStatus.unusableInput)
        #expect(partMake(plan, nil, 0, nil, &part) == CallStatus.wrongUsage)
        #expect(partMake(nil, facts, Int64(facts.count), nil, &part) == CallStatus.wrongUsage)
        let other = Array(String(decoding: facts, as: UTF8.self).replacing(/"version":"[^"]*"/, with: "\"version\":\"0.0.1\"").utf8)
        #expect(partMake(plan, other, Int64(other.count), nil, &part) == CallStatus.unusableInput)
        #expect(String(cString: tb_message()).contains("install one version everywhere"))
        #expect(partUnpack(plan, broken, Int64(broken.count), nil, &part) == CallStatus.unusableInput)
        #expect(partAnswer(nil, broken, Int64(broken.count), nil, &text) == CallStatus.wrongUsage)
        #expect(panelLearn(plan, nil, "yesterday", "2024-08-04", 6, nil, &text) == CallStatus.wrongUsage)
        #expect(panelLearn(plan, nil, nil, "2024-08-04", 6, nil, &text) == CallStatus.wrongUsage)
        #expect(panelLearn(plan, nil, "2024-01-01", "2024-08-04", 0, nil, &text) == CallStatus.wrongUsage)
        #expect(searchNext(broken, Int64(broken.count), nil, nil, 0, &text) == CallStatus.wrongUsage)
        // Items that find their levels by themselves need no search.
        #expect(searchBegin(plan, &text) == 0)
        #expect(text == nil)
        for length in [0, 7, 8, 9, 200] {
            var cut = Array(facts.prefix(length))
            cut += [UInt8](repeating: 0xFF, count: length)
            #expect(partUnpack(plan, cut, Int64(cut.count), nil, &part) != 0)
        }
        #expect(part == nil)
    }
}
