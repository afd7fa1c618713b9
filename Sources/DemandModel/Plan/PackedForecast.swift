/// A forecast that is kept for later: as it is, or in a few bytes once it only waits to be written. Unpacked it is what it was, to the bit.
///
/// Medians and quantiles of counts are whole numbers of a byte each; an item's starts of periods are those of nearly all others and stay shared.
struct PackedForecast: Sendable {
    private enum Form: Sendable {
        case plain(SeriesForecast)
        case packed(uniqueID: String, periodStarts: [String], bytes: [UInt8])
    }

    private var form: Form

    init(_ forecast: SeriesForecast) { form = .plain(forecast) }

    /// Made anew each time it is read from a packed one.
    var forecast: SeriesForecast {
        switch form {
        case .plain(let forecast): return forecast
        case .packed(let uniqueID, let periodStarts, let bytes):
            guard let arrays = PackedNumbers.unpack(bytes), arrays.count >= 2 else { return SeriesForecast(uniqueID: uniqueID, periodStarts: periodStarts, mean: []) }
            return SeriesForecast(
                uniqueID: uniqueID, periodStarts: periodStarts, mean: arrays[0], median: arrays[1], quantiles: Array(arrays[2...]))
        }
    }

    /// The starts of its periods, which need no unpacking.
    var periodStarts: [String] {
        switch form {
        case .plain(let forecast): forecast.periodStarts
        case .packed(_, let periodStarts, _): periodStarts
        }
    }

    mutating func pack() {
        guard case .plain(let forecast) = form else { return }
        form = .packed(
            uniqueID: forecast.uniqueID, periodStarts: forecast.periodStarts,
            bytes: PackedNumbers.packTightly([forecast.mean, forecast.median] + forecast.quantiles))
    }
}

extension PackedForecast: Equatable {
    static func == (a: PackedForecast, b: PackedForecast) -> Bool { a.forecast == b.forecast }
}

extension PackedForecast: Codable {
    init(from decoder: any Decoder) throws { self.init(try SeriesForecast(from: decoder)) }

    func encode(to encoder: any Encoder) throws { try forecast.encode(to: encoder) }
}
