import DemandModel
import NumericCore

// Theory. Backorders at the moment L + u R after an order opportunity are (D(L + u R) - y)+, and E[B] is their mean over 0 <= u <= 1. As a
// function of u this is a hinge rounded over about one standard deviation of demand. With s = mean demand of a review period / standard
// deviation over L + R ("sharpness"), five-point Gauss-Lobatto over ceil(s / 1.6) equal parts is within 0.1% from no shortage at all up to
// levels four standard deviations above the mean. Where more than eight parts would be needed, the average is taken member by member for
// each y: in closed form for Poisson demand, else over panels laid out around the moment at which the mean passes y.

/// Averages over the moments between two receipts for demand so steady that fixed nodes would miss the moment at which stock runs out.
struct TimeAverage: Sendable {
    /// The sharpness that five nodes serve, and the most parts of five nodes each.
    static let sharpnessPerPart = 1.6
    static let mostParts = 8

    private enum Part {
        /// Poisson demand at L and at L + R, and the mean between.
        case poisson(weight: Double, low: PoissonDistribution, high: PoissonDistribution)
        case panels(MemberPath)
    }

    private let parts: [Part]
    private let isCount: Bool

    init(_ paths: [MemberPath], isCount: Bool) {
        let total = paths.reduce(0) { $0 + $1.weight }
        parts = paths.filter { $0.weight > 0 }.map { path in
            if path.family == .poisson && path.isLinear && path.isRising {
                return .poisson(
                    weight: path.weight / total, low: PoissonDistribution(mean: path.mean(0)), high: PoissonDistribution(mean: path.mean(1)))
            }
            return .panels(path)
        }
        scale = 1 / total
        self.isCount = isCount
    }

    private let scale: Double

    /// Time averages of P(D = y), P(D > y) and the losses.
    func losses(at y: Double) -> LossValues {
        var sum = LossValues(upperTail: 0, first: 0, second: 0)
        for part in parts {
            switch part {
            case .poisson(let weight, let low, let high): sum.add(poissonAverage(low, high, at: y), times: weight)
            case .panels(let path): sum.add(panelAverage(path, at: y), times: path.weight * scale)
            }
        }
        return sum
    }

    /// With m the mean, d/dm P(N > y) = P(N = y), d/dm n1(y + 1) = P(N > y), d/dm n2(y) = n1(y) and d/dm n3(y) = n2(y), where n3 is the
    /// sum of n2 over y + 1, y + 2, ...: averages over a linearly growing mean are differences over its rise.
    private func poissonAverage(_ low: PoissonDistribution, _ high: PoissonDistribution, at y: Double) -> LossValues {
        let k = y.rounded(.down)
        if k != y {
            // Between whole numbers as for one distribution.
            let whole = poissonAverage(low, high, at: k)
            let fraction = y - k
            return LossValues(
                upperTail: whole.upperTail, first: whole.first - fraction * whole.upperTail,
                second: max(0, whole.second - fraction * (whole.first - whole.upperTail)))
        }
        let a = low.losses(at: k)
        let b = high.losses(at: k)
        let rise = high.mean - low.mean
        func third(_ d: PoissonDistribution, _ own: LossValues) -> Double {
            // 3 n3(k) = (m - k) n2(k) + k n1(k + 1)
            max(0, ((d.mean - k) * own.second + k * (own.first - own.upperTail)) / 3)
        }
        return LossValues(
            atom: max(0, b.upperTail - a.upperTail) / rise,
            upperTail: min(1, max(0, (b.first - b.upperTail) - (a.first - a.upperTail)) / rise),
            first: max(0, b.second - a.second) / rise, second: max(0, third(high, b) - third(low, a)) / rise)
    }

    /// Gauss-Legendre over panels that are narrow where the demand passes y, and one panel beyond, where everything is short.
    private func panelAverage(_ path: MemberPath, at y: Double) -> LossValues {
        var sum = LossValues(upperTail: 0, first: 0, second: 0)
        func add(_ from: Double, _ to: Double) {
            guard to > from else { return }
            for (node, weight) in gaussLegendre {
                let u = from + (to - from) * node
                sum.add(losses(path, u, at: y), times: weight * (to - from))
            }
        }
        /// Width of one standard deviation of demand, in u, at u.
        func width(_ u: Double) -> Double {
            let step = 1e-4
            let slope = (path.mean(min(1, u + step)) - path.mean(max(0, u - step))) / (min(1, u + step) - max(0, u - step))
            let spread = (path.family == .poisson ? path.mean(u) : path.variance(u)).squareRoot()
            return slope > 0 ? min(1, max(1e-6, spread / slope)) : 1
        }
        let middle = path.moment(meanReaches: y)
        // Upwards from where the mean passes y: five standard deviations further on everything is short.
        if let middle {
            var u = middle
            var z = 0.0
            while u < 1 && z < 5.2 {
                let next = min(1, u + 1.3 * width(u))
                add(u, next)
                u = next
                z += 1.3
            }
            add(u, 1)
        }
        // Downwards until hardly anything is short.
        var u = middle ?? 1
        var z = 0.0
        if middle == nil {
            let spread = (path.family == .poisson ? path.mean(1) : path.variance(1)).squareRoot()
            z = spread > 0 ? (y - path.mean(1)) / spread : .infinity
        }
        let first = z
        while u > 0 && z < .infinity && 0.5 * (z * z - first * first) < 20 {
            let step = min(1.3, 3 / max(z, 1e-9))
            let next = max(0, u - step * width(u))
            add(next, u)
            u = next
            z += step
        }
        return sum
    }

    private func losses(_ path: MemberPath, _ u: Double, at y: Double) -> LossValues {
        guard let member = try? distributionMember(path.member(u)) else { return LossValues(upperTail: 0, first: 0, second: 0) }
        return member.losses(at: y, lattice: isCount)
    }
}

/// Five points of Gauss-Legendre quadrature on 0...1 (Abramowitz & Stegun 25.4.29).
private let gaussLegendre: [(node: Double, weight: Double)] = {
    let near = 0.538469310105683091036314420700208805
    let far = 0.906179845938663992797626878299392965
    let a = 0.478628670499366468041291514835638193
    let b = 0.236926885056189087514264040719917363
    return [
        (0.5 * (1 - far), 0.5 * b), (0.5 * (1 - near), 0.5 * a), (0.5, 0.5 * 128.0 / 225), (0.5 * (1 + near), 0.5 * a), (0.5 * (1 + far), 0.5 * b),
    ]
}()

extension LossValues {
    /// Adds a share of other losses.
    mutating func add(_ other: LossValues, times weight: Double) {
        atom += weight * other.atom
        upperTail += weight * other.upperTail
        first += weight * other.first
        second += weight * other.second
    }
}
