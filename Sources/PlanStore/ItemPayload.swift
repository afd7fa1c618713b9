import DemandModel
import Foundation

/// What is kept of an item besides the columns that are queried: its long arrays packed (`numbers`), everything else as values with their
/// names (`details`), so that a field that a later version adds is kept without a change here.
///
/// The starts of the coming periods are the same texts for nearly every item; the run keeps them once, and the item its
/// position in that list.
struct ItemPayload: Sendable {
    /// The layouts of details and numbers; a run keeps the one it was written in.
    enum Format: Int, Sendable, CaseIterable {
        /// Details as JSON text, beside the numbers.
        case text = 1
        /// Details in the compact form (`CompactForm`).
        case compact = 2
        /// The same, and numbers of which an array has few different ones as codes (`PackedNumbers`).
        case coded = 3
    }

    /// The format in which items are written.
    static let format = Format.coded

    var format: Format
    var details: Data
    var numbers: [UInt8]
    var periodStarts: Int?
    /// The starts of the coming periods of an item that was split: the run's list is to have them at `periodStarts`.
    var starts: [String]?

    /// What writes the details of items.
    static func writer() -> JSONTextWriter { JSONTextWriter(form: .compact) }

    /// Splits an item. The writer is one that `writer()` made.
    init(_ item: PlannedItem, writer: inout JSONTextWriter) throws {
        if let carried = item.carriedForecast {
            format = ItemPayload.format
            details = Data(try writer.text(CarriedItem(item, carried)))
            numbers = carried.numbers
            starts = item.periodStarts
            return
        }
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
        format = ItemPayload.format
        details = Data(try writer.text(rest))
        numbers = PackedNumbers.pack(arrays)
    }

    init(format: Format, details: Data, numbers: [UInt8], periodStarts: Int?) {
        self.format = format
        self.details = details
        self.numbers = numbers
        self.periodStarts = periodStarts
    }

    /// Details and numbers in one, as a row of the store has them: the number of bytes of the details (LEB128), the details, the numbers.
    var joined: Data {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(details.count + numbers.count + 3)
        CompactForm.append(UInt64(details.count), to: &bytes)
        bytes += details
        return Data(bytes + numbers)
    }

    /// A row of the store: `text` is what it has as text, nothing where details and numbers are in one.
    init(text: Data, bytes: Data, periodStarts: Int?) throws {
        guard text.isEmpty else {
            self.init(format: .text, details: text, numbers: [UInt8](bytes), periodStarts: periodStarts)
            return
        }
        let (details, numbers) = try bytes.withUnsafeBytes { raw in
            let all = raw.bindMemory(to: UInt8.self)
            var at = 0
            guard let count = CompactForm.number(all, &at), count <= UInt64(all.count - at) else { throw ItemPayload.misfit("the item's bytes are damaged") }
            let end = at + Int(count)
            return (Data(all[at..<end]), Array(all[end...]))
        }
        self.init(format: .compact, details: details, numbers: numbers, periodStarts: periodStarts)
    }

    /// The details, or those of them that a type has.
    func value<Value: Decodable>(_ type: Value.Type, reader: JSONTextReader) throws -> Value {
        switch format {
        case .text: try reader.value(type, from: details)
        case .compact, .coded: try reader.compactValue(type, from: details)
        }
    }

    /// Puts the item together again. Throws a `DecodingError` where the parts do not fit.
    func item(reader: JSONTextReader, periodStarts lists: [[String]]) throws -> PlannedItem {
        var item = try value(PlannedItem.self, reader: reader)
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

    /// What forecasting gave the item. Throws a `DecodingError` where the parts do not fit.
    ///
    /// - Parameter carries: the item was written in the format of today: its bytes may be written again.
    func forecast(reader: JSONTextReader, periodStarts lists: [[String]], carries: Bool) throws -> ItemForecast {
        let carriedNames = ["effects", "forecast", "outlook", "pooled"]
        var item: KeptForecast, carried: CarriedForecast?
        if format == .text {
            item = try value(KeptForecast.self, reader: reader)
        } else {
            let found = try reader.compactValue(KeptForecast.self, from: details, withBytesOf: carriedNames)
            item = found.value
            if carries {
                carried = CarriedForecast(effects: found.bytes[0], forecast: found.bytes[1], outlook: found.bytes[2], pooled: found.bytes[3], numbers: numbers)
            }
        }
        guard let arrays = PackedNumbers.unpack(numbers) else { throw ItemPayload.misfit("the packed numbers are damaged") }
        var next = 5
        if item.outlook != nil {
            guard arrays.count >= next + 2 else { throw ItemPayload.misfit("numbers are missing") }
            item.outlook?.mean = arrays[next]
            item.outlook?.cumulativeVariance = arrays[next + 1]
            next += 2
        }
        if item.forecast != nil {
            guard arrays.count >= next + 2, let periodStarts, lists.indices.contains(periodStarts) else {
                throw ItemPayload.misfit("numbers or the starts of the periods are missing")
            }
            item.forecast?.periodStarts = lists[periodStarts]
            item.forecast?.mean = arrays[next]
            item.forecast?.median = arrays[next + 1]
            item.forecast?.quantiles = Array(arrays[(next + 2)...])
        }
        return ItemForecast(key: item.key, outlook: item.outlook, pooled: item.pooled, effects: item.effects, forecast: item.forecast, carried: carried)
    }

    /// The item without history, forecast, effects and what the panel adds; of its outlook only whether it is in whole units, its class and its
    /// period.
    func shortItem(reader: JSONTextReader) throws -> PlannedItem { try value(ShortItem.self, reader: reader).item }

    private static func misfit(_ text: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: text))
    }

    /// For what a run has once. Keys in a fixed order; a number that is not finite as text, which JSON has no number for.
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

/// An item some of whose members are written already: the bytes of its details as of one whose members are not.
private struct CarriedItem: Encodable {
    let item: PlannedItem
    let carried: CarriedForecast

    init(_ item: PlannedItem, _ carried: CarriedForecast) {
        self.item = item
        self.carried = carried
    }

    private enum CodingKeys: String, CodingKey {
        case key, supply, card, history, outlook, pooled, effects, forecast, weight, medianPrice, unitsPerOrderLine, bulk, notes, recommendation
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(item.key, forKey: .key)
        try fields.encode(item.supply, forKey: .supply)
        try fields.encodeIfPresent(item.card, forKey: .card)
        try fields.encode(DemandSeries(key: item.key, firstPeriod: item.firstPeriod, demand: []), forKey: .history)
        for (bytes, key) in [(carried.outlook, CodingKeys.outlook), (carried.pooled, .pooled), (carried.effects, .effects), (carried.forecast, .forecast)] where !bytes.isEmpty {
            try fields.encode(WrittenBytes(bytes: bytes), forKey: key)
        }
        try fields.encode(item.weight, forKey: .weight)
        try fields.encodeIfPresent(item.medianPrice, forKey: .medianPrice)
        try fields.encodeIfPresent(item.unitsPerOrderLine, forKey: .unitsPerOrderLine)
        try fields.encodeIfPresent(item.bulk, forKey: .bulk)
        try fields.encodeIfPresent(item.notes, forKey: .notes)
        try fields.encode(item.recommendation, forKey: .recommendation)
    }
}

/// The members of an item's JSON that forecasting gave it.
private struct KeptForecast: Decodable {
    var key: ItemLocation
    var outlook: DemandOutlook?
    var pooled: PooledDemand?
    var effects: [DemandEffect]
    var forecast: SeriesForecast?
}

/// The members of an item's JSON that orders, rules and tables of recommendations need.
private struct ShortItem: Decodable {
    struct Outlook: Decodable {
        var isCount: Bool
        var demandClass: DemandClass
        var periodDays: Double
    }

    var key: ItemLocation
    var supply: SupplyTerms
    var card: ItemCard?
    var outlook: Outlook?
    var weight: Double
    var medianPrice: Double?
    var unitsPerOrderLine: Double?
    var bulk: BulkDemand?
    var recommendation: Recommendation
    var notes: [ItemNote]?

    var item: PlannedItem {
        var item = PlannedItem(
            key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []),
            outlook: outlook.map {
                DemandOutlook(
                    key: key, mean: [], cumulativeVariance: [], isCount: $0.isCount, demandClass: $0.demandClass, periodDays: $0.periodDays, members: [])
            },
            weight: weight, medianPrice: medianPrice, unitsPerOrderLine: unitsPerOrderLine, recommendation: recommendation)
        item.card = card
        item.bulk = bulk
        item.notes = notes
        return item
    }
}
