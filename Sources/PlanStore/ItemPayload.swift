import DemandModel
import Foundation

/// What is kept of an item besides the columns that are queried: its long arrays packed (`numbers`), everything else as JSON
/// (`details`), so that a field that a later version adds is kept without a change here.
///
/// In format 2 the JSON is packed (`TextPacker`) and stands in front of the numbers: 4 bytes each for its length and its packed length, little-endian,
/// the packed text, then the numbers; `details` is then empty. Format 1, of earlier versions, has both apart.
///
/// The starts of the coming periods are the same texts for nearly every item; the run keeps them once, and the item its
/// position in that list.
struct ItemPayload: Sendable {
    /// The layout of `numbers` and `details`; a run keeps the one it was written in.
    static let format = 2
    /// Layouts that are read.
    static let readableFormats = 1...2

    var details: Data
    var numbers: [UInt8]
    var periodStarts: Int?
    /// The starts of the coming periods of an item that was split: the run's list is to have them at `periodStarts`.
    var starts: [String]?

    /// Splits an item.
    init(_ item: PlannedItem, encoder: JSONEncoder) throws {
        var rest = item
        let history = item.history
        var arrays: [[Double]] = [
            history.demand, history.missing.map { Double($0) }, history.price,
            history.promotion.map { $0 ? 1.0 : 0.0 }, history.stockout.map { $0 ? 1.0 : 0.0 },
        ]
        rest.history = DemandSeries(key: history.key, firstPeriod: history.firstPeriod, demand: [])
        if let outlook = item.outlook {
            arrays += [outlook.mean, outlook.cumulativeVariance]
            rest.outlook?.mean = []
            rest.outlook?.cumulativeVariance = []
        }
        if let forecast = item.forecast {
            arrays += [forecast.mean, forecast.median] + forecast.quantiles
            starts = forecast.periodStarts
            rest.forecast = SeriesForecast(uniqueID: forecast.uniqueID, periodStarts: [], mean: [])
        }
        details = try encoder.encode(rest)
        numbers = PackedNumbers.pack(arrays)
    }

    /// What stands in the columns of a stored item; `nil` where it is damaged.
    init?(details: String, numbers: [UInt8], periodStarts: Int?) {
        self.periodStarts = periodStarts
        guard details.isEmpty else {
            self.details = Data(details.utf8)
            self.numbers = numbers
            return
        }
        func number(at start: Int) -> Int { (0..<4).reduce(0) { $0 | Int(numbers[start + $1]) << (8 * $1) } }
        guard numbers.count >= 8, numbers.count - 8 >= number(at: 4),
              let text = unpackText(Array(numbers[8..<8 + number(at: 4)]), count: number(at: 0)) else { return nil }
        self.details = Data(text)
        self.numbers = Array(numbers[(8 + number(at: 4))...])
    }

    /// The bytes of the column `numbers`, the text packed in front; `nil` where it cannot be packed.
    func packed(by packer: TextPacker) -> [UInt8]? {
        guard let text = packer.pack([UInt8](details)) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + text.count + numbers.count)
        for count in [details.count, text.count] {
            for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: count >> (8 * byte))) }
        }
        return bytes + text + numbers
    }

    /// Puts the item together again. Throws a `DecodingError` where the parts do not fit.
    func item(decoder: JSONDecoder, periodStarts lists: [[String]]) throws -> PlannedItem {
        var item = try decoder.decode(PlannedItem.self, from: details)
        guard let arrays = PackedNumbers.unpack(numbers) else { throw ItemPayload.misfit("the packed numbers are damaged") }
        let expected = 5 + (item.outlook == nil ? 0 : 2) + (item.forecast == nil ? 0 : 2)
        guard arrays.count == expected || (item.forecast != nil && arrays.count > expected) else {
            throw ItemPayload.misfit("\(arrays.count) arrays where \(expected) belong")
        }
        item.history.demand = arrays[0]
        item.history.missing = arrays[1].map { Int($0) }
        item.history.price = arrays[2]
        item.history.promotion = arrays[3].map { $0 != 0 }
        item.history.stockout = arrays[4].map { $0 != 0 }
        var next = 5
        if item.outlook != nil {
            item.outlook?.mean = arrays[next]
            item.outlook?.cumulativeVariance = arrays[next + 1]
            next += 2
        }
        if item.forecast != nil {
            guard let periodStarts, lists.indices.contains(periodStarts) else {
                throw ItemPayload.misfit("the starts of the periods are missing")
            }
            item.forecast?.periodStarts = lists[periodStarts]
            item.forecast?.mean = arrays[next]
            item.forecast?.median = arrays[next + 1]
            item.forecast?.quantiles = Array(arrays[(next + 2)...])
        }
        return item
    }

    private static func misfit(_ text: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: text))
    }

    /// Keys in a fixed order; a number that is not finite as text, which JSON has no number for.
    static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }

    static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return decoder
    }
}
