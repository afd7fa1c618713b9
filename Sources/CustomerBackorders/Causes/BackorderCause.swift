import DemandModel

/// Why an order waits: the first that the evidence shows, in this order.
public enum BackorderCause: String, Sendable, Codable, CaseIterable {
    /// The figures cannot be right: stock below nothing, or enough of it while an order waits; or the item could not be planned.
    case data
    /// A person decided otherwise: a level kept below the plan, or nothing ordered when the level asked for it.
    case decision
    case supplierLate = "supplier_late"
    case supplierShort = "supplier_short"
    /// A supplier's capacity, a largest order or a minimum order value.
    case capacity
    /// More was sold at once than the stock is meant for.
    case demandSpike = "demand_spike"
    /// More has been sold for long than the forecast had.
    case forecast
    /// Deliveries take longer than the plan reckons with, though none is late by its promise.
    case leadTime = "lead_time"
    /// None of these: within what the service target allows.
    case expected

    /// For a customer: no blame, no name.
    public var words: String {
        switch self {
        case .data: "a difference between our records and the shelf"
        case .decision: "the way we had planned our stock"
        case .supplierLate: "a delivery that is later than announced"
        case .supplierShort: "a delivery that was not complete"
        case .capacity: "limited production"
        case .demandSpike, .forecast: "much more demand than expected"
        case .leadTime: "longer delivery times"
        case .expected: "more orders than we had in stock"
        }
    }
}

/// The cause of one waiting line with the fact it rests on.
public struct LineCause: Sendable, Equatable {
    /// Index into `BackorderFacts.waiting`.
    public var line: Int
    public var cause: BackorderCause
    /// The figures, in one sentence.
    public var evidence: String
    /// Whose supply it is.
    public var supplier: String
}
