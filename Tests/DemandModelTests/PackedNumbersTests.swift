import DemandModel
import Foundation
import Testing

private func bits(_ arrays: [[Double]]?) -> [[UInt64]]? { arrays?.map { $0.map(\.bitPattern) } }

@Test func packedNumbersExampleOfTheDocumentation() {
    #expect(PackedNumbers.unpack(PackedNumbers.pack([[0, 0, 0, 5], [0.25]])) == [[0, 0, 0, 5], [0.25]])
}

@Test(arguments: [
    [], [[]], [[], [], []], [[0]], [[-0.0]], [[255, 256]], [[65_535]], [[65_536]], [[4_294_967_295]], [[4_294_967_296]], [[-1]],
    [[.nan, .infinity, -.infinity]], [[1e300, .leastNonzeroMagnitude]], [Array(repeating: 7, count: 70_000)], [Array(repeating: 0.1, count: 70_000)],
    [[1, 2, 3], [1, 2, 3], [1, 2], [1], [1, 2, 3, 4]], [[0.1, 0.2], [0.1]],
] as [[[Double]]])
func packedNumbersComeBackBitForBit(arrays: [[Double]]) {
    #expect(bits(PackedNumbers.unpack(PackedNumbers.pack(arrays))) == bits(arrays))
}

@Test func packedNumbersOfRandomArraysComeBackBitForBit() {
    var random = SplitMix64(state: 3)
    for _ in 0..<300 {
        let arrays = (0..<Int.random(in: 0...6, using: &random)).map { _ -> [Double] in
            let kind = Int.random(in: 0..<4, using: &random)
            return (0..<Int.random(in: 0...90, using: &random)).map { _ in
                switch kind {
                case 0: Double(Int.random(in: 0...1, using: &random))
                case 1: Double(Int.random(in: 0...100_000, using: &random))
                case 2: Double(bitPattern: random.next())
                default: Double(Int.random(in: -3...3, using: &random)) / 4
                }
            }
        }
        #expect(bits(PackedNumbers.unpack(PackedNumbers.pack(arrays))) == bits(arrays))
    }
}

@Test func packedNumbersAreSmall() {
    var slow = [Double](repeating: 0, count: 156)
    for week in stride(from: 5, to: 156, by: 20) { slow[week] = 3 }
    #expect(PackedNumbers.pack([slow]).count < 70)
    #expect(PackedNumbers.pack([Array(0..<156).map { Double($0 % 200) }]).count == 5 + 156)
    // A price where something was sold, 0 elsewhere: 2 numbers and a bit a week.
    #expect(PackedNumbers.pack([(0..<104).map { $0 % 5 < 2 ? 0 : 9.95 }]).count == 5 + 1 + 16 + 13)
    #expect(PackedNumbers.pack([slow, slow]).count - PackedNumbers.pack([slow]).count == 6)
}

@Test func damagedBytesAreRefusedAndNeverCrash() {
    let good = PackedNumbers.pack([[1, 2, 3, 3, 3, 3, 3, 3, 3, 3], [0.5, 0.25], [1, 2], (0..<40).map { Double($0 % 3) / 4 }])
    for length in 1..<good.count {
        // A cut between two arrays is a shorter list; a cut elsewhere is damage.
        if let arrays = PackedNumbers.unpack(Array(good[..<length])) { #expect(arrays.count < 4) }
    }
    var random = SplitMix64(state: 11)
    for _ in 0..<5000 {
        var bytes = good
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8(truncatingIfNeeded: random.next())
        }
        _ = PackedNumbers.unpack(bytes)
    }
    #expect(PackedNumbers.unpack([0, 1, 0, 0, 0, 1]) == nil)
    #expect(PackedNumbers.unpack([32, 1, 0, 0, 0, 0]) == nil)
    #expect(PackedNumbers.unpack([8, 255, 255, 255, 255]) == nil)
    #expect(PackedNumbers.unpack([65, 255, 255, 255, 255, 0]) == nil)
    #expect(PackedNumbers.unpack([68, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 9]) == nil, "a code of no number")
}
