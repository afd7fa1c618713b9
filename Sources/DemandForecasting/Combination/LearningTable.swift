import CMath
import NumericCore

/// Learning cases laid end to end, and the gradient of a combination's loss over them.
struct LearningTable: Sendable {
    let count: Int
    private let loss: LearningLoss
    private let horizon: Int
    private let memberCount: Int
    private let evidenceCount: Int
    /// Members per period, padded.
    private let width: Int
    private var forecasts: [Double] = []
    private var gaps: [Double] = []
    /// 1 = the series has the member.
    private var present: [Double] = []
    /// NaN where the period is not known.
    private var actual: [Double] = []
    private var scales: [Double] = []

    init(_ cases: [LearningCase], loss: LearningLoss, horizon: Int, memberCount: Int, evidenceCount: Int) {
        count = cases.count
        self.loss = loss
        self.horizon = horizon
        self.memberCount = memberCount
        self.evidenceCount = evidenceCount
        width = PaddedRows.width(memberCount)
        forecasts.reserveCapacity(count * horizon * width)
        for item in cases {
            forecasts.append(contentsOf: item.forecasts)
            gaps.append(contentsOf: item.gaps)
            present.append(contentsOf: item.available.map { $0 ? 1 : 0 })
            actual.append(contentsOf: item.actual)
            scales.append(item.scale)
        }
    }

    /// Gradient with respect to the tendencies and, last, the steepness, summed over a range of cases.
    func gradient(
        _ range: Range<Int>, _ weights: CombinationWeights, scaledShare: Double, percentShare: Double
    ) -> [Double] {
        var gradient = [Double](repeating: 0, count: memberCount + 1)
        let forecast = AlignedBuffer(count: horizon), slope = AlignedBuffer(count: horizon)
        let byMember = AlignedBuffer(count: width), share = AlignedBuffer(count: width), tilts = AlignedBuffer(count: width)
        share.fill(0)
        for j in 0..<memberCount { tilts[j] = exp(weights.tendencies[j]) }
        forecasts.withUnsafeBufferPointer { forecasts in
            guard let start = forecasts.baseAddress else { return }
            for index in range {
                let table = start + index * horizon * width
                let softmin = setShares(index, weights.steepness, tilts.pointer, share.pointer)
                PaddedRows.times(table: table, rows: horizon, width: width, x: share.pointer, into: forecast.pointer)
                setSlope(index, forecast.pointer, scaledShare, percentShare, slope.pointer)
                PaddedRows.transposedTimes(table: table, rows: horizon, width: width, y: slope.pointer, into: byMember.pointer)
                add(index, softmin, share.pointer, byMember.pointer, to: &gradient)
            }
        }
        return gradient
    }

    private func add(
        _ index: Int, _ softmin: Double, _ share: UnsafePointer<Double>, _ byMember: UnsafePointer<Double>, to gradient: inout [Double]
    ) {
        var average = 0.0, others = 0.0, steeper = 0.0
        for j in 0..<memberCount { average += share[j] * byMember[j] }
        gaps.withUnsafeBufferPointer { gaps in
            gradient.withUnsafeMutableBufferPointer { gradient in
                for j in 0..<memberCount where share[j] > 0 {
                    let logit = share[j] * (byMember[j] - average)
                    gradient[j] += logit
                    // d logit / d kappa: -gap / 2 for scored members, its softmin average for the others.
                    if j >= evidenceCount { others += logit } else { steeper -= 0.5 * gaps[index * evidenceCount + j] * logit }
                }
                gradient[memberCount] += steeper + others * softmin
            }
        }
    }

    /// The weights of `CombinationWeights.weights`, with each exponential taken once; returns the softmin average of -gap / 2.
    private func setShares(
        _ index: Int, _ steepness: Double, _ tilts: UnsafePointer<Double>, _ share: UnsafeMutablePointer<Double>
    ) -> Double {
        var mass = 0.0, softmin = 0.0, total = 0.0
        gaps.withUnsafeBufferPointer { gaps in
            let own = UnsafeBufferPointer(rebasing: gaps[(index * evidenceCount)..<((index + 1) * evidenceCount)])
            guard let first = own.baseAddress else { return }
            PaddedRows.decay(first, rate: 0.5 * steepness, count: evidenceCount, into: share)
            for j in 0..<evidenceCount {
                let e = share[j]
                if e > 0 { softmin -= 0.5 * own[j] * e }
                mass += e
                share[j] = e * tilts[j]
                total += share[j]
            }
        }
        let common = mass > 0 ? mass / Double(evidenceCount) : 1
        present.withUnsafeBufferPointer { present in
            for j in evidenceCount..<memberCount {
                share[j] = common * tilts[j] * present[index * memberCount + j]
                total += share[j]
            }
        }
        if total > 0 {
            let inverse = 1 / total
            for j in 0..<memberCount { share[j] *= inverse }
        }
        return mass > 0 ? softmin / mass : 0
    }

    /// Derivative of the loss with respect to the combined forecast of each period.
    private func setSlope(
        _ index: Int, _ forecast: UnsafePointer<Double>, _ scaledShare: Double, _ percentShare: Double,
        _ slope: UnsafeMutablePointer<Double>
    ) {
        actual.withUnsafeBufferPointer { actual in
            let first = index * horizon, scale = scales[index]
            var known = 0.0, total = 0.0
            for h in 0..<horizon where !actual[first + h].isNaN {
                known += 1
                total += forecast[h] - actual[first + h]
            }
            for h in 0..<horizon {
                let f = forecast[h], y = actual[first + h]
                if y.isNaN {
                    slope[h] = 0
                } else if loss == .totals {
                    slope[h] = 4 * scaledShare * total / (scale * known) / (scale * known)
                } else {
                    let error = f - y, size = max(abs(f) + abs(y), 1e-12)
                    let sign: Double = error > 0 ? 1 : (error < 0 ? -1 : 0), direction: Double = f > 0 ? 1 : (f < 0 ? -1 : 0)
                    let percent = 200 * (sign / size - abs(error) / (size * size) * direction)
                    slope[h] = (scaledShare / scale * sign + percentShare * percent) / known
                }
            }
        }
    }
}
