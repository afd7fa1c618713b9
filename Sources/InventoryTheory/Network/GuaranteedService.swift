/// Safety stock placement by guaranteed service times on a tree (S. C. Graves and S. P. Willems 2000).
///
/// Each stage quotes a service time S to the stages it supplies, is quoted SI by its suppliers, and holds
/// z sigma sqrt(SI + T - S) of safety stock at cost h. Service times are whole periods.
public struct GuaranteedServiceTree: Sendable, Equatable {
    public struct Stage: Sendable, Equatable {
        public var name: String
        public var processingTime: Int
        /// Money per unit and unit of time.
        public var holdingCost: Double
        /// Standard deviation of the demand of this stage's own customers per period; 0 where it only supplies stages.
        public var demandStandardDeviation: Double
        /// Service time quoted by suppliers outside the tree.
        public var externalInbound: Int
        /// Longest service time that this stage may quote; `nil`: any.
        public var maximumOutbound: Int?

        public init(
            name: String, processingTime: Int, holdingCost: Double, demandStandardDeviation: Double = 0, externalInbound: Int = 0,
            maximumOutbound: Int? = nil
        ) {
            self.name = name
            self.processingTime = processingTime
            self.holdingCost = holdingCost
            self.demandStandardDeviation = demandStandardDeviation
            self.externalInbound = externalInbound
            self.maximumOutbound = maximumOutbound
        }
    }

    public var stages: [Stage]
    /// Pairs of indices (supplier, customer).
    public var arcs: [(supplier: Int, customer: Int)]
    public var safetyFactor: Double

    public init(stages: [Stage], arcs: [(supplier: Int, customer: Int)], safetyFactor: Double) {
        self.stages = stages
        self.arcs = arcs
        self.safetyFactor = safetyFactor
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.stages == b.stages && a.safetyFactor == b.safetyFactor && a.arcs.count == b.arcs.count
            && zip(a.arcs, b.arcs).allSatisfy { $0.supplier == $1.supplier && $0.customer == $1.customer }
    }

    /// Service times quoted by each stage, the net lead times SI + T - S that stock must cover, and the total holding cost.
    ///
    /// `nil` where the arcs do not form one connected tree or a limit cannot be kept.
    public func optimum() -> (serviceTimes: [Int], netLeadTimes: [Int], cost: Double)? {
        guard !stages.isEmpty, arcs.count == stages.count - 1,
            arcs.allSatisfy({ stages.indices.contains($0.supplier) && stages.indices.contains($0.customer) })
        else { return nil }
        var solver = TreeSolver(tree: self)
        return solver.solve()
    }
}

/// Dynamic programming from the leaves of the tree towards stage 0: each stage's cost as a function of the service time that it
/// quotes (its parent is a customer) or is quoted (its parent is a supplier).
private struct TreeSolver {
    let tree: GuaranteedServiceTree
    let horizon: Int
    var sigmas: [Double]
    var suppliers: [[Int]]
    var customers: [[Int]]
    /// By stage: cost of its subtree as a function of the time shared with its parent, and the choice (SI, S) behind it.
    var costs: [[Double]]
    var choices: [[(inbound: Int, outbound: Int)]]

    init(tree: GuaranteedServiceTree) {
        self.tree = tree
        let n = tree.stages.count
        horizon = tree.stages.reduce(0) { $0 + max(0, $1.processingTime) + max(0, $1.externalInbound) }
        suppliers = Array(repeating: [], count: n)
        customers = Array(repeating: [], count: n)
        for arc in tree.arcs {
            customers[arc.supplier].append(arc.customer)
            suppliers[arc.customer].append(arc.supplier)
        }
        sigmas = Array(repeating: 0, count: n)
        costs = Array(repeating: [], count: n)
        choices = Array(repeating: [], count: n)
    }

    mutating func solve() -> (serviceTimes: [Int], netLeadTimes: [Int], cost: Double)? {
        var order: [(stage: Int, parent: Int)] = []
        var seen = Array(repeating: false, count: tree.stages.count)
        var stack = [(stage: 0, parent: -1)]
        while let next = stack.popLast() {
            if seen[next.stage] { return nil }
            seen[next.stage] = true
            order.append(next)
            for other in suppliers[next.stage] + customers[next.stage] where other != next.parent {
                stack.append((other, next.stage))
            }
        }
        guard seen.allSatisfy({ $0 }) else { return nil }
        for index in tree.stages.indices { sigmas[index] = pooledVariance(index, from: -1).squareRoot() }
        for (stage, parent) in order.reversed() { fill(stage, parent: parent) }
        // The root shares no time: its table has the single best entry.
        guard let best = costs[0].min(), best.isFinite else { return nil }
        var service = Array(repeating: 0, count: tree.stages.count)
        var net = service
        func trace(_ stage: Int, parent: Int, shared: Int) {
            let choice = choices[stage][shared]
            service[stage] = choice.outbound
            net[stage] = choice.inbound + tree.stages[stage].processingTime - choice.outbound
            for other in suppliers[stage] where other != parent {
                trace(other, parent: stage, shared: bestUpTo(other, choice.inbound))
            }
            for other in customers[stage] where other != parent {
                trace(other, parent: stage, shared: bestFrom(other, choice.outbound))
            }
        }
        trace(0, parent: -1, shared: 0)
        return (service, net, best)
    }

    /// Variance of demand that passes through a stage: its own and that of all stages it supplies.
    private func pooledVariance(_ stage: Int, from parent: Int) -> Double {
        let own = tree.stages[stage].demandStandardDeviation
        var sum = own * own
        for other in customers[stage] where other != parent { sum += pooledVariance(other, from: stage) }
        return sum
    }

    private func bestUpTo(_ stage: Int, _ limit: Int) -> Int {
        var best = 0
        for time in 0...limit where costs[stage][time] < costs[stage][best] { best = time }
        return best
    }

    private func bestFrom(_ stage: Int, _ least: Int) -> Int {
        var best = least
        for time in least...horizon where costs[stage][time] < costs[stage][best] { best = time }
        return best
    }

    private mutating func fill(_ stage: Int, parent: Int) {
        let data = tree.stages[stage]
        let isSupplierOfParent = parent >= 0 && customers[stage].contains(parent)
        let ups = suppliers[stage].filter { $0 != parent }
        let downs = customers[stage].filter { $0 != parent }
        var table = Array(repeating: Double.infinity, count: parent < 0 ? 1 : horizon + 1)
        var chosen = Array(repeating: (inbound: 0, outbound: 0), count: table.count)
        let most = min(horizon, data.maximumOutbound ?? horizon)
        guard most >= 0 else {
            costs[stage] = table
            choices[stage] = chosen
            return
        }
        for inbound in max(0, data.externalInbound)...horizon {
            var upstream = 0.0
            for other in ups { upstream += costs[other][bestUpTo(other, inbound)] }
            for outbound in 0...most where outbound <= inbound + data.processingTime {
                let net = Double(inbound + data.processingTime - outbound)
                var cost = upstream + data.holdingCost * tree.safetyFactor * sigmas[stage] * net.squareRoot()
                for other in downs { cost += costs[other][bestFrom(other, outbound)] }
                let shared = parent < 0 ? 0 : (isSupplierOfParent ? outbound : inbound)
                if cost < table[shared] - 1e-12 {
                    table[shared] = cost
                    chosen[shared] = (inbound, outbound)
                }
            }
        }
        costs[stage] = table
        choices[stage] = chosen
    }
}
