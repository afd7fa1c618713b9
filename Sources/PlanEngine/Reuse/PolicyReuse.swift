import DemandModel
import ReorderPolicies

/// How a plan takes over the levels of an earlier one whose problems were the same: those of a night on which sales and stock have moved within the week.
struct PolicyReuse: Sendable {
    /// What tells this program from others, this plan file, and the histories of the panel.
    var program: String
    var configuration: String
    var histories: String
    /// The levels that were worked out from what has this digest; `nil`: there are none, or they cannot be trusted.
    var find: @Sendable (String) -> KeptPolicies?

    /// A digest of all that levels are worked out from. Stock stays out of it but for items whose levels it sets.
    func identity(_ problems: [ReplenishmentProblem], withCurve: Bool) -> String {
        var digest = DigestedBytes()
        for part in [program, configuration, histories] { digest.add(part) }
        digest.add(withCurve ? 1 : 0)
        digest.add(problems.count)
        for problem in problems {
            digest.add(problem.key.item)
            digest.add(problem.key.location)
            problem.demand.tell(bytes: { digest.add(bytes: $0) }, numbers: { digest.add($0) })
            digest.add(problem.terms, withStock: problem.terms.stock?.isFixed == true)
            digest.add(problem.weight)
            digest.add(problem.kind?.rawValue)
            digest.add(problem.limits)
            digest.add(problem.budgetPerUnit)
            digest.add(problem.group)
        }
        return digest.finish()
    }
}

extension DigestedBytes {
    fileprivate mutating func add(_ terms: SupplyTerms, withStock: Bool) {
        for value in [
            terms.leadTimeDays, terms.leadTimeStandardDeviationDays, terms.reviewPeriodDays, terms.orderCost, terms.holdingRatePerYear, terms.backorderWeight,
        ] { add(value) }
        for value in [
            terms.unitCost, terms.backorderCostPerUnitDay, terms.minimumOrderQuantity, terms.orderMultiple, terms.maximumOrderQuantity, terms.closureDays,
        ] { add(value) }
        add(withStock ? [terms.onHand, terms.onOrder, terms.backordered] : [])
        add(terms.supplier)
        add(terms.source)
        add((terms.priceBreaks ?? []).flatMap { [$0.quantity, $0.unitCost] })
        add(terms.receivedLeadTimes?.days ?? [])
        add(terms.receivedLeadTimes?.weights ?? [])
        add(terms.stock == nil ? 0 : 1)
        guard let stock = terms.stock else { return }
        for value in [
            stock.volumePerUnit, stock.shelfLifeDays, stock.targetFillRate, stock.minimumStock, stock.maximumStock, stock.lostSaleShare,
            stock.overrideReorderPoint, stock.overrideOrderUpTo,
        ] { add(value) }
        for text in [stock.group, stock.overrideReason, stock.overrideBy] { add(text) }
        for flag in [stock.isFrozen, stock.isLaunch] { add(flag.map { $0 ? 1 : 0 }) }
        add(stock.overrideExpires.map { Int($0.number) })
    }

    fileprivate mutating func add(_ limits: StockLimits) {
        for value in [
            limits.minimumOrderUpTo, limits.maximumOrderUpTo, limits.targetFillRate, limits.maximumExpectedBackorders, limits.fixedReorderPoint,
            limits.fixedOrderUpTo,
        ] { add(value) }
        for text in [limits.maximumReason, limits.fixedReason, limits.capacityNote] { add(text) }
        add(limits.fixedPolicy?.kind.rawValue)
        add(limits.fixedPolicy.map { [$0.reorderPoint, $0.orderUpTo, $0.orderQuantity ?? -1] } ?? [])
    }
}

extension KeptPolicies {
    private static let itemsPerPart = 4_096
    private static let statuses: [Recommendation.Status] = [.ok, .capped, .check, .noHistory, .kit, .replaced, .failed]

    init(_ levels: SolvedLevels, madeFrom: String) {
        let totals = levels.plan.totals, decisions = levels.plan.decisions
        let places = decisions.indices.filter { !decisions[$0].reasons.isEmpty }
        var numbers: [UInt8] = []
        for start in stride(from: 0, to: decisions.count, by: Self.itemsPerPart) {
            let part = PackedNumbers.pack(Self.columns(decisions[start..<min(start + Self.itemsPerPart, decisions.count)]))
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { numbers.append(contentsOf: $0) }
            numbers += part
        }
        self.init(
            madeFrom: madeFrom,
            totals: [
                totals.expectedBackorders, totals.weightedBackorders, totals.averageInventoryValue, totals.stockValue, totals.multiplier, totals.lowerBound,
                totals.relativeGap, totals.isProvenOptimal ? 1 : 0, totals.unspentBudget,
            ],
            leftOver: levels.leftOver, curve: levels.curve, reasonPlaces: places, reasons: places.map { decisions[$0].reasons }, numbers: numbers)
    }

    /// A column for each number of a decision; those that may be absent have one more that says which are there.
    private static func columns(_ decisions: ArraySlice<ReplenishmentDecision>) -> [[Double]] {
        var columns: [[Double]] = []
        func add(_ value: (ReplenishmentDecision) -> Double?) {
            let values = decisions.map(value)
            columns.append(values.map { $0 == nil ? 0 : 1 })
            columns.append(values.map { $0 ?? 0 })
        }
        columns.append(decisions.map { Double(statuses.firstIndex(of: $0.status) ?? 0) })
        columns.append(decisions.map { $0.policy.map { Double(1 + (ReplenishmentPolicy.Kind.allCases.firstIndex(of: $0.kind) ?? 0)) } ?? 0 })
        columns.append(decisions.map { $0.policy?.reorderPoint ?? 0 })
        columns.append(decisions.map { $0.policy?.orderUpTo ?? 0 })
        add { $0.policy?.orderQuantity }
        add(\.averageInventoryValue)
        add(\.stockValue)
        columns.append(decisions.map { $0.performance == nil ? 0 : 1 })
        for field in fields { columns.append(decisions.map { $0.performance?[keyPath: field] ?? 0 }) }
        for field in optionalFields { add { $0.performance?[keyPath: field] } }
        return columns
    }

    private static let fields: [WritableKeyPath<PolicyPerformance, Double> & Sendable] = [
        \.expectedBackorders, \.backorderedUnitsPerYear, \.fillRate, \.readyRate, \.cycleServiceLevel, \.expectedWaitDays, \.averageOnHand, \.safetyStock,
    ]
    private static let optionalFields: [WritableKeyPath<PolicyPerformance, Double?> & Sendable] = [\.probabilityOfWaiting, \.ordersPerYear, \.expiredUnitsPerYear]

    /// Decisions of the problems; `nil` where these numbers are not theirs.
    fileprivate func decisions(_ problems: [ReplenishmentProblem]) -> [ReplenishmentDecision]? {
        var decisions: [ReplenishmentDecision] = []
        decisions.reserveCapacity(problems.count)
        var place = 0
        while place < numbers.count {
            guard numbers.count - place >= 8 else { return nil }
            let size = numbers.withUnsafeBytes { Int(UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: UInt64.self)) & 0x7FFF_FFFF_FFFF) }
            place += 8
            guard size <= numbers.count - place, let columns = PackedNumbers.unpack(Array(numbers[place..<place + size])),
                  columns.count == 11 + Self.fields.count + 2 * Self.optionalFields.count, let count = columns.first?.count,
                  columns.allSatisfy({ $0.count == count }), decisions.count + count <= problems.count else { return nil }
            place += size
            for row in 0..<count {
                guard let one = Self.decision(row, columns, key: problems[decisions.count].key) else { return nil }
                decisions.append(one)
            }
        }
        guard decisions.count == problems.count, reasonPlaces.count == reasons.count else { return nil }
        for (place, texts) in zip(reasonPlaces, reasons) {
            guard decisions.indices.contains(place) else { return nil }
            decisions[place].reasons = texts
        }
        return decisions
    }

    private static func decision(_ row: Int, _ columns: [[Double]], key: ItemLocation) -> ReplenishmentDecision? {
        func optional(_ column: Int) -> Double? { columns[column][row] == 0 ? nil : columns[column + 1][row] }
        let status = Int(columns[0][row]), kind = Int(columns[1][row]), kinds = ReplenishmentPolicy.Kind.allCases
        guard statuses.indices.contains(status), (0...kinds.count).contains(kind) else { return nil }
        var decision = ReplenishmentDecision(key: key, averageInventoryValue: optional(6), stockValue: optional(8), status: statuses[status])
        if kind > 0 {
            decision.policy = ReplenishmentPolicy(
                kind: kinds[kind - 1], reorderPoint: columns[2][row], orderUpTo: columns[3][row], orderQuantity: optional(4))
        }
        guard columns[10][row] != 0 else { return decision }
        var reached = PolicyPerformance(
            expectedBackorders: 0, backorderedUnitsPerYear: 0, fillRate: 0, readyRate: 0, cycleServiceLevel: 0, expectedWaitDays: 0, averageOnHand: 0,
            safetyStock: 0)
        for (place, field) in fields.enumerated() { reached[keyPath: field] = columns[11 + place][row] }
        for (place, field) in optionalFields.enumerated() { reached[keyPath: field] = optional(11 + fields.count + 2 * place) }
        decision.performance = reached
        return decision
    }
}

extension SolvedLevels {
    /// What was kept, for problems that it was worked out from; `nil` where it is not of so many.
    init?(_ kept: KeptPolicies, problems: [ReplenishmentProblem]) {
        guard kept.totals.count == 9, let decisions = kept.decisions(problems) else { return nil }
        var totals = AssortmentTotals()
        (totals.expectedBackorders, totals.weightedBackorders) = (kept.totals[0] ?? 0, kept.totals[1] ?? 0)
        (totals.averageInventoryValue, totals.stockValue) = (kept.totals[2] ?? 0, kept.totals[3] ?? 0)
        (totals.multiplier, totals.lowerBound, totals.relativeGap) = (kept.totals[4], kept.totals[5], kept.totals[6])
        (totals.isProvenOptimal, totals.unspentBudget) = (kept.totals[7] == 1, kept.totals[8])
        self.init(plan: AssortmentPlan(decisions: decisions, totals: totals), leftOver: kept.leftOver, curve: kept.curve)
    }
}
