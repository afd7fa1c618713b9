import CMath

/// How members are weighted: a tendency u per member and a steepness kappa, shared by the panel,
///
///     w_j = softmax_j( u_j - kappa / 2 (score_j - least score) )
///
/// over the members a series has. A member without a score gets the mean of exp(-kappa / 2 (score - least)) over the scored ones,
/// so that its share does not depend on how well they fit. kappa = 1 and u = 0 is averaging by marginal likelihood; kappa = 1/2 flattens it.
struct CombinationWeights: Sendable, Codable, Equatable {
    var tendencies: [Double]
    var steepness: Double
    /// Share of the combination that goes by these weights; the rest goes by evidence alone (`LearntShare`).
    var learntShare = 0.5

    static let initialSteepness = 0.5
    /// Scores further than this from the best weigh no less.
    static let largestGap = 200.0

    init(tendencies: [Double], steepness: Double = initialSteepness) {
        self.tendencies = tendencies
        self.steepness = steepness
    }

    /// Scores of longer series count as if there were so many observations: all models are wrong, and differences between wrong models
    /// grow with the length of a series while what they say of the next season does not (Miller and Dunson 2019, coarsening).
    static let trustedObservations = 100.0

    /// By evidence alone, flattened to a fifth.
    static func evidence(count: Int) -> CombinationWeights {
        CombinationWeights(tendencies: [Double](repeating: 0, count: count), steepness: 0.2)
    }

    /// Scores less the least one, tempered and cut; infinite for members the series does not have. Scored members come first.
    static func gaps(_ candidates: [MemberCandidate?], evidenceCount: Int, observed: Int) -> [Double] {
        let temper = min(1, trustedObservations / Double(max(observed, 1)))
        let scores = candidates.prefix(evidenceCount).map { $0?.score ?? .infinity }
        let least = scores.min() ?? .infinity
        return scores.map { $0.isFinite ? min(temper * ($0 - least), largestGap) : .infinity }
    }

    /// Weights of the members, 0 for those that are not there; all 0 if there is none.
    func weights(gaps: [Double], available: [Bool]) -> [Double] {
        var logits = [Double](repeating: -.infinity, count: available.count)
        var mean = 0.0
        for (j, gap) in gaps.enumerated() where gap.isFinite {
            logits[j] = tendencies[j] - 0.5 * steepness * gap
            mean += exp(-0.5 * steepness * gap)
        }
        let common = mean > 0 ? log(mean / Double(gaps.count)) : 0
        for j in gaps.count..<available.count where available[j] { logits[j] = tendencies[j] + common }
        let largest = logits.max() ?? -.infinity
        guard largest.isFinite else { return logits.map { _ in 0 } }
        let raw = logits.map { exp($0 - largest) }
        let total = raw.reduce(0, +)
        return raw.map { $0 / total }
    }
}
