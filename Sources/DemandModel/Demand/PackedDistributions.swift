/// Some distributions in few bytes: a quarter of the memory that their members take one by one. An assortment has millions of members.
///
/// Unpacked they are what they were, to the bit.
struct PackedDistributions: Sendable, Equatable {
    private enum Kind: Sendable, Equatable {
        /// In one piece of memory; standardised quantiles stand beside it, each table once, as many items share them.
        case numbers(bytes: [UInt8], tables: [[Double]])
        /// Members that are more than family, weight, mean, variance and quantiles.
        case whole([DemandDistribution])
    }

    private let kind: Kind

    init(_ distributions: [DemandDistribution]) {
        let isPlain = distributions.allSatisfy { node in
            node.members.count <= 10_000 && node.members.allSatisfy { $0.probabilities == nil && $0.lowest == nil }
        }
        let count = distributions.reduce(0) { $0 + $1.members.count }
        guard isPlain, count <= Int(UInt16.max) - 1, distributions.count <= Int(UInt16.max) else {
            kind = .whole(distributions)
            return
        }
        // Members of one item mostly have the same weights at every node.
        let first = distributions.first?.members.map(\.weight.bitPattern) ?? []
        let sharesWeights = distributions.allSatisfy { node in node.members.count == first.count && zip(node.members, first).allSatisfy { $0.weight.bitPattern == $1 } }
        var tables: [[Double]] = []
        let cuts = distributions.reduce(0) { $0 + $1.members.count { $0.cut != nil } }
        let layout = Layout(nodes: distributions.count, members: count, weights: sharesWeights ? first.count : count, cuts: cuts)
        let bytes = [UInt8](unsafeUninitializedCapacity: layout.size) { buffer, used in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            func put(_ number: Double, at place: Int) { raw.storeBytes(of: number.bitPattern, toByteOffset: place, as: UInt64.self) }
            func put(_ number: Int, at place: Int) { raw.storeBytes(of: UInt16(number), toByteOffset: place, as: UInt16.self) }
            put(layout.nodes, at: 0)
            put(layout.members, at: 2)
            put(layout.cuts, at: 4)
            put(sharesWeights ? 1 : 0, at: 6)
            var place = 0, cut = 0
            for (index, node) in distributions.enumerated() {
                put(2 * node.members.count + (node.isCount ? 1 : 0), at: layout.node(index))
                for (position, member) in node.members.enumerated() {
                    var table = 0
                    if !member.standardisedQuantiles.isEmpty {
                        if let known = tables.firstIndex(of: member.standardisedQuantiles) {
                            table = known + 1
                        } else {
                            tables.append(member.standardisedQuantiles)
                            table = tables.count
                        }
                    }
                    if let own = member.cut {
                        for (offset, number) in [own.lowest, own.shift, own.stretch].enumerated() { put(number, at: layout.cut(cut) + 8 * offset) }
                        cut += 1
                    }
                    put(member.family.number, at: layout.code(place))
                    put(table, at: layout.code(place) + 2)
                    put(member.cut == nil ? 0 : cut, at: layout.code(place) + 4)
                    if !sharesWeights || index == 0 { put(member.weight, at: layout.weight(sharesWeights ? position : place)) }
                    put(member.mean, at: layout.moments(place))
                    put(member.variance, at: layout.moments(place) + 8)
                    place += 1
                }
            }
            used = layout.size
        }
        kind = .numbers(bytes: bytes, tables: tables)
    }

    /// Where things stand: eight bytes of counts, a word for each node (twice its members, one more for counts), three for each member (family, table and
    /// cut, counted from 1), weights, mean and variance of each member, cuts.
    private struct Layout {
        var nodes: Int, members: Int, weights: Int, cuts: Int

        func node(_ index: Int) -> Int { 8 + 2 * index }
        func code(_ index: Int) -> Int { node(nodes) + 6 * index }
        func weight(_ index: Int) -> Int { code(members) + 8 * index }
        func moments(_ index: Int) -> Int { weight(weights) + 16 * index }
        func cut(_ index: Int) -> Int { moments(members) + 24 * index }
        var size: Int { cut(cuts) }
    }

    /// Reads what was packed.
    private struct Reader {
        let raw: UnsafeRawBufferPointer
        let tables: [[Double]]
        let layout: Layout
        let sharesWeights: Bool

        init(_ raw: UnsafeRawBufferPointer, _ tables: [[Double]]) {
            func word(_ place: Int) -> Int { Int(raw.loadUnaligned(fromByteOffset: place, as: UInt16.self)) }
            self.raw = raw
            self.tables = tables
            sharesWeights = word(6) == 1
            let members = word(2), first = word(0) > 0 ? word(8) / 2 : 0
            layout = Layout(nodes: word(0), members: members, weights: sharesWeights ? first : members, cuts: word(4))
        }

        func word(_ place: Int) -> Int { Int(raw.loadUnaligned(fromByteOffset: place, as: UInt16.self)) }
        func number(_ place: Int) -> Double { Double(bitPattern: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)) }
        func members(of node: Int) -> Int { word(layout.node(node)) / 2 }

        /// - Parameter first: the place of its first member.
        func distribution(_ node: Int, first: Int) -> DemandDistribution {
            let members = (0..<members(of: node)).map { position in
                let place = first + position, code = layout.code(place), table = word(code + 2), cut = word(code + 4)
                var member = DemandDistribution.Member(
                    family: DemandDistribution.Family(number: word(code)), weight: number(layout.weight(sharesWeights ? position : place)),
                    mean: number(layout.moments(place)), variance: number(layout.moments(place) + 8), standardisedQuantiles: table == 0 ? [] : tables[table - 1])
                if cut > 0 {
                    let at = layout.cut(cut - 1)
                    member.cut = DemandDistribution.QuantileCut(lowest: number(at), shift: number(at + 8), stretch: number(at + 16))
                }
                return member
            }
            return DemandDistribution(members: members, isCount: word(layout.node(node)) & 1 == 1)
        }
    }

    /// How many distributions there are.
    var count: Int {
        switch kind {
        case .numbers(let bytes, let tables): bytes.withUnsafeBytes { Reader($0, tables).layout.nodes }
        case .whole(let distributions): distributions.count
        }
    }

    /// One of the distributions.
    subscript(_ index: Int) -> DemandDistribution {
        switch kind {
        case .numbers(let bytes, let tables):
            return bytes.withUnsafeBytes {
                let reader = Reader($0, tables)
                precondition(index >= 0 && index < reader.layout.nodes)
                return reader.distribution(index, first: (0..<index).reduce(0) { $0 + reader.members(of: $1) })
            }
        case .whole(let distributions): return distributions[index]
        }
    }

    /// All of them.
    var all: [DemandDistribution] {
        switch kind {
        case .numbers(let bytes, let tables):
            return bytes.withUnsafeBytes {
                let reader = Reader($0, tables)
                var first = 0
                return (0..<reader.layout.nodes).map { index in
                    defer { first += reader.members(of: index) }
                    return reader.distribution(index, first: first)
                }
            }
        case .whole(let distributions): return distributions
        }
    }

    /// Bytes and numbers that no other distributions have, told one after another: for a digest.
    func tell(bytes tellBytes: ([UInt8]) -> Void, numbers tellNumbers: ([Double]) -> Void) {
        switch kind {
        case .numbers(let bytes, let tables):
            tellBytes(bytes)
            for table in tables { tellNumbers(table) }
        case .whole(let distributions):
            tellBytes([])
            for one in distributions {
                tellNumbers([one.isCount ? 1 : 0, Double(one.members.count)])
                for member in one.members {
                    tellNumbers([
                        Double(member.family.number), member.weight, member.mean, member.variance, Double(member.lowest ?? 0), member.lowest == nil ? 0 : 1,
                    ])
                    tellNumbers(member.standardisedQuantiles)
                    tellNumbers(member.cut.map { [$0.lowest, $0.shift, $0.stretch] } ?? [])
                    tellNumbers(member.probabilities ?? [])
                }
            }
        }
    }
}

extension DemandDistribution.Family {
    private static let all: [DemandDistribution.Family] = [.deterministic, .normal, .gamma, .poisson, .negativeBinomial, .empirical, .listed]

    fileprivate var number: Int {
        switch self {
        case .deterministic: 0
        case .normal: 1
        case .gamma: 2
        case .poisson: 3
        case .negativeBinomial: 4
        case .empirical: 5
        case .listed: 6
        }
    }

    fileprivate init(number: Int) { self = Self.all[number] }
}

extension PackedDistributions: Codable {
    init(from decoder: any Decoder) throws { self.init(try [DemandDistribution](from: decoder)) }

    func encode(to encoder: any Encoder) throws { try all.encode(to: encoder) }
}
