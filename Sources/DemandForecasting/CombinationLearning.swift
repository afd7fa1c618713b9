import Foundation
import NumericCore

/// One series at one origin: what each member forecast and what came.
struct LearningCase {
    /// Member-major: member j, period h at [j * horizon + h]; 0 for members the series does not have. Scaled units.
    var forecasts: [Double]
    var gaps: [Double]
    var available: [Bool]
    /// NaN where the period is not known.
    var actual: [Double]
    /// Mean absolute seasonal difference before the origin.
    var scale: Double
    /// What losses are measured against: the seasonal random walk, for intermittent demand the mean.
    var benchmark: [Double]
}

/// What a combination is learnt for.
enum LearningLoss: Sendable {
    /// Half the mean MASE plus half the mean sMAPE, each over the same of the benchmark: the overall weighted average of the M
    /// competitions, for demand that is rarely zero.
    case overallAverage
    /// The squared error of the total over the horizon, over that of the benchmark: for intermittent demand, whose best forecast
    /// by absolute errors is zero.
    case totals
}

/// Learns the weights of a panel's combination from rolling origins.
///
/// Minimises the loss plus rho / N (|u - u0|^2 + log^2(kappa / 0.5)) with u0 the
/// tendencies other panels had: the less evidence, the closer to those. Adam
/// (Kingma and Ba 2015), 60 steps. Cases are summed in their order, in chunks of fixed size.
struct CombinationLearning {
    let cases: [LearningCase]
    let loss: LearningLoss
    let horizon: Int
    let memberCount: Int
    let evidenceCount: Int
    let prior: [Double]
    static let ridge = 4.0
    static let steps = 60
    static let rate = 0.2
    private static let chunk = 64

    func learn(threads: Int) -> CombinationWeights {
        var weights = CombinationWeights(tendencies: prior)
        let (scaledTotal, percentTotal) = benchmarkLoss()
        guard cases.count > 0, scaledTotal > 0, percentTotal > 0 else { return weights }
        let scaledShare = 0.5 / scaledTotal, percentShare = 0.5 / percentTotal
        let ridge = 2 * Self.ridge / Double(cases.count), initial = log(CombinationWeights.initialSteepness)
        var logSteepness = initial
        var first = [Double](repeating: 0, count: memberCount + 1), second = first
        let chunks = (cases.count + Self.chunk - 1) / Self.chunk
        for step in 1...Self.steps {
            let current = weights
            let parts = parallelMap(count: chunks, threads: threads) { index in
                self.gradient(
                    index * Self.chunk..<min((index + 1) * Self.chunk, self.cases.count), current, scaledShare, percentShare)
            }
            var gradient = [Double](repeating: 0, count: memberCount + 1)
            for part in parts {
                for j in gradient.indices { gradient[j] += part[j] }
            }
            for j in 0..<memberCount { gradient[j] += ridge * (weights.tendencies[j] - prior[j]) }
            gradient[memberCount] = gradient[memberCount] * weights.steepness + ridge * (logSteepness - initial)
            let t = Double(step)
            for j in gradient.indices {
                first[j] = 0.9 * first[j] + 0.1 * gradient[j]
                second[j] = 0.99 * second[j] + 0.01 * gradient[j] * gradient[j]
                let direction = first[j] / (1 - pow(0.9, t)) / ((second[j] / (1 - pow(0.99, t))).squareRoot() + 1e-10)
                let move = Self.rate * (1 - 0.8 * t / Double(Self.steps)) * direction
                if j < memberCount { weights.tendencies[j] -= move } else { logSteepness -= move }
            }
            weights.steepness = exp(logSteepness)
        }
        return weights
    }

    /// Sums over the cases of the benchmark's mean scaled error and mean percentage error.
    private func benchmarkLoss() -> (scaled: Double, percent: Double) {
        var scaled = 0.0, percent = 0.0
        for item in cases {
            let known = Double(item.actual.filter { !$0.isNaN }.count)
            if loss == .totals {
                let error = totalError(item, item.benchmark) / (item.scale * known)
                scaled += error * error
                percent += error * error
                continue
            }
            for h in 0..<horizon where !item.actual[h].isNaN {
                let error = abs(item.benchmark[h] - item.actual[h]), size = abs(item.benchmark[h]) + abs(item.actual[h])
                scaled += error / item.scale / known
                if size > 0 { percent += 200 * error / size / known }
            }
        }
        return (scaled, percent)
    }

    /// Forecast less actual, summed over the known periods.
    private func totalError(_ item: LearningCase, _ forecast: [Double]) -> Double {
        var error = 0.0
        for h in 0..<horizon where !item.actual[h].isNaN { error += forecast[h] - item.actual[h] }
        return error
    }

    /// Gradient of the loss with respect to the tendencies and, last, the steepness.
    private func gradient(
        _ range: Range<Int>, _ weights: CombinationWeights, _ scaledShare: Double, _ percentShare: Double
    ) -> [Double] {
        var gradient = [Double](repeating: 0, count: memberCount + 1)
        var forecast = [Double](repeating: 0, count: horizon), slope = forecast
        var byMember = [Double](repeating: 0, count: memberCount), share = byMember
        let tilts = weights.tendencies.map { exp($0) }
        for index in range {
            let softmin = shares(of: cases[index], weights.steepness, tilts, into: &share)
            MatrixVector.transposedProduct(
                rows: memberCount, columns: horizon, a: cases[index].forecasts, x: share, into: &forecast)
            setSlope(cases[index], forecast, scaledShare, percentShare, &slope)
            MatrixVector.product(rows: memberCount, columns: horizon, a: cases[index].forecasts, x: slope, into: &byMember)
            var average = 0.0, others = 0.0
            for j in 0..<memberCount { average += share[j] * byMember[j] }
            // d logit / d kappa: -gap / 2 for scored members, its softmin average for the others.
            cases[index].gaps.withUnsafeBufferPointer { gaps in
                for j in 0..<memberCount {
                    let logit = share[j] * (byMember[j] - average)
                    gradient[j] += logit
                    if j >= evidenceCount {
                        others += logit
                    } else if gaps[j].isFinite {
                        gradient[memberCount] -= 0.5 * gaps[j] * logit
                    }
                }
            }
            gradient[memberCount] += others * softmin
        }
        return gradient
    }

    /// The weights of `CombinationWeights.weights`, with each exponential taken once; returns the softmin average of -gap / 2.
    private func shares(of item: LearningCase, _ steepness: Double, _ tilts: [Double], into share: inout [Double]) -> Double {
        var mass = 0.0, softmin = 0.0, total = 0.0
        item.gaps.withUnsafeBufferPointer { gaps in
            for j in 0..<evidenceCount {
                let e = gaps[j].isFinite ? exp(-0.5 * steepness * gaps[j]) : 0
                if e > 0 { softmin -= 0.5 * gaps[j] * e }
                mass += e
                share[j] = e * tilts[j]
                total += share[j]
            }
        }
        let common = mass > 0 ? mass / Double(evidenceCount) : 1
        item.available.withUnsafeBufferPointer { available in
            for j in evidenceCount..<memberCount {
                share[j] = available[j] ? common * tilts[j] : 0
                total += share[j]
            }
        }
        if total > 0 {
            for j in 0..<memberCount { share[j] /= total }
        }
        return mass > 0 ? softmin / mass : 0
    }

    /// Derivative of the loss with respect to the combined forecast of each period.
    private func setSlope(
        _ item: LearningCase, _ forecast: [Double], _ scaledShare: Double, _ percentShare: Double, _ slope: inout [Double]
    ) {
        item.actual.withUnsafeBufferPointer { actual in
            var known = 0.0
            for h in 0..<horizon where !actual[h].isNaN { known += 1 }
            let total = loss == .totals ? totalError(item, forecast) / (item.scale * known) : 0
            for h in 0..<horizon {
                let f = forecast[h], y = actual[h]
                if y.isNaN {
                    slope[h] = 0
                } else if loss == .totals {
                    slope[h] = 4 * scaledShare * total / (item.scale * known)
                } else {
                    let error = f - y, size = max(abs(f) + abs(y), 1e-12)
                    let sign: Double = error > 0 ? 1 : (error < 0 ? -1 : 0), direction: Double = f > 0 ? 1 : (f < 0 ? -1 : 0)
                    let percent = 200 * (sign / size - abs(error) / (size * size) * direction)
                    slope[h] = (scaledShare / item.scale * sign + percentShare * percent) / known
                }
            }
        }
    }
}
