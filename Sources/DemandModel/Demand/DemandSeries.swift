/// Demand of one item-location by period: what was wanted in each of `demand.count` consecutive periods.
///
/// A period whose demand is not known (not zero: unknown) is listed in `missing`; its entry in `demand` is 0 and has no meaning.
/// Optional columns (`price`, `promotion`, `stockout`) are either empty or as long as `demand`.
public struct DemandSeries: Sendable, Codable, Equatable {
    public var key: ItemLocation
    /// Period number (see `PeriodCalendar`) of `demand[0]`.
    public var firstPeriod: Int
    /// Units wanted per period.
    public var demand: [Double]
    /// Indices into `demand` of periods that are unknown, ascending.
    public var missing: [Int]
    /// Mean price per unit paid in the period (money), or asked where nothing was sold; 0 where it is not known.
    public var price: [Double]
    /// True where the period was (partly) on promotion.
    public var promotion: [Bool]
    /// True where the shelf was empty for some of the period: sales there are a lower bound of demand.
    public var stockout: [Bool]

    public init(
        key: ItemLocation, firstPeriod: Int, demand: [Double], missing: [Int] = [],
        price: [Double] = [], promotion: [Bool] = [], stockout: [Bool] = []
    ) {
        self.key = key
        self.firstPeriod = firstPeriod
        self.demand = demand
        self.missing = missing
        self.price = price
        self.promotion = promotion
        self.stockout = stockout
    }

    public var count: Int { demand.count }
}
