import DemandModel
import Foundation
import GRDB

/// What pruning removed, and the size of the store before and after, in bytes.
public struct PruningOutcome: Sendable, Equatable {
    public var plans: Int
    public var scenarios: Int
    public var bytesBefore: Int
    public var bytesAfter: Int
}

extension RunStore {
    /// Removes old plans and the scenarios saved before the oldest plan that stays, then gives the room back to the disk (VACUUM needs as much room as
    /// what stays). Overrides, placed orders and names of scenarios stay.
    ///
    /// - Parameters:
    ///   - keepingPlans: how many of the newest plans stay, at least 1; `nil`: any number.
    ///   - savedBefore: only plans saved before this moment go; the newest plan stays however old it is. `nil`: of any age.
    public func prune(keepingPlans: Int?, savedBefore: Date? = nil) throws(StoreError) -> PruningOutcome {
        let before = fileBytes
        let removed = try StoreError.translating(path) {
            let removed = try database.write { database in
                let plans = try Row.fetchAll(database, sql: "SELECT number, created_at FROM run WHERE kind = 'plan' ORDER BY number DESC")
                var oldestKept: Int64?
                for (index, plan) in plans.enumerated() {
                    let isOld = try savedBefore.map { moment in
                        guard let made = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(plan["created_at"] as String) else {
                            throw StoreError.damaged(path: path, reason: "the run of number \(plan["number"] as Int64) has no date")
                        }
                        return made < moment
                    } ?? true
                    let isBeyond = keepingPlans.map { index >= max(1, $0) } ?? true
                    if index > 0, isOld, isBeyond { break }
                    oldestKept = plan["number"]
                }
                guard let oldestKept else { return (plans: 0, scenarios: 0) }
                let counts = try Row.fetchAll(database, sql: "SELECT kind, count(*) AS n FROM run WHERE number < ? GROUP BY kind", arguments: [oldestKept])
                try database.execute(sql: "DELETE FROM run WHERE number < ?", arguments: [oldestKept])
                func count(_ kind: RunListing.Kind) -> Int {
                    counts.reduce(0) { sum, row in (row["kind"] as String) == kind.rawValue ? sum + (row["n"] as Int) : sum }
                }
                return (plans: count(.plan), scenarios: count(.scenario))
            }
            try database.vacuum()
            return removed
        }
        return PruningOutcome(plans: removed.plans, scenarios: removed.scenarios, bytesBefore: before, bytesAfter: fileBytes)
    }

    private var fileBytes: Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber)?.intValue ?? 0
    }
}
