import NumericCore

import CMath

/// Negative binomial regression pooled over the panel: log mean linear in what the histories show, log dispersion linear in log
/// mean, the item's own dispersion and how much the sizes of its demands differ.
///
/// log m = x'b, variance m + phi m^2, log phi = c0 + c1 log m + c2 d + c3 e with d the log of the item's own dispersion (c2 < 1
/// is the shrinkage by evidence) and e the spread of its sizes (`LeadTimeSpread`). b by iteratively reweighted least squares with weights m / (1 + phi m) (McCullagh & Nelder 1989,
/// section 2.5), c by Newton steps on the moment equation E[(y - m)^2] = m + phi m^2, both robust: a single window may not pull
/// with more than ten times its mean or eight times its variance.
struct LeadTimeRegression: Sendable, Codable, Equatable {
    var coefficients: [Double]
    var dispersion: [Double]

    /// What a window of a large item weighs at most: steady ones by the thousand a week would otherwise speak for all the others.
    static let mostWeight = 10.0
    static let logMeanRange = -9.0...30.0
    static let logDispersionRange = -5.0...4.0

    func logMean(_ x: UnsafeBufferPointer<Double>) -> Double {
        var sum = 0.0
        for j in 0..<coefficients.count { sum += coefficients[j] * x[j] }
        return min(max(sum, Self.logMeanRange.lowerBound), Self.logMeanRange.upperBound)
    }

    func phi(logMean: Double, spread: LeadTimeSpread) -> Double {
        let value = dispersion[0] + dispersion[1] * logMean + dispersion[2] * spread.logDispersion + dispersion[3] * spread.logSizes
        return exp(min(max(value, Self.logDispersionRange.lowerBound), Self.logDispersionRange.upperBound))
    }

    /// - Parameters:
    ///   - width: numbers per row of `features`.
    ///   - ratios: what each row's mean is multiplied by besides; empty: 1.
    ///   - leverage: a weight of each row, for rows far from all others (`LeadTimeLeverage`); empty: 1.
    ///   - start: coefficients that the ridge draws to, and that the iteration starts from.
    static func fit(
        features: [Double], width: Int, spread: [LeadTimeSpread], totals: [Double], ratios: [Double] = [], leverage: [Double] = [], start: [Double],
        startDispersion: [Double] = [0, 0, 0.5, 0], iterations: Int = 10
    ) -> LeadTimeRegression {
        var model = LeadTimeRegression(coefficients: start, dispersion: startDispersion)
        let n = totals.count
        var gram = [Double](repeating: 0, count: width * width)
        var right = [Double](repeating: 0, count: width)
        var gram2 = [Double](repeating: 0, count: 16), right2 = [Double](repeating: 0, count: 4)
        features.withUnsafeBufferPointer { all in
            for _ in 0..<iterations {
                for i in gram.indices { gram[i] = 0 }
                for i in right.indices { right[i] = 0 }
                for i in gram2.indices { gram2[i] = 0 }
                for i in right2.indices { right2[i] = 0 }
                for i in 0..<n {
                    let row = UnsafeBufferPointer(rebasing: all[(i * width)..<((i + 1) * width)])
                    let eta = model.logMean(row)
                    let m = exp(eta) * (ratios.isEmpty ? 1 : ratios[i]), y = totals[i]
                    let phi = model.phi(logMean: eta, spread: spread[i])
                    let far = leverage.isEmpty ? 1 : leverage[i]
                    let weight = far * min(m / (1 + phi * m), mostWeight)
                    let working = eta + min((y - m) / m, 10)
                    for a in 0..<width {
                        let wa = weight * row[a]
                        right[a] += wa * working
                        for b in 0...a { gram[a * width + b] += wa * row[b] }
                    }
                    let v = m + phi * m * m
                    let error = min(((y - m) * (y - m) - v) / v, 8)
                    let share = far * phi * m * m / v
                    let h = SIMD4(1, eta, spread[i].logDispersion, spread[i].logSizes)
                    for a in 0..<4 {
                        right2[a] += share * error * h[a]
                        for b in 0...a { gram2[a * 4 + b] += share * share * h[a] * h[b] }
                    }
                }
                var trace = 0.0
                for a in 0..<width { trace += gram[a * width + a] }
                let ridge = 1e-4 * trace / Double(width) + 1e-9
                for a in 0..<width {
                    gram[a * width + a] += ridge
                    right[a] += ridge * model.coefficients[a]
                }
                if let solution = solvePositive(gram, right, order: width) { model.coefficients = solution }
                let ridge2 = 1e-4 * (gram2[0] + gram2[5] + gram2[10] + gram2[15]) / 4 + 1e-9
                for a in 0..<4 { gram2[a * 5] += ridge2 }
                if let stepSolution = solvePositive(gram2, right2, order: 4) {
                    for a in 0..<4 { model.dispersion[a] += 0.5 * min(max(stepSolution[a], -2), 2) }
                }
            }
        }
        return model
    }
}

/// Solves A x = b for a small symmetric positive definite A (row-major, lower triangle used) by Cholesky; `nil` where A is not.
func solvePositive(_ matrix: [Double], _ right: [Double], order: Int) -> [Double]? {
    guard let l = Cholesky.small(matrix, order: order) else { return nil }
    var x = right
    for i in 0..<order {
        for k in 0..<i { x[i] -= l[i * order + k] * x[k] }
        x[i] /= l[i * order + i]
    }
    for i in stride(from: order - 1, through: 0, by: -1) {
        for k in (i + 1)..<max(i + 1, order) { x[i] -= l[k * order + i] * x[k] }
        x[i] /= l[i * order + i]
    }
    return x.allSatisfy(\.isFinite) ? x : nil
}
