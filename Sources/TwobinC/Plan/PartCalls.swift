import CTwobin
import DemandModel
import Foundation
import PlanEngine
import PlanReading
import PlanStore
import ReorderPolicies
import SalesIngestion

/// What a `tb_part` points to.
final class PartHandle {
    let plan: PartialPlan
    /// Made ready by the first question.
    private var assortment: AssortmentPart?

    init(_ plan: PartialPlan) { self.plan = plan }

    func answer(_ question: BudgetQuestion, threads: Int) throws -> BudgetAnswer {
        let ready = try assortment ?? planning { try plan.assortment(threads: threads) }
        assortment = ready
        return ready.answer(question)
    }
}

/// What is learnt of a panel, as it is sent to those who plan its parts.
struct LearntPanel: Codable {
    var version: String
    var span: PanelSpan
    var asOf: CalendarDay
    var facts: PanelFacts
}

/// Texts of values that go from one machine to another.
enum SentText {
    static func encode(_ value: some Encodable) throws -> [UInt8] { Array(try encoder().encode(value)) }

    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8], of argument: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch {
            throw CallFailure.input("\(argument) is not what another call of this version has given: \(error)")
        }
    }

    private static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }
}

private func bytes(_ pointer: UnsafePointer<UInt8>?, _ length: Int64, of argument: String) throws -> [UInt8] {
    guard let pointer, length > 0 else { throw CallFailure.usage("\(argument) is NULL or empty") }
    return Array(UnsafeBufferPointer(start: pointer, count: Int(length)))
}

/// A plan file whose tables hold some items only.
private func partialSetup(_ planFile: UnsafePointer<CChar>?) throws -> PlanSetup {
    guard let path = try text(planFile, of: "plan_file") else { throw CallFailure.usage("plan_file is NULL") }
    var setup = try PlanSetup(planFile: path, environment: [:])
    // Of some items it is not seen what is sold elsewhere.
    setup.configuration.unseenStock = .warn
    return setup
}

@_cdecl("tb_panel_learn")
public func panelLearn(
    _ planFile: UnsafePointer<CChar>?, _ asOf: UnsafePointer<CChar>?, _ firstDay: UnsafePointer<CChar>?, _ lastDay: UnsafePointer<CChar>?, _ items: Int64,
    _ call: UnsafePointer<tb_call>?, _ facts: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    answer {
        guard let facts else { throw CallFailure.usage("facts is NULL") }
        facts.pointee = nil
        let conditions = try CallConditions(call)
        var setup = try partialSetup(planFile)
        func day(_ pointer: UnsafePointer<CChar>?, _ name: String) throws -> CalendarDay? {
            guard let word = try text(pointer, of: name) else { return nil }
            guard let day = CalendarDay(iso: word) else { throw CallFailure.usage("\(name): \"\(word)\" is no day; write YYYY-MM-DD") }
            return day
        }
        guard let first = try day(firstDay, "first_day") else { throw CallFailure.usage("first_day is NULL") }
        guard let last = try day(lastDay, "last_day") else { throw CallFailure.usage("last_day is NULL") }
        guard items > 0 else { throw CallFailure.usage("items: how many different items the panel has, 1 or more") }
        let asked = try day(asOf, "as_of") ?? setup.configuration.asOf
        try conditions.prepare()
        conditions.tell("reading", done: 0, total: 0)
        // The day after the last is only known once it is known what a row speaks of.
        setup.configuration.asOf = asked ?? last.advanced(by: 1)
        var span = PanelSpan(firstDay: first)
        var reading = try readPlanInput(setup, threads: conditions.threads, version: twobinVersion, span: span)
        span.granularity = reading.granularity
        span.weeksPerTotal = reading.weeksPerTotal
        let planned = asked ?? span.dayAfter(last)
        if planned != reading.input.asOf {
            setup.configuration.asOf = planned
            reading = try readPlanInput(setup, threads: conditions.threads, version: twobinVersion, span: span)
        }
        try conditions.throwIfStopped()
        let learnt = try planning {
            try learnPanel(
                reading.input, configuration: setup.configuration, panelItems: Int(items), options: conditions.planOptions, progress: conditions.planProgress)
        }
        facts.pointee = newHandle(TextHandle(bytes: try SentText.encode(LearntPanel(version: twobinVersion, span: span, asOf: planned, facts: learnt))))
        return CallStatus.done
    }
}

@_cdecl("tb_part_make")
public func partMake(
    _ planFile: UnsafePointer<CChar>?, _ facts: UnsafePointer<UInt8>?, _ length: Int64, _ call: UnsafePointer<tb_call>?,
    _ part: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    answer {
        guard let part else { throw CallFailure.usage("part is NULL") }
        part.pointee = nil
        let conditions = try CallConditions(call)
        var setup = try partialSetup(planFile)
        let learnt = try SentText.decode(LearntPanel.self, try bytes(facts, length, of: "facts"), of: "facts")
        guard learnt.version == twobinVersion, learnt.facts.version == PanelFacts.currentVersion else {
            throw CallFailure.input("the panel was learnt by twobin \(learnt.version), and this is \(twobinVersion): install one version everywhere")
        }
        setup.configuration.asOf = learnt.asOf
        try conditions.prepare()
        var reading = try readPlanInput(setup, threads: conditions.threads, version: twobinVersion, span: learnt.span)
        reading.nameFilesAsThePlanFile(in: setup.paths.planDirectory)
        try conditions.throwIfStopped()
        let plan = try planning {
            try PartialPlan(
                reading.input, configuration: setup.configuration, facts: learnt.facts, options: conditions.planOptions, progress: conditions.planProgress)
        }
        part.pointee = newHandle(PartHandle(plan))
        return CallStatus.done
    }
}

@_cdecl("tb_part_pack")
public func partPack(_ part: OpaquePointer?, _ packed: UnsafeMutablePointer<OpaquePointer?>?) -> Int32 {
    answer {
        guard let packed else { throw CallFailure.usage("packed is NULL") }
        packed.pointee = nil
        let plan = try handle(part, as: PartHandle.self, "part").plan
        let frame = try SentText.encode(plan.frame)
        var all = withUnsafeBytes(of: UInt64(frame.count).littleEndian) { Array($0) }
        all += frame
        all += try PackedItems.pack(plan.items)
        packed.pointee = newHandle(TextHandle(bytes: all))
        return CallStatus.done
    }
}

@_cdecl("tb_part_unpack")
public func partUnpack(
    _ planFile: UnsafePointer<CChar>?, _ packed: UnsafePointer<UInt8>?, _ length: Int64, _ call: UnsafePointer<tb_call>?,
    _ part: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    answer {
        guard let part else { throw CallFailure.usage("part is NULL") }
        part.pointee = nil
        try CallConditions(call).prepare()
        let setup = try partialSetup(planFile)
        let all = try bytes(packed, length, of: "packed")
        var count: UInt64 = 0
        for (index, byte) in all.prefix(8).enumerated() { count |= UInt64(byte) << UInt64(8 * index) }
        guard all.count > 8, count <= UInt64(all.count - 8) else { throw CallFailure.input("packed is not what tb_part_pack has given") }
        let frame = try SentText.decode(PartialPlan.Frame.self, Array(all[8..<(8 + Int(count))]), of: "packed")
        let items: [PlannedItem]
        do {
            items = try PackedItems.unpack(Array(all[(8 + Int(count))...]))
        } catch {
            throw CallFailure.input("packed is not what tb_part_pack of this version has given: \(error)")
        }
        var configuration = setup.configuration
        configuration.asOf = frame.asOf
        part.pointee = newHandle(PartHandle(PartialPlan(items: items, frame: frame, configuration: configuration)))
        return CallStatus.done
    }
}

@_cdecl("tb_part_answer")
public func partAnswer(
    _ part: OpaquePointer?, _ search: UnsafePointer<UInt8>?, _ length: Int64, _ call: UnsafePointer<tb_call>?, _ result: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    answer {
        guard let result else { throw CallFailure.usage("answer is NULL") }
        result.pointee = nil
        let part = try handle(part, as: PartHandle.self, "part")
        let conditions = try CallConditions(call)
        let question = try SentText.decode(BudgetQuestion.self, try bytes(search, length, of: "question"), of: "question")
        result.pointee = newHandle(TextHandle(bytes: try SentText.encode(try part.answer(question, threads: conditions.threads))))
        return CallStatus.done
    }
}

@_cdecl("tb_part_finish")
public func partFinish(
    _ part: OpaquePointer?, _ outcome: UnsafePointer<UInt8>?, _ length: Int64, _ call: UnsafePointer<tb_call>?, _ plan: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    answer {
        guard let plan else { throw CallFailure.usage("plan is NULL") }
        plan.pointee = nil
        let part = try handle(part, as: PartHandle.self, "part")
        let conditions = try CallConditions(call)
        let found = length > 0 ? try SentText.decode(BudgetOutcome.self, try bytes(outcome, length, of: "outcome"), of: "outcome") : nil
        let run = try planning { try part.plan.finished(found, id: "part", options: conditions.planOptions, progress: conditions.planProgress) }
        plan.pointee = newHandle(PlanHandle(run: run, report: []))
        return run.summary.failedItems > 0 ? CallStatus.someFailed : CallStatus.done
    }
}

@_cdecl("tb_part_free")
public func partFree(_ part: OpaquePointer?) {
    if let part { Unmanaged<PartHandle>.fromOpaque(UnsafeRawPointer(part)).release() }
}
