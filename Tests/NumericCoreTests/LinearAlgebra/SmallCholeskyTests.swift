import Testing
@testable import NumericCore

@Suite struct SmallCholeskyTests {
    /// L L' is the matrix again, and LAPACK's factor is the same to rounding.
    @Test func factorsAgree() {
        let order = 5
        var matrix = [Double](repeating: 0, count: order * order)
        for i in 0..<order { for j in 0..<order { matrix[i * order + j] = 1 / Double(i + j + 1) + (i == j ? 2 : 0) } }
        guard let l = Cholesky.small(matrix, order: order) else {
            Issue.record("the matrix is positive definite")
            return
        }
        var other = matrix
        #expect(Cholesky.factor(order: order, matrix: &other))
        for i in 0..<order {
            for j in 0...i {
                let product = (0...j).reduce(0.0) { $0 + l[i * order + $1] * l[j * order + $1] }
                #expect(abs(product - matrix[i * order + j]) < 1e-12 && abs(l[i * order + j] - other[i * order + j]) < 1e-12)
            }
        }
    }

    @Test(arguments: [[1, 2, 2, 1], [0, 0, 0, 0], [-1, 0, 0, 1], [.nan, 0, 0, 1]]) func othersHaveNone(matrix: [Double]) {
        #expect(Cholesky.small(matrix, order: 2) == nil)
    }

    @Test func theColumnThatFailsIsNamed() {
        #expect(throws: RegressionSolveError.notPositiveDefinite(column: 1)) { try CholeskyFactor(matrix: [1, 2, 2, 1], size: 2) }
    }
}
