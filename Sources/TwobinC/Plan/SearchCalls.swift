import CTwobin
import DemandModel
import Foundation
import PlanReading
import ReorderPolicies

/// A search for one budget, as it is sent: what to ask next, or what it has found.
private struct SentSearch: Codable {
    var search: BudgetSearch
    var question: BudgetQuestion?
    var outcome: BudgetOutcome?

    init(_ search: BudgetSearch) {
        self.search = search
        question = search.question
        outcome = search.outcome
    }
}

@_cdecl("tb_search_begin")
public func searchBegin(_ planFile: UnsafePointer<CChar>?, _ search: UnsafeMutablePointer<OpaquePointer?>?) -> Int32 {
    answer {
        guard let search, let path = try text(planFile, of: "plan_file") else { throw CallFailure.usage("plan_file or search is NULL") }
        search.pointee = nil
        let objective = try PlanSetup(planFile: path, environment: [:]).configuration.objective
        // Every item of any other objective finds its level by itself.
        guard objective.kind == .budget else { return CallStatus.done }
        search.pointee = newHandle(TextHandle(bytes: try SentText.encode(SentSearch(BudgetSearch(budget: objective.target, money: objective.money)))))
        return CallStatus.done
    }
}

@_cdecl("tb_search_next")
public func searchNext(
    _ search: UnsafePointer<UInt8>?, _ length: Int64, _ answers: UnsafePointer<UnsafePointer<UInt8>?>?, _ lengths: UnsafePointer<Int64>?, _ count: Int64,
    _ next: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    answer {
        guard let next else { throw CallFailure.usage("next is NULL") }
        next.pointee = nil
        guard let search, length > 0 else { throw CallFailure.usage("search is NULL or empty") }
        guard let answers, let lengths, count > 0 else { throw CallFailure.usage("answers, lengths or their count are missing") }
        var state = try SentText.decode(SentSearch.self, Array(UnsafeBufferPointer(start: search, count: Int(length))), of: "search").search
        let given = try (0..<Int(count)).map { index -> BudgetAnswer in
            guard let answer = answers[index], lengths[index] > 0 else { throw CallFailure.usage("answer \(index + 1) is NULL or empty") }
            return try SentText.decode(BudgetAnswer.self, Array(UnsafeBufferPointer(start: answer, count: Int(lengths[index]))), of: "answer \(index + 1)")
        }
        do throws(PolicyError) {
            try state.take(given)
        } catch {
            throw CallFailure.input("\(error)")
        }
        next.pointee = newHandle(TextHandle(bytes: try SentText.encode(SentSearch(state))))
        return CallStatus.done
    }
}
