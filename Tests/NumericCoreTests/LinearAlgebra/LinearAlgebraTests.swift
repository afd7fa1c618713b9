import Testing

@testable import NumericCore

@Suite struct LinearAlgebraTests {
    @Test func threadUnsafeOpenBlasIsRefused() throws {
        try BlasGuard.prepare()
        try BlasGuard.refuseUnsafe(parallelKind: 1)
        #if os(Linux)
        #expect(throws: BlasError.self) { try BlasGuard.refuseUnsafe(parallelKind: 0) }
        #endif
    }

    @Test func choleskySolvesNormalEquations() {
        // Rows (1, 0), (1, 1), (1, 2): X'X = [[3, 3], [3, 5]]; X'y for y = 1, 3, 5 is (9, 13): solution 1 + 2t.
        let rows: [Double] = [1, 0, 1, 1, 1, 2]
        let gram = AlignedBuffer(count: 4)
        Cholesky.addGram(rows: 3, order: 2, a: rows, stride: 2, gram: gram.pointer)
        #expect([gram[0], gram[2], gram[3]] == [3, 3, 5])
        var right = [9.0, 13]
        #expect(Cholesky.factor(order: 2, matrix: gram.pointer))
        #expect(Cholesky.solve(order: 2, factor: gram.pointer, right: &right))
        #expect(abs(right[0] - 1) < 1e-14 && abs(right[1] - 2) < 1e-14)
        let singular = AlignedBuffer(count: 4)
        singular[0] = -1
        #expect(!Cholesky.factor(order: 2, matrix: singular.pointer))
    }

    @Test func buffersAreZeroedAndAligned() {
        let buffer = AlignedBuffer(count: 3)
        buffer[1] = 2
        #expect(buffer[0] + buffer[1] == 2)
        #expect(Int(bitPattern: buffer.pointer) % 64 == 0)
    }
}
