/// A demand series that is kept for later: as it is, or in a few bytes once it is seldom read. Unpacked it is what it was, to the bit.
///
/// Two years of weeks with prices and promotions take 1.9 kB as arrays, and a fifth of it or less packed: demand in whole units a byte or two each, prices
/// and promotions as runs.
struct PackedSeries: Sendable {
    private enum Form: Sendable {
        case plain(DemandSeries)
        case packed(key: ItemLocation, firstPeriod: Int, bytes: [UInt8])
    }

    private var form: Form

    init(_ series: DemandSeries) { form = .plain(series) }

    /// Made anew each time it is read from a packed one: who reads more than one field of it takes it once.
    var series: DemandSeries {
        get {
            switch form {
            case .plain(let series): return series
            case .packed(let key, let firstPeriod, let bytes):
                guard let arrays = PackedNumbers.unpack(bytes), arrays.count == 5 else { return DemandSeries(key: key, firstPeriod: firstPeriod, demand: []) }
                return DemandSeries(
                    key: key, firstPeriod: firstPeriod, demand: arrays[0], missing: arrays[1].map { Int($0) }, price: arrays[2],
                    promotion: arrays[3].map { $0 != 0 }, stockout: arrays[4].map { $0 != 0 })
            }
        }
        set { form = .plain(newValue) }
    }

    /// The first period, which needs no unpacking.
    var firstPeriod: Int {
        switch form {
        case .plain(let series): series.firstPeriod
        case .packed(_, let firstPeriod, _): firstPeriod
        }
    }

    /// Packs it, where that is shorter.
    mutating func pack() {
        guard case .plain(let series) = form, !series.demand.isEmpty else { return }
        let bytes = PackedNumbers.packTightly([
            series.demand, series.missing.map { Double($0) }, series.price, series.promotion.map { $0 ? 1 : 0 }, series.stockout.map { $0 ? 1 : 0 },
        ])
        guard bytes.count < 8 * (series.demand.count + series.prices.count) else { return }
        form = .packed(key: series.key, firstPeriod: series.firstPeriod, bytes: bytes)
    }
}

extension PackedSeries: Equatable {
    static func == (a: PackedSeries, b: PackedSeries) -> Bool { a.series == b.series }
}

extension PackedSeries: Codable {
    init(from decoder: any Decoder) throws { self.init(try DemandSeries(from: decoder)) }

    func encode(to encoder: any Encoder) throws { try series.encode(to: encoder) }
}
