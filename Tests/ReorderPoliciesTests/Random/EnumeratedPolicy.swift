import DemandModel
import Foundation

/// A policy's figures by plain sums over probabilities: nothing here is shared with the sources.
struct EnumeratedPolicy {
    enum Family: CaseIterable { case poisson, negativeBinomial, customers }

    var family: Family
    var rate: Double
    var ratio: Double
    var lead: Double
    var review: Double
    /// Probabilities of a customer ordering 1, 2, ... units.
    var sizes: [Double]
    let meanSize: Double

    init(family: Family, rate: Double, ratio: Double, lead: Double, review: Double) {
        self.family = family
        self.rate = rate
        self.ratio = ratio
        self.lead = lead
        self.review = review
        switch family {
        case .poisson: sizes = [1]
        case .negativeBinomial:
            let q = 1 - 1 / ratio
            sizes = (1...200).map { pow(q, Double($0)) / Double($0) }.filter { $0 > 1e-15 }
            let total = sizes.reduce(0, +)
            sizes = sizes.map { $0 / total }
        case .customers: sizes = [0.7, 0, 0.2, 0, 0.1]
        }
        meanSize = sizes.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element }
    }

    var customersPerDay: Double { rate / meanSize }

    /// P(D = 0), P(D = 1), ... of the demand of some days, by Panjer's recursion from the customers' sizes.
    func probabilities(days: Double, count: Int = 260) -> [Double] {
        let customers = customersPerDay * days
        var p = [exp(-customers)]
        for k in 1..<count {
            var sum = 0.0
            for (index, share) in sizes.enumerated() where index + 1 <= k { sum += Double(index + 1) * share * p[k - index - 1] }
            p.append(customers * sum / Double(k))
        }
        return p
    }

    struct Figures {
        var expectedBackorders = 0.0
        var fillRate = 0.0
        var readyRate = 0.0
        var averageOnHand = 0.0
    }

    /// Probabilities of the positions S, S - 1, ..., s + 1.
    private func positions(_ kind: ReplenishmentPolicy.Kind, gap: Int) -> [Double] {
        let step: [Double]
        switch kind {
        case .RS, .rQ: return Array(repeating: 1 / Double(gap), count: gap)
        case .RsS: step = probabilities(days: review)
        case .sS: step = [0] + sizes
        }
        // The chain of positions after an opportunity, stepped until it stands.
        var share = [1.0] + Array(repeating: 0, count: gap - 1)
        for round in 0..<20_000 {
            var next = Array(repeating: 0.0, count: gap)
            for j in 0..<gap {
                var stays = 0.0
                for d in 0..<min(step.count, gap - j) {
                    next[j + d] += share[j] * step[d]
                    stays += step[d]
                }
                next[0] += share[j] * (1 - stays)
            }
            // Half steps: the chain may be periodic.
            let mixed = zip(next, share).map { 0.5 * ($0 + $1) }
            let moved = zip(mixed, share).reduce(0) { $0 + abs($1.0 - $1.1) }
            share = mixed
            if moved < 1e-14 && round > 10 { break }
        }
        return share
    }

    func figures(_ kind: ReplenishmentPolicy.Kind, s: Int, top: Int) -> Figures {
        let gap = top - s
        let share = positions(kind, gap: gap)
        var result = Figures()
        func moment(_ days: Double) -> (waiting: Double, left: Double, ready: Double) {
            let p = probabilities(days: days)
            var sum = (waiting: 0.0, left: 0.0, ready: 0.0)
            for j in 0..<gap {
                let y = top - j
                for (d, probability) in p.enumerated() {
                    if d > y { sum.waiting += share[j] * probability * Double(d - y) }
                    if d < y {
                        sum.left += share[j] * probability * Double(y - d)
                        sum.ready += share[j] * probability
                    }
                }
            }
            return sum
        }
        if review > 0 {
            let panels = 16
            for index in 0...panels {
                let weight = Double(index == 0 || index == panels ? 1 : (index % 2 == 1 ? 4 : 2)) / Double(3 * panels)
                let here = moment(lead + Double(index) / Double(panels) * review)
                result.expectedBackorders += weight * here.waiting
                result.averageOnHand += weight * here.left
                result.readyRate += weight * here.ready
            }
            result.fillRate = 1 - (moment(lead + review).waiting - moment(lead).waiting) / (rate * review)
            return result
        }
        let here = moment(lead)
        result = Figures(expectedBackorders: here.waiting, fillRate: 0, readyRate: here.ready, averageOnHand: here.left)
        // Every size of order against every demand.
        let p = probabilities(days: lead)
        for j in 0..<gap {
            for (d, probability) in p.enumerated() where d < top - j {
                let left = top - j - d
                var served = 0.0
                for (index, size) in sizes.enumerated() { served += size * Double(min(left, index + 1)) }
                result.fillRate += share[j] * probability * served / meanSize
            }
        }
        return result
    }

    var demand: LeadTimeDemand {
        get throws {
            family == .customers
                ? try LeadTimeDemand(customersPerDay: customersPerDay, orderSizes: [0] + sizes, leadTime: lead, review: review)
                : try LeadTimeDemand(rate: rate, variancePerDay: rate * ratio, leadTime: lead, review: review)
        }
    }
}
