/// Some distributions in arrays of numbers: a third of the memory that their members take one by one. An assortment has millions of members.
///
/// Unpacked they are what they were, to the bit.
struct PackedDistributions: Sendable, Equatable {
    private enum Kind: Sendable, Equatable {
        case numbers(Numbers)
        /// Members that are more than family, weight, mean, variance and quantiles.
        case whole([DemandDistribution])
    }

    private struct Node: Sendable, Equatable {
        var members: UInt16
        var isCount: Bool
    }

    private struct Code: Sendable, Equatable {
        var family: DemandDistribution.Family
        /// Position among the tables plus 1; 0: no quantiles.
        var table: UInt16
        /// Position among the cuts plus 1; 0: none.
        var cut: UInt16
    }

    private struct Numbers: Sendable, Equatable {
        var nodes: [Node]
        /// Of all nodes' members, one after the other.
        var codes: [Code]
        /// Weight, mean and variance of each.
        var values: [Double]
        /// Standardised quantiles, each table once.
        var tables: [[Double]]
        var cuts: [DemandDistribution.QuantileCut]
    }

    private let kind: Kind

    init(_ distributions: [DemandDistribution]) {
        let isPlain = distributions.allSatisfy { node in
            node.members.count <= 10_000 && node.members.allSatisfy { $0.probabilities == nil && $0.lowest == nil }
        }
        let count = distributions.reduce(0) { $0 + $1.members.count }
        guard isPlain, count <= Int(UInt16.max) - 1 else {
            kind = .whole(distributions)
            return
        }
        var codes: [Code] = [], values: [Double] = [], tables: [[Double]] = [], cuts: [DemandDistribution.QuantileCut] = []
        codes.reserveCapacity(count)
        values.reserveCapacity(3 * count)
        for node in distributions {
            for member in node.members {
                var table = 0
                if !member.standardisedQuantiles.isEmpty {
                    if let known = tables.firstIndex(of: member.standardisedQuantiles) {
                        table = known + 1
                    } else {
                        tables.append(member.standardisedQuantiles)
                        table = tables.count
                    }
                }
                if let cut = member.cut { cuts.append(cut) }
                codes.append(Code(family: member.family, table: UInt16(table), cut: member.cut == nil ? 0 : UInt16(cuts.count)))
                values.append(member.weight)
                values.append(member.mean)
                values.append(member.variance)
            }
        }
        kind = .numbers(Numbers(
            nodes: distributions.map { Node(members: UInt16($0.members.count), isCount: $0.isCount) }, codes: codes, values: values, tables: tables, cuts: cuts))
    }

    /// How many distributions there are.
    var count: Int {
        switch kind {
        case .numbers(let numbers): numbers.nodes.count
        case .whole(let distributions): distributions.count
        }
    }

    /// One of the distributions.
    subscript(_ index: Int) -> DemandDistribution {
        switch kind {
        case .numbers(let numbers):
            let first = numbers.nodes[..<index].reduce(0) { $0 + Int($1.members) }
            return Self.distribution(numbers, index, first: first)
        case .whole(let distributions): return distributions[index]
        }
    }

    /// All of them.
    var all: [DemandDistribution] {
        switch kind {
        case .numbers(let numbers):
            var first = 0
            return numbers.nodes.indices.map { index in
                defer { first += Int(numbers.nodes[index].members) }
                return Self.distribution(numbers, index, first: first)
            }
        case .whole(let distributions): return distributions
        }
    }

    private static func distribution(_ numbers: Numbers, _ index: Int, first: Int) -> DemandDistribution {
        let members = (first..<first + Int(numbers.nodes[index].members)).map { place in
            let code = numbers.codes[place]
            var member = DemandDistribution.Member(
                family: code.family, weight: numbers.values[3 * place], mean: numbers.values[3 * place + 1], variance: numbers.values[3 * place + 2],
                standardisedQuantiles: code.table == 0 ? [] : numbers.tables[Int(code.table) - 1])
            if code.cut > 0 { member.cut = numbers.cuts[Int(code.cut) - 1] }
            return member
        }
        return DemandDistribution(members: members, isCount: numbers.nodes[index].isCount)
    }
}

extension PackedDistributions: Codable {
    init(from decoder: any Decoder) throws { self.init(try [DemandDistribution](from: decoder)) }

    func encode(to encoder: any Encoder) throws { try all.encode(to: encoder) }
}
