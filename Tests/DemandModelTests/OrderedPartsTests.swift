import Testing
import TextForms

/// Parts of a long output made on several threads.
@Suite struct OrderedPartsTests {
    @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 31, 200])
    func partsComeInOrder(threads: Int, parts: Int) {
        var taken: [Int] = []
        takeOrdered(parts: parts, threads: threads, make: { $0 * $0 }, take: { taken.append($0) })
        #expect(taken == (0..<parts).map { $0 * $0 })
    }

    private struct Full: Error {}

    @Test(arguments: [1, 4])
    func whatIsThrownEndsTheWork(threads: Int) {
        var taken = 0
        #expect(throws: Full.self) {
            try takeOrdered(parts: 500, threads: threads, make: { $0 }, take: { part in
                if part == 40 { throw Full() }
                taken += 1
            })
        }
        #expect(taken == 40)
    }
}
