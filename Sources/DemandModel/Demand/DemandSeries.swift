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
    /// Mean price per unit paid in the period (money), or asked where nothing was sold; 0 where it is not known. An array is made each time it is read:
    /// who reads many of them asks `prices`.
    public var price: [Double] {
        get { prices.numbers }
        set { prices = PriceColumn(newValue) }
    }
    /// `price` as it is kept.
    public private(set) var prices: PriceColumn
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
        prices = PriceColumn(price)
        self.promotion = promotion
        self.stockout = stockout
    }

    public var count: Int { demand.count }

    private enum CodingKeys: String, CodingKey { case key, firstPeriod, demand, missing, price, promotion, stockout }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        key = try fields.decode(ItemLocation.self, forKey: .key)
        firstPeriod = try fields.decode(Int.self, forKey: .firstPeriod)
        demand = try fields.decode([Double].self, forKey: .demand)
        missing = try fields.decode([Int].self, forKey: .missing)
        prices = PriceColumn(try fields.decode([Double].self, forKey: .price))
        promotion = try fields.decode([Bool].self, forKey: .promotion)
        stockout = try fields.decode([Bool].self, forKey: .stockout)
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(key, forKey: .key)
        try fields.encode(firstPeriod, forKey: .firstPeriod)
        try fields.encode(demand, forKey: .demand)
        try fields.encode(missing, forKey: .missing)
        try fields.encode(price, forKey: .price)
        try fields.encode(promotion, forKey: .promotion)
        try fields.encode(stockout, forKey: .stockout)
    }
}
