import CMath
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
    private static let levels = 8

    let perDay: Double
    let lumpSize: Double
    let relativeError: Double
    let leadDays: Double
    let leadDeviation: Double
    let reviewDays: Double
    /// Mean share of an order that never becomes usable.
    let loss: Double
    let leastOrder: Double
    let multiple: Double
    let mostOrder: Double
    private let policy: ReplenishmentPolicy
    private let warmUpDays: Int
    private let days: Int
    private let seedValue: UInt64
    private let noise: [[Double]]

    /// `nil` for an item without a policy or demand.
    ///
    /// - Parameters:
    ///   - loss: of the supplier's deliveries.
    ///   - capacityPerDay: the item's part of its supplier's capacity; infinite for none.
    init?(_ item: PlannedItem, loss: Double, capacityPerDay: Double) {
        guard let policy = item.recommendation.policy, let outlook = item.outlook, item.recommendation.protectionDays > 0,
              item.recommendation.demandMean > 0, let first = outlook.mean.first, first >= 0 else { return nil }
        let supply = item.supply
        self.policy = policy
        perDay = item.recommendation.demandMean / item.recommendation.protectionDays
        lumpSize = first > 0 ? max(0.05, (outlook.cumulativeVariance.first ?? first) / first) : 1
        leadDays = supply.leadTimeDays
        leadDeviation = supply.leadTimeStandardDeviationDays
        reviewDays = max(1, supply.reviewPeriodDays)
        self.loss = loss
        leastOrder = supply.minimumOrderQuantity ?? 0
        multiple = supply.orderMultiple ?? 0
        mostOrder = min(supply.maximumOrderQuantity.flatMap { $0 > 0 ? $0 : nil } ?? .infinity, capacityPerDay * reviewDays)
        let total = item.recommendation.demandStandardDeviation * item.recommendation.demandStandardDeviation
        let unexplained = total - item.recommendation.demandMean * lumpSize - perDay * perDay * leadDeviation * leadDeviation
        relativeError = max(0, unexplained).squareRoot() / item.recommendation.demandMean
        warmUpDays = Int(2 * (leadDays + reviewDays)) + 1
        days = warmUpDays + min(400, max(120, Int(6 * (leadDays + reviewDays))))
        seedValue = seed(item.key.item, item.key.location, "waiting")
        var random = PlainRandom(state: seedValue)
        // Chance of each day as a share of the way from the mean: the same for every strength of the noise.
        let lumps = perDay / lumpSize
        let size = lumpSize, length = days
        noise = (0..<WaitingReplay.levels).map { _ in (0..<length).map { _ in (random.poisson(lumps) - lumps) * size } }
    }

    /// Inputs that are there at all.
    var active: [WaitingInput] {
        WaitingInput.allCases.filter { input in
            switch input {
            case .demandNoise: true
            case .forecastError: relativeError > 1e-6
            case .leadTimeSpread: leadDeviation > 0
            case .yield: loss > 1e-6
            case .reviewPeriod: reviewDays > 1
            case .limits: mostOrder < .infinity || leastOrder > 1 || multiple > 1
            }
        }
    }

    /// Time-average units waiting.
    func waiting(_ strengths: InputStrengths) -> Double {
        var sum = 0.0
        for level in 0..<WaitingReplay.levels { sum += path(level, strengths) }
        return sum / Double(WaitingReplay.levels)
    }

    /// Standard normal at the middles of eight equal parts.
    private static let normals = [-1.534120544, -0.887146559, -0.488776411, -0.157310685, 0.157310685, 0.488776411, 0.887146559, 1.534120544]

    private func path(_ level: Int, _ strengths: InputStrengths) -> Double {
        let noiseStrength = strengths[WaitingInput.demandNoise.rawValue]
        let factor = max(0.05, 1 + strengths[WaitingInput.forecastError.rawValue] * relativeError * WaitingReplay.normals[level])
        let review = max(1, Int((1 + strengths[WaitingInput.reviewPeriod.rawValue] * (reviewDays - 1)).rounded()))
        let lost = strengths[WaitingInput.yield.rawValue] * loss
        let limits = strengths[WaitingInput.limits.rawValue]
        // Half as strong: a minimum and a multiple half as large, a largest order twice as large.
        let most = limits > 0 ? mostOrder / limits : .infinity
        let least = leastOrder * limits, batch = max(multiple, policy.orderQuantity ?? 0) * limits
        var random = PlainRandom(state: seedValue &+ UInt64(level) &* 0x9E37_79B9 &+ 1)
        var receipts = [Double](repeating: 0, count: days + 1)
        var missing = [Double](repeating: 0, count: days + 1)
        var net = policy.orderUpTo, position = policy.orderUpTo, waitingDays = 0.0
        for day in 0..<days {
            net += receipts[day]
            position -= missing[day]
            // The chance of a lead time is drawn each day, so that it does not depend on which days order.
            let chance = random.uniform()
            if day % review == 0, position <= policy.reorderPoint + 1e-9 || policy.kind == .RS && position < policy.orderUpTo - 1e-9 {
                var quantity = max(policy.orderUpTo - position, least)
                if batch > 1 { quantity = (quantity / batch).rounded(.up) * batch }
                quantity = min(quantity, most)
                let lead = leadDays + strengths[WaitingInput.leadTimeSpread.rawValue] * leadDeviation * standardNormal(chance)
                let arrival = day + max(0, Int(lead.rounded()))
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
            let demand = max(0, perDay * factor + noiseStrength * noise[level][day] * factor)
            net -= demand
            position -= demand
            if day >= warmUpDays { waitingDays += max(0, -net) }
        }
        return waitingDays / Double(days - warmUpDays)
    }
}

/// Normal quantile by the logistic approximation of Tocher (1963), within 0.02 between 0.01 and 0.99: enough for a spread that is itself estimated.
private func standardNormal(_ u: Double) -> Double {
    let p = min(0.999, max(0.001, u))
    return (pow(p, 0.135) - pow(1 - p, 0.135)) / 0.1975
}
