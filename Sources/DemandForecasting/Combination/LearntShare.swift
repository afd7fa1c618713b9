import CMath
import NumericCore
import ParallelWork

/// How much of a panel's combination goes by the learnt weights rather than by evidence alone.
///
/// Half and half is what served most panels. Where the combination by evidence was worse on the learning origins than the learnt
/// one by more than 5%, that is no luck of the sample (the learnt weights are fitted to it, and gain 1 to 4% by that): the likelihood
/// prefers the wrong members, and the learnt share grows to 1 as the difference grows to 20%.
struct LearntShare {
    let cases: [LearningCase]
    let horizon: Int
    let weights: CombinationWeights
    /// Cases looked at: an even selection of them.
    private static let largestSample = 400
    private static let chunk = 32
    private static let tolerance = 0.05, width = 0.15

    func share(threads: Int) -> Double {
        let count = min(cases.count, Self.largestSample)
        let sample = (0..<count).map { cases[$0 * cases.count / count] }
        let chunks = (count + Self.chunk - 1) / Self.chunk
        let parts = parallelMap(count: chunks, threads: threads) { index in
            sample[(index * Self.chunk)..<min((index + 1) * Self.chunk, count)].reduce(into: Errors()) { add($1, to: &$0) }
        }
        let total = parts.reduce(into: Errors()) { $0.add($1) }
        guard total.benchmark.scaled > 0, total.benchmark.percent > 0 else { return weights.learntShare }
        func loss(_ error: Error) -> Double {
            0.5 * error.scaled / total.benchmark.scaled + 0.5 * error.percent / total.benchmark.percent
        }
        let difference = log(loss(total.evidence) / loss(total.learnt))
        guard difference.isFinite else { return weights.learntShare }
        return 0.5 + 0.5 * min(max((difference - Self.tolerance) / Self.width, 0), 1)
    }

    /// Sums over cases of the mean absolute scaled error and of the mean symmetric percentage error.
    private struct Error {
        var scaled = 0.0, percent = 0.0

        mutating func add(_ forecast: Double, _ actual: Double, scale: Double, known: Double) {
            let error = abs(forecast - actual), size = abs(forecast) + abs(actual)
            scaled += error / scale / known
            if size > 0 { percent += 200 * error / size / known }
        }
    }

    private struct Errors {
        var evidence = Error(), learnt = Error(), benchmark = Error()

        mutating func add(_ other: Errors) {
            evidence.scaled += other.evidence.scaled
            evidence.percent += other.evidence.percent
            learnt.scaled += other.learnt.scaled
            learnt.percent += other.learnt.percent
            benchmark.scaled += other.benchmark.scaled
            benchmark.percent += other.benchmark.percent
        }
    }

    private func add(_ item: LearningCase, to errors: inout Errors) {
        let count = item.available.count, width = PaddedRows.width(count)
        let learnt = Combination.Part(
            weights: weights.weights(gaps: item.gaps, available: item.available), trim: Combination.Part.learntTrim)
        let evidence = Combination.Part(
            weights: CombinationWeights.evidence(count: count).weights(gaps: item.gaps, available: item.available),
            trim: Combination.Part.evidenceTrim)
        var sorter = TrimmedMean(count: count), unused = [Double](repeating: 0, count: count)
        let known = Double(item.actual.filter { !$0.isNaN }.count)
        for h in 0..<horizon where !item.actual[h].isNaN {
            sorter.sort { item.forecasts[h * width + $0] }
            let actual = item.actual[h]
            errors.evidence.add(sorter.mean(evidence, mass: &unused), actual, scale: item.scale, known: known)
            errors.learnt.add(sorter.mean(learnt, mass: &unused), actual, scale: item.scale, known: known)
            errors.benchmark.add(item.benchmark[h], actual, scale: item.scale, known: known)
        }
    }
}
