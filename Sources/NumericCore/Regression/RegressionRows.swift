/// The rows of one series of a panel regression: a design, what was counted, and how much each row is known.
///
/// The arrays are reused from series to series; see `PanelRegression`.
public struct RegressionRows: Sendable {
    public let columnCount: Int
    /// Row-major, `rowCount` x `columnCount`.
    public var design: [Double]
    /// Units, >= 0.
    public var response: [Double]
    /// 0 for a row whose response is unknown, else 1 (or a share of it).
    public var weight: [Double]
    /// Number of the period of the first row, counted from the first period of the panel: rows of one period share its shock.
    public var firstPeriod: Int

    public var rowCount: Int { response.count }

    public init(columnCount: Int) {
        self.columnCount = columnCount
        design = []
        response = []
        weight = []
        firstPeriod = 0
    }

    public init(columnCount: Int, design: [Double], response: [Double], weight: [Double], firstPeriod: Int = 0) {
        self.columnCount = columnCount
        self.design = design
        self.response = response
        self.weight = weight
        self.firstPeriod = firstPeriod
    }

    /// Mean response over the known rows; 0 where nothing is known.
    public var meanResponse: Double {
        var total = 0.0, known = 0.0
        for row in response.indices { total += weight[row] * response[row]; known += weight[row] }
        return known > 0 ? total / known : 0
    }

    /// Highest response of the known rows; 0 where nothing is known.
    public var highestResponse: Double {
        var highest = 0.0
        for row in response.indices where weight[row] > 0 { highest = max(highest, response[row]) }
        return highest
    }

    /// x'b of a row.
    func dot(row: Int, _ coefficients: [Double]) -> Double {
        var sum = 0.0
        let start = row * columnCount
        design.withUnsafeBufferPointer { design in
            coefficients.withUnsafeBufferPointer { coefficients in
                for column in 0..<columnCount { sum += design[start + column] * coefficients[column] }
            }
        }
        return sum
    }
}
