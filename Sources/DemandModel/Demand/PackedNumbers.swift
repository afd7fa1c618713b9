/// Arrays of numbers as a few bytes, without loss of a bit.
///
/// An array is kept as whole numbers of 1, 2 or 4 bytes where each of its values is one, else as 8-byte floating point numbers,
/// all little-endian; as runs (how often, what), or as codes of its different numbers (prices), where that is shorter. An array that an earlier one of the
/// same list begins with is kept as a reference. Weekly demand of a slow item takes a few dozen bytes in this form instead of a thousand.
///
/// Layout of one array: a byte for its form, its count as 4 bytes, then the values. Form: 1, 2, 4 or 8 = bytes per value;
/// with bit 4 (16) set, pairs of a 2-byte run length and a value; 32 = the first `count` values of the earlier array whose
/// position in the list follows as one byte; 64 + 1, 2 or 4 = bits per code: a byte for the number of different numbers, these as 8 bytes each, then
/// the codes one after another, lowest bits first.
///
///     let bytes = PackedNumbers.pack([[0, 0, 0, 5], [0.25]])
///     print(PackedNumbers.unpack(bytes)!)      // [[0.0, 0.0, 0.0, 5.0], [0.25]]
public enum PackedNumbers {
    private static let runLengths: UInt8 = 16
    private static let reference: UInt8 = 32
    private static let codes: UInt8 = 64
    private static let mostCodes = 16

    /// The arrays one after another. O(values), times the number of arrays for the search for references.
    public static func pack(_ arrays: [[Double]]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, array) in arrays.enumerated() {
            if array.count >= 2, let earlier = arrays[..<index].firstIndex(where: { begins($0, with: array) }), earlier < 256 {
                bytes.append(reference)
                append(UInt64(array.count), width: 4, to: &bytes)
                bytes.append(UInt8(earlier))
            } else {
                append(array, to: &bytes)
            }
        }
        return bytes
    }

    /// The same bytes in no more room than they need: an array that has grown keeps up to twice as much.
    static func packTightly(_ arrays: [[Double]]) -> [UInt8] {
        let bytes = pack(arrays)
        return [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, used in
            used = buffer.initialize(fromContentsOf: bytes)
        }
    }

    /// The arrays that `pack` was given; `nil` where the bytes are not what `pack` writes.
    public static func unpack(_ bytes: [UInt8]) -> [[Double]]? {
        var arrays: [[Double]] = []
        var position = 0
        while position < bytes.count {
            let form = bytes[position]
            guard let count = read(bytes, at: position + 1, width: 4).map(Int.init) else { return nil }
            position += 5
            if form == reference {
                guard position < bytes.count, Int(bytes[position]) < arrays.count else { return nil }
                let earlier = arrays[Int(bytes[position])]
                guard count <= earlier.count else { return nil }
                arrays.append(Array(earlier[..<count]))
                position += 1
            } else if form & codes != 0 {
                guard let array = readCodes(bytes, form: form, count: count, position: &position) else { return nil }
                arrays.append(array)
            } else {
                guard let array = readValues(bytes, form: form, count: count, position: &position) else { return nil }
                arrays.append(array)
            }
        }
        return arrays
    }

    private static func readValues(_ bytes: [UInt8], form: UInt8, count: Int, position: inout Int) -> [Double]? {
        let width = Int(form & 15)
        guard [1, 2, 4, 8].contains(width), form & ~(runLengths | 15) == 0 else { return nil }
        // No array is longer than its bytes can say: a damaged count must not ask for memory.
        let longest = form & runLengths != 0 ? bytes.count / (width + 2) * Int(UInt16.max) : bytes.count / width
        guard count <= longest else { return nil }
        var array: [Double] = []
        array.reserveCapacity(count)
        while array.count < count {
            var repeats = 1
            if form & runLengths != 0 {
                guard let length = read(bytes, at: position, width: 2) else { return nil }
                repeats = Int(length)
                position += 2
            }
            guard repeats >= 1, repeats <= count - array.count, let raw = read(bytes, at: position, width: width) else { return nil }
            position += width
            let value = width == 8 ? Double(bitPattern: raw) : Double(raw)
            if repeats == 1 { array.append(value) } else { array.append(contentsOf: repeatElement(value, count: repeats)) }
        }
        return array
    }

    private static func append(_ array: [Double], to bytes: inout [UInt8]) {
        let width = narrowestWidth(array)
        var runs = 0
        var index = 0
        while index < array.count {
            index = endOfRun(array, from: index)
            runs += 1
        }
        let usesRuns = runs * (width + 2) < array.count * width
        if width == 8, appendCodes(array, ifBelow: min(runs * (width + 2), array.count * width), to: &bytes) { return }
        bytes.append(UInt8(width) | (usesRuns ? runLengths : 0))
        append(UInt64(array.count), width: 4, to: &bytes)
        index = 0
        while index < array.count {
            let end = usesRuns ? endOfRun(array, from: index) : index + 1
            if usesRuns { append(UInt64(end - index), width: 2, to: &bytes) }
            append(width == 8 ? array[index].bitPattern : UInt64(array[index]), width: width, to: &bytes)
            index = end
        }
    }

    /// Appends an array as codes of its different numbers; false, and nothing, where it has too many or other forms are as short.
    private static func appendCodes(_ array: [Double], ifBelow limit: Int, to bytes: inout [UInt8]) -> Bool {
        var table: [UInt64] = [], places: [UInt8] = []
        places.reserveCapacity(array.count)
        var last = 0
        for value in array {
            let bits = value.bitPattern
            if last >= table.count || table[last] != bits {
                if let known = table.firstIndex(of: bits) {
                    last = known
                } else {
                    guard table.count < mostCodes else { return false }
                    last = table.count
                    table.append(bits)
                }
            }
            places.append(UInt8(last))
        }
        let width = table.count <= 2 ? 1 : table.count <= 4 ? 2 : 4
        let size = (width * places.count + 7) / 8
        guard 1 + 8 * table.count + size < limit else { return false }
        bytes.append(codes | UInt8(width))
        append(UInt64(array.count), width: 4, to: &bytes)
        bytes.append(UInt8(table.count))
        for bits in table { append(bits, width: 8, to: &bytes) }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: size))
        for (index, place) in places.enumerated() { bytes[start + index * width / 8] |= place << UInt8(index * width % 8) }
        return true
    }

    private static func readCodes(_ bytes: [UInt8], form: UInt8, count: Int, position: inout Int) -> [Double]? {
        let width = Int(form & 15)
        guard form == codes | UInt8(width), [1, 2, 4].contains(width), position < bytes.count else { return nil }
        let different = Int(bytes[position]), start = position + 1 + 8 * different
        guard start <= bytes.count, count <= (bytes.count - start) * 8 / width else { return nil }
        var table: [Double] = []
        for index in 0..<different {
            guard let bits = read(bytes, at: position + 1 + 8 * index, width: 8) else { return nil }
            table.append(Double(bitPattern: bits))
        }
        var array: [Double] = []
        array.reserveCapacity(count)
        for index in 0..<count {
            let place = Int(bytes[start + index * width / 8] >> UInt8(index * width % 8)) & (1 << width - 1)
            guard place < table.count else { return nil }
            array.append(table[place])
        }
        position = start + (width * count + 7) / 8
        return array
    }

    /// Bytes per value that keep every value of an array exactly.
    private static func narrowestWidth(_ array: [Double]) -> Int {
        var width = 1
        for value in array {
            guard value >= 0, value <= Double(UInt32.max), value.rounded(.towardZero) == value, value.sign == .plus else { return 8 }
            width = max(width, value <= 255 ? 1 : value <= 65_535 ? 2 : 4)
        }
        return width
    }

    private static func endOfRun(_ array: [Double], from start: Int) -> Int {
        var end = start + 1
        while end < array.count, end - start < Int(UInt16.max), array[end].bitPattern == array[start].bitPattern { end += 1 }
        return end
    }

    private static func begins(_ array: [Double], with other: [Double]) -> Bool {
        guard array.count >= other.count else { return false }
        for index in other.indices where array[index].bitPattern != other[index].bitPattern { return false }
        return true
    }

    private static func append(_ value: UInt64, width: Int, to bytes: inout [UInt8]) {
        for byte in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(byte)))) }
    }

    private static func read(_ bytes: [UInt8], at position: Int, width: Int) -> UInt64? {
        guard position + width <= bytes.count else { return nil }
        var value: UInt64 = 0
        for byte in 0..<width { value |= UInt64(bytes[position + byte]) << (8 * UInt64(byte)) }
        return value
    }
}
