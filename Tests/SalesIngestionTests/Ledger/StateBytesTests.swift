import Testing

@testable import SalesIngestion

@Suite struct StateBytesTests {
    /// Zeros and others in runs of all lengths, at both ends, with bytes that fill no word.
    static let arrays: [[Int32]] = {
        var state: UInt64 = 3
        func next(_ bound: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % bound)
        }
        return [[], [0], [7], [0, 0, 0], [0, 5, 0]] + (0..<40).map { _ in
            (0..<next(9)).flatMap { _ in [Int32](repeating: next(2) == 0 ? 0 : Int32(next(1_000) + 1), count: next(12)) }
        }
    }()

    @Test(arguments: arrays) func sparseArraysComeBack(values: [Int32]) throws {
        var writer = StateWriter()
        writer.value(UInt8(9))
        writer.sparse(values)
        writer.array([1.5])
        var reader = StateReader(writer.bytes)
        #expect(reader.value(UInt8.self) == 9)
        #expect(reader.sparse(Int32(-1), most: values.count) == values)
        #expect(reader.array(Double.self) == [1.5])
        // Bytes that end too soon, and a count beyond what may be.
        for count in 0..<writer.bytes.count - 16 {
            var short = StateReader(Array(writer.bytes[..<count]), from: 1)
            if count < 1 { continue }
            let found = short.sparse(Int32(-1), most: values.count)
            #expect(found == nil || found == values)
        }
        var strict = StateReader(writer.bytes, from: 1)
        if !values.isEmpty { #expect(strict.sparse(Int32(0), most: values.count - 1) == nil) }
    }

    @Test func zerosTakeNoRoomAndALimitIsKept() {
        var writer = StateWriter(limit: 100)
        writer.sparse([Int64](repeating: 0, count: 1_000_000))
        #expect(writer.bytes.count < 40 && !writer.isTooLarge)
        writer.array([Int64](repeating: 1, count: 20))
        #expect(writer.bytes.count <= 100 && writer.isTooLarge)
    }
}
