import CMath
import NumericCore
import ParallelWork

/// One series at one origin: what each member forecast and what came.
struct LearningCase {
    /// Period-major, members padded to a multiple of eight: member j, period h at [h * width + j] with the `PaddedRows.width` of
    /// the number of members; 0 for members the series does not have. Scaled units.
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
    /// rho: how tightly the tendencies are held to the prior.
    let ridge: Double
    static let steps = 60
    static let rate = 0.2
    private static let chunk = 64

    func learn(threads: Int) -> CombinationWeights {
        var weights = CombinationWeights(tendencies: prior)
        let (scaledTotal, percentTotal) = benchmarkLoss()
        guard cases.count > 0, scaledTotal > 0, percentTotal > 0 else { return weights }
        let scaledShare = 0.5 / scaledTotal, percentShare = 0.5 / percentTotal
        let ridge = 2 * self.ridge / Double(cases.count), initial = log(CombinationWeights.initialSteepness)
        var logSteepness = initial
        var first = [Double](repeating: 0, count: memberCount + 1), second = first
        let table = LearningTable(cases, loss: loss, horizon: horizon, memberCount: memberCount, evidenceCount: evidenceCount)
        let chunks = (cases.count + Self.chunk - 1) / Self.chunk
        for step in 1...Self.steps {
            let current = weights
            let parts = parallelMap(count: chunks, threads: threads) { index in
                table.gradient(
                    index * Self.chunk..<min((index + 1) * Self.chunk, table.count), current, scaledShare: scaledShare,
                    percentShare: percentShare)
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
        if loss == .overallAverage {
            weights.learntShare = LearntShare(cases: cases, horizon: horizon, weights: weights).share(threads: threads)
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
}
