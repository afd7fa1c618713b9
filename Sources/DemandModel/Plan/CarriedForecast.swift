/// What a store keeps of an item's history and forecasts, byte for byte: a plan that takes the forecasts over writes the same bytes again.
public struct CarriedForecast: Sendable, Equatable {
    /// Values as the store writes them; empty where the item has none.
    public var effects: [UInt8]
    public var forecast: [UInt8]
    public var outlook: [UInt8]
    public var pooled: [UInt8]
    /// History, outlook and forecast as packed numbers.
    public var numbers: [UInt8]

    public init(effects: [UInt8], forecast: [UInt8], outlook: [UInt8], pooled: [UInt8], numbers: [UInt8]) {
        self.effects = effects
        self.forecast = forecast
        self.outlook = outlook
        self.pooled = pooled
        self.numbers = numbers
    }
}
