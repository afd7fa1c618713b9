import DemandModel

/// What makes customers wait in a plan, besides levels that are below the mean demand they cover.
public enum WaitingInput: Int, Sendable, Codable, CaseIterable {
    /// Chance in what customers buy from day to day.
    case demandNoise
    /// The level of demand is not what the forecast says.
    case forecastError
    case leadTimeSpread
    /// Deliveries that are not whole or not usable.
    case yield
    /// Orders are placed at reviews only.
    case reviewPeriod
    /// Minimum and largest orders, order multiples, capacity of the supplier.
    case limits

    public var name: String {
        switch self {
        case .demandNoise: "demand noise"
        case .forecastError: "forecast error"
        case .leadTimeSpread: "lead-time spread"
        case .yield: "yield"
        case .reviewPeriod: "review period"
        case .limits: "limits of orders"
        }
    }
}

/// How strong each input is in a replay: 1 as it is, 0 taken away, 0.5 halved.
typealias InputStrengths = [Double]

/// One item's policy lived through days of demand, with inputs at chosen strengths and the same chance in every replay.
struct WaitingReplay {
    /// The distribution of the level of demand is cut finely where customers wait: its last parts are a two-hundredth and less.
    private static let parts = [0, 0.1, 0.25, 0.4, 0.55, 0.67, 0.77, 0.85, 0.9, 0.94, 0.965, 0.98, 0.99, 0.996, 0.999, 1]

    let item: ReplayedItem
    private let levels: [Double]
    private let days: Int
    /// Chance of each day, with demand as forecast and at each level.
    private let noise: [(forecast: [Double], level: [Double])]

    /// `nil` for an item without a policy or demand.
    ///
    /// - Parameters:
    ///   - loss: of the supplier's deliveries.
    ///   - capacityPerDay: the item's part of its supplier's capacity; infinite for none.
    ///   - days: of each path beyond its start; `nil`: long enough for the plan's items together.
    init?(_ planned: PlannedItem, loss: Double, capacityPerDay: Double, days asked: Int? = nil) {
        guard let item = ReplayedItem(planned, loss: loss, capacityPerDay: capacityPerDay) else { return nil }
        self.item = item
        levels = demandLevels(relativeError: item.relativeError, parts: WaitingReplay.parts)
        let length = item.warmUpDays + (asked ?? min(400, max(120, Int(6 * (item.leadDays + item.reviewDays)))))
        days = length
        var random = PlainRandom(state: item.seedValue)
        noise = levels.map { level in
            // The same chance at both.
            var again = random
            let forecast = item.noise(level: 1, days: length, random: &random)
            return (forecast, item.noise(level: level, days: length, random: &again))
        }
    }

    /// Inputs that are there at all.
    var active: [WaitingInput] {
        WaitingInput.allCases.filter { input in
            switch input {
            case .demandNoise: true
            case .forecastError: item.relativeError > 1e-6
            case .leadTimeSpread: item.leadDeviation > 0
            case .yield: item.loss > 1e-6
            case .reviewPeriod: item.reviewDays > 1
            case .limits: item.mostOrder < .infinity || item.leastOrder > 1 || item.multiple > 1
            }
        }
    }

    /// Time-average units waiting.
    func waiting(_ strengths: InputStrengths) -> Double {
        var sum = 0.0
        for level in levels.indices { sum += (WaitingReplay.parts[level + 1] - WaitingReplay.parts[level]) * path(level, strengths) }
        return sum
    }

    private func path(_ level: Int, _ strengths: InputStrengths) -> Double {
        let noiseStrength = strengths[WaitingInput.demandNoise.rawValue]
        let error = strengths[WaitingInput.forecastError.rawValue]
        let factor = 1 + error * (levels[level] - 1)
        let review = max(1, Int((1 + strengths[WaitingInput.reviewPeriod.rawValue] * (item.reviewDays - 1)).rounded()))
        let lost = strengths[WaitingInput.yield.rawValue] * item.loss
        let limits = strengths[WaitingInput.limits.rawValue], spread = strengths[WaitingInput.leadTimeSpread.rawValue]
        var random = PlainRandom(state: item.seedValue &+ UInt64(level) &* 0x9E37_79B9 &+ 1)
        var receipts = [Double](repeating: 0, count: days + 1)
        var missing = [Double](repeating: 0, count: days + 1)
        var net = item.policy.orderUpTo, position = item.policy.orderUpTo, waitingDays = 0.0
        for day in 0..<days {
            net += receipts[day]
            position -= missing[day]
            // The chance of a lead time is drawn each day, so that it does not depend on which days order.
            let chance = random.uniform()
            let quantity = day % review == 0 ? item.order(position: position, limits: limits) : 0
            if quantity > 0 {
                let arrival = day + item.arrivalDays(chance, strength: spread)
                position += quantity
                let usable = quantity * (1 - lost)
                if arrival <= day {
                    net += usable
                    position -= quantity - usable
                } else if arrival < days {
                    receipts[arrival] += usable
                    missing[arrival] += quantity - usable
                }
            }
            let before = max(0, -net)
            let chanceOfDay = (1 - error) * noise[level].forecast[day] + error * noise[level].level[day]
            let demand = max(0, item.perDay * factor + noiseStrength * chanceOfDay)
            net -= demand
            position -= demand
            // Who comes during a day waits half of it on average.
            if day >= item.warmUpDays { waitingDays += 0.5 * (before + max(0, -net)) }
        }
        return waitingDays / Double(days - item.warmUpDays)
    }
}
