/// The compact form of values: what JSON says, in bytes that need no digits and no quotation marks.
///
/// A value is a tag and what the tag asks for. Counts, whole numbers and places in the vocabulary are LEB128 (seven bits a byte, the lowest
/// first); whole numbers with a sign are folded before (0, -1, 1, -2, ...). Numbers are IEEE 754, little-endian.
///
/// | tag | value |
/// |---|---|
/// | 0, 1, 2 | null, false, true |
/// | 3, 4 | a number in eight bytes, in four where that is the same number |
/// | 5 | a whole number |
/// | 6 | thousandths: a whole number n for n / 1000 |
/// | 7 | a text: its length in bytes, UTF-8 |
/// | 8 | an array: its count, the values |
/// | 9 | an object: its count; for each member its key, its value |
/// | 10 | a whole number above 2^63 - 1, in eight bytes |
/// | 11 | a text of the vocabulary: its place |
/// | 16 to 127 | the texts 0 to 111 of the vocabulary |
/// | 128 to 255 | the whole numbers 0 to 127 |
///
/// A key is 0 and a text, or the place of a text of the vocabulary plus one.
enum CompactForm {
    static let null: UInt8 = 0, no: UInt8 = 1, yes: UInt8 = 2, double: UInt8 = 3, single: UInt8 = 4, whole: UInt8 = 5, thousandths: UInt8 = 6
    static let text: UInt8 = 7, array: UInt8 = 8, object: UInt8 = 9, unsigned: UInt8 = 10, word: UInt8 = 11
    static let firstWord: UInt8 = 16, firstWhole: UInt8 = 128

    /// Words and keys that items have in common. A store is read by their places: new ones come at the end, none is taken out or moved.
    static let vocabulary: [String] = [
        "main", "Regression", "last year", "ok", "RS", "ETS(A,N,N)", "order_cost", "holding_rate_per_year", "backorder_weight", "SBA", "factor",
        "lowerFactor", "upperFactor", "isBorrowed", "name", "share", "weight", "key", "item", "location", "number", "mean", "dispersion", "effects",
        "history", "demand", "firstPeriod", "missing", "price", "promotion", "stockout", "recommendation", "demandMean", "demandStandardDeviation",
        "inventoryPosition", "orderNow", "protectionDays", "reason", "status", "supply", "backorderWeight", "backordered", "defaultsUsed",
        "holdingRatePerYear", "leadTimeDays", "leadTimeStandardDeviationDays", "onHand", "onOrder", "orderCost", "reviewPeriodDays", "supplier",
        "unitCost", "forecast", "median", "periodStarts", "quantiles", "uniqueID", "medianPrice", "outlook", "cumulativeVariance", "demandClass",
        "isCount", "members", "periodDays", "remarks", "pooled", "dispersionShare", "driftWeights", "errorTable", "errorWeight", "horizonPeriods",
        "isCentred", "modelWeight", "outlookFactor", "outlookMean", "outlookVariance", "pooledWeight", "averageInventoryValue", "daysOfCover",
        "longWaits", "over14Days", "over30Days", "over7Days", "performance", "averageOnHand", "backorderedUnitsPerYear", "cycleServiceLevel",
        "expectedBackorders", "expectedWaitDays", "fillRate", "ordersPerYear", "probabilityOfWaiting", "readyRate", "safetyStock", "policy", "kind",
        "orderUpTo", "reorderPoint", "stockoutP10", "unitsPerOrderLine", "stockoutP50", "orderBy", "restock", "p50", "p90", "orderMultiple",
        "minimumOrderQuantity", "varianceFactor", "orderQuantity", "discounted count", "TSB", "ETS(A,N,A)", "smooth", "erratic", "intermittent",
        "lumpy", "check", "rQ", "sS", "RsS", "no-history", "failed", "price on promotion", "after a promotion", "one period after a price cut",
        "two periods after a price cut", "pooled AR", "pooled AR adjusted", "pooled regression", "Theta", "naive", "seasonal naive", "AR",
        "seasonal AR", "season sums", "season sums log", "ETS(A,A,N) held drift", "ETS(A,Ad,N) phi 0.85", "ETS(A,Ad,N) phi 0.97", "ETS(A,A,N) slow",
        "ETS(A,A,N) drift", "ETS(A,A,N) fast", "ETS(A,Ad,A) phi 0.85", "ETS(A,Ad,A) phi 0.97", "ETS(A,A,A) held drift", "ETS(A,A,A) slow",
        "ETS(A,A,A) drift", "ETS(A,A,A) fast", "ETS(A,Ad,N) phi 0.97 log", "ETS(A,A,N) held drift log", "ETS(A,Ad,N) phi 0.85 log",
        "pooled regression log", "ETS(A,A,N) drift log", "pooled AR adjusted log", "pooled AR log", "ETS(A,A,N) slow log", "Theta log",
        "ETS(A,N,N) log", "seasonal AR log", "AR log", "ETS(A,A,N) fast log", "ETS(A,N,A) log", "season at its highest (January)",
        "season at its highest (February)", "season at its highest (March)", "season at its highest (April)", "season at its highest (May)",
        "season at its highest (June)", "season at its highest (July)", "season at its highest (August)", "season at its highest (September)",
        "season at its highest (October)", "season at its highest (November)", "season at its highest (December)", "season at its lowest (January)",
        "season at its lowest (February)", "season at its lowest (March)", "season at its lowest (April)", "season at its lowest (May)",
        "season at its lowest (June)", "season at its lowest (July)", "season at its lowest (August)", "season at its lowest (September)",
        "season at its lowest (October)", "season at its lowest (November)", "season at its lowest (December)",
        "defaults for order_cost holding_rate_per_year backorder_weight backordered", "sold again after a silence that looked like the end",
        "safety stock is negative: the target is met with less than the mean demand", "bulk", "isCovered", "lines", "periods", "threshold", "units",
        "unitsOfPeriods", "receivedLeadTimes", "days", "weights", "maximumOrderQuantity", "endedProbability", "lookAlike", "isSeason",
        "addedForSupplier", "purchaseUnit", "unitsPerPurchaseUnit", "card", "group", "shelfLifeDays", "yield", "notes", "code", "text",
    ]

    static let places: [String: Int] = Dictionary(uniqueKeysWithValues: vocabulary.enumerated().map { ($1, $0) })

    /// By place, where the word stands among all of them in order.
    static let ranks: [Int] = {
        var ranks = [Int](repeating: 0, count: vocabulary.count)
        for (rank, place) in vocabulary.indices.sorted(by: { vocabulary[$0] < vocabulary[$1] }).enumerated() { ranks[place] = rank }
        return ranks
    }()

    /// The longest word in UTF-8: a longer text need not be looked up.
    static let longestWord = vocabulary.map(\.utf8.count).max() ?? 0

    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    static func folded(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }
    static func unfolded(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }

    /// Reads a LEB128 number and goes on behind it; `nil` where the bytes end in it or it has more than 64 bits.
    static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> UInt64? {
        var value: UInt64 = 0, shift: UInt64 = 0
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            guard shift < 63 || byte <= 1 else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }

    static func append(_ value: Int64, to bytes: inout [UInt8]) {
        if (0..<128).contains(value) {
            bytes.append(firstWhole + UInt8(value))
        } else {
            bytes.append(whole)
            append(folded(value), to: &bytes)
        }
    }

    /// A number in the fewest bytes that give it back bit for bit.
    static func append(_ value: Double, to bytes: inout [UInt8]) {
        if let number = Int64(exactly: value), value != 0 || value.sign == .plus, abs(value) <= 0x1p53 {
            append(number, to: &bytes)
            return
        }
        let narrow = Float(value)
        if Double(narrow) == value {
            bytes.append(single)
            withUnsafeBytes(of: narrow.bitPattern.littleEndian) { bytes += $0 }
            return
        }
        let scaled = (value * 1000).rounded()
        if abs(scaled) < 0x1p31, scaled / 1000 == value {
            bytes.append(thousandths)
            append(folded(Int64(scaled)), to: &bytes)
            return
        }
        bytes.append(double)
        withUnsafeBytes(of: (value.isNaN ? Double.nan : value).bitPattern.littleEndian) { bytes += $0 }
    }

    static func append(text value: String, to bytes: inout [UInt8]) {
        if let place = place(of: value) {
            if place < Int(firstWhole - firstWord) {
                bytes.append(firstWord + UInt8(place))
            } else {
                bytes.append(word)
                append(UInt64(place), to: &bytes)
            }
            return
        }
        bytes.append(text)
        append(UInt64(value.utf8.count), to: &bytes)
        bytes += value.utf8
    }

    static func append(key: String, to bytes: inout [UInt8]) {
        if let place = place(of: key) {
            append(UInt64(place + 1), to: &bytes)
        } else {
            bytes.append(0)
            append(UInt64(key.utf8.count), to: &bytes)
            bytes += key.utf8
        }
    }

    private static func place(of text: String) -> Int? { text.utf8.count <= longestWord ? places[text] : nil }
}
