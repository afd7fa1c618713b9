import CZlib

/// The text of an item (JSON) in about a fifth of its bytes, without loss: deflate (RFC 1951) with a dictionary of what stands in every such text.
///
/// The dictionary is part of the format: it is never edited. A later one needs a later format (`ItemPayload.format`).
///
///     var packer = TextPacker()
///     let bytes = packer?.pack(Array(#"{"key":{"item":"mug"}}"#.utf8))
///     print(unpackText(bytes ?? [], count: 22).map { String(decoding: $0, as: UTF8.self) } ?? "")     // {"key":{"item":"mug"}}
///
/// One packer serves many texts, one at a time: what zlib sets up is set up once.
final class TextPacker {
    /// On the heap: zlib keeps the address of its stream.
    private let stream: UnsafeMutablePointer<z_stream>

    /// `nil` where there is no memory for it.
    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // Raw deflate: the store knows lengths, and SQLite pages are checked by whoever needs that.
        guard deflateInit2_(stream, 1, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// The packed bytes; `nil` where zlib refuses.
    func pack(_ text: [UInt8]) -> [UInt8]? {
        guard deflateReset(stream) == Z_OK else { return nil }
        let dictionary = commonText
        guard deflateSetDictionary(stream, dictionary, UInt32(dictionary.count)) == Z_OK else { return nil }
        var source = text
        var target = [UInt8](repeating: 0, count: Int(deflateBound(stream, UInt(text.count))) + 16)
        let written = source.withUnsafeMutableBufferPointer { from -> Int? in
            target.withUnsafeMutableBufferPointer { to in
                stream.pointee.next_in = from.baseAddress
                stream.pointee.avail_in = UInt32(from.count)
                stream.pointee.next_out = to.baseAddress
                stream.pointee.avail_out = UInt32(to.count)
                return deflate(stream, Z_FINISH) == Z_STREAM_END ? to.count - Int(stream.pointee.avail_out) : nil
            }
        }
        guard let written else { return nil }
        target.removeLast(target.count - written)
        return target
    }
}

/// Texts longer than this are no item's.
private let largestText = 64 << 20

/// The text that was packed; `nil` where the bytes are not what `TextPacker` made of a text of `count` bytes.
func unpackText(_ packed: [UInt8], count: Int) -> [UInt8]? {
    guard (0...largestText).contains(count) else { return nil }
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    guard inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    defer { inflateEnd(stream) }
    let dictionary = commonText
    guard inflateSetDictionary(stream, dictionary, UInt32(dictionary.count)) == Z_OK else { return nil }
    var source = packed
    // One byte more than belongs there: a text that goes on is noticed.
    var target = [UInt8](repeating: 0, count: count + 1)
    let isWhole = source.withUnsafeMutableBufferPointer { from in
        target.withUnsafeMutableBufferPointer { to in
            stream.pointee.next_in = from.baseAddress
            stream.pointee.avail_in = UInt32(from.count)
            stream.pointee.next_out = to.baseAddress
            stream.pointee.avail_out = UInt32(to.count)
            return inflate(stream, Z_FINISH) == Z_STREAM_END && stream.pointee.avail_out == 1 && stream.pointee.avail_in == 0
        }
    }
    guard isWhole else { return nil }
    target.removeLast()
    return target
}

/// What stands in the text of nearly every item, the most frequent at the end. Never edited: stored runs need it.
private let commonText = Array(#"""
    "effects":[{"factor":0.8,"isBorrowed":true,"lowerFactor":0.7,"name":"price","share":0.5,"upperFactor":1.1},{"name":"promotion"},{"name":"price on promotion"},{"name":"after a promotion"},{"name":"one period after a price cut"},{"name":"two periods after a price cut"},"isBorrowed":false,{"name":"season at its highest (March)"},{"name":"season at its lowest (September)","card":{"name":"","supplierCode":""},"bulk":{"isCovered":true,"lines":1,"threshold":0,"units":0},"stock":{"group":""},"lookAlike":{"dispersion":0.5,"mean":1,"share":0.5},"endedProbability":0.1,"varianceFactor":1.1,"restock":{"p50":{"number":20000},"p90":{"number":20000}},"previous":{"orderNow":0,"orderUpTo":0,"reorderPoint":0,"runID":""},"heldBack":0,"addedForSupplier":0,"notes":[{"text":""}],"status":"check","status":"capped","demandClass":"smooth","demandClass":"erratic","demandClass":"lumpy","isCount":false,{"name":"Theta","weight":0.1},{"name":"AR","weight":0.1},{"name":"ETS(A,N,N) log","weight":0.1},{"name":"ETS(A,A,N)","weight":0.1},{"name":"ETS(A,Ad,A)","weight":0.1},{"name":"SBA","weight":0.1},{"name":"TSB","weight":0.1},{"name":"discounted count","weight":0.1},{"name":"ETS(A,N,A)","weight":0.1},{"name":"last year","weight":0.1},{"name":"mean","weight":0.1},{"name":"ETS(A,N,N)","weight":0.1},{"name":"Regression","weight":0.5}
    {"effects":[],"forecast":{"mean":[],"median":[],"periodStarts":[],"quantiles":[],"uniqueID":"0"},"history":{"demand":[],"firstPeriod":0,"key":{"item":"0","location":"main"},"missing":[],"price":[],"promotion":[],"stockout":[]},"key":{"item":"0","location":"main"},"medianPrice":1,"outlook":{"cumulativeVariance":[],"demandClass":"intermittent","isCount":true,"key":{"item":"0","location":"main"},"mean":[],"members":[{"name":"mean","weight":0.1}],"periodDays":7,"remarks":[]},"pooled":{"dispersion":0.5,"dispersionShare":1,"driftWeights":[0,0,0.05,0.9,0.01,0,0],"errorTable":-1,"errorWeight":0,"horizonPeriods":5,"isCentred":true,"mean":0.6,"modelWeight":0.25,"outlookFactor":0.9,"outlookMean":0.6,"outlookVariance":0.7,"pooledWeight":0.75},"recommendation":{"averageInventoryValue":3,"daysOfCover":50,"demandMean":0.4,"demandStandardDeviation":0.7,"inventoryPosition":1,"key":{"item":"0","location":"main"},"orderBy":{"number":20000},"orderNow":1,"performance":{"averageOnHand":1.6,"backorderedUnitsPerYear":0.8,"cycleServiceLevel":0.9,"expectedBackorders":0.02,"expectedWaitDays":1.6,"fillRate":0.8,"ordersPerYear":5,"probabilityOfWaiting":0.1,"readyRate":0.9,"safetyStock":1.5},"policy":{"kind":"RS","orderUpTo":2,"reorderPoint":1},"protectionDays":28,"reason":"defaults for order_cost holding_rate_per_year backorder_weight backordered","status":"ok","stockoutP10":{"number":20000},"stockoutP50":{"number":20000}},"supply":{"backorderWeight":1,"backordered":0,"defaultsUsed":["order_cost","holding_rate_per_year","backorder_weight","backordered"],"holdingRatePerYear":0.25,"leadTimeDays":21,"leadTimeStandardDeviationDays":3,"onHand":1,"onOrder":0,"orderCost":0,"reviewPeriodDays":7,"supplier":"","unitCost":1},"unitsPerOrderLine":1,"weight":1}
    """#.utf8)
