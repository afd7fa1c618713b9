import Testing
@testable import ParallelWork

@Suite struct ParallelUpdateTests {
    @Test(arguments: [1, 2, 7], [0, 1, 255, 256, 257, 3_000])
    func everyElementIsChangedOnceInItsPlace(threads: Int, count: Int) {
        var values = (0..<count).map { [$0] }
        parallelUpdate(&values, threads: threads) { index, value in value.append(2 * index) }
        #expect(values == (0..<count).map { [$0, 2 * $0] })
    }
}
