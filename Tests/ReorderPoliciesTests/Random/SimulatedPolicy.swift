import DemandModel
import Foundation

extension EnumeratedPolicy {
    /// Fill rate and E[B] of a shop played customer by customer, with their standard errors from twenty stretches.
    func simulated(
        _ kind: ReplenishmentPolicy.Kind, s: Int, top: Int, customers: Int, _ generator: inout TestGenerator
    ) -> (fill: (mean: Double, error: Double), waiting: (mean: Double, error: Double)) {
        var clock = 0.0
        var net = Double(top)
        var position = top
        var receipts: [(time: Double, units: Int)] = []
        var nextReview = review > 0 ? review : Double.infinity
        let quantity = top - s
        func reorder(_ time: Double) {
            guard position <= s else { return }
            var units = top - position
            if kind == .rQ || kind == .RS && quantity > 1 { units = ((s - position) / quantity + 1) * quantity }
            position += units
            receipts.append((time + lead, units))
        }
        var fills: [Double] = []
        var waits: [Double] = []
        var (asked, served, area, started) = (0.0, 0.0, 0.0, 0.0)
        func run(until time: Double) {
            while true {
                let next = min(receipts.first?.time ?? .infinity, nextReview)
                let end = min(time, next)
                area += max(0, -net) * (end - clock)
                clock = end
                if next > time { return }
                if let first = receipts.first, first.time <= nextReview {
                    net += Double(first.units)
                    receipts.removeFirst()
                } else {
                    reorder(clock)
                    nextReview += review
                }
            }
        }
        let stretch = customers / 21
        for customer in 1...(stretch * 21) {
            run(until: clock + generator.exponential(customersPerDay))
            var u = generator.uniform()
            var size = 1
            while size < sizes.count && u > sizes[size - 1] {
                u -= sizes[size - 1]
                size += 1
            }
            asked += Double(size)
            served += min(Double(size), max(0, net))
            net -= Double(size)
            position -= size
            if review == 0 { reorder(clock) }
            if customer % stretch == 0 {
                if customer > stretch {
                    fills.append(served / asked)
                    waits.append(area / (clock - started))
                }
                (asked, served, area, started) = (0, 0, 0, clock)
            }
        }
        func summary(_ values: [Double]) -> (Double, Double) {
            let n = Double(values.count)
            let mean = values.reduce(0, +) / n
            let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
            return (mean, (spread / n).squareRoot())
        }
        return (summary(fills), summary(waits))
    }
}
