/// A row of a backtest: the forecaster's combination, one of its models by itself, or a method that both should beat.
public struct BacktestModel: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable { case combination, member, floor }

    public var kind: Kind
    public var name: String

    static let combination = BacktestModel(kind: .combination, name: "combination")
    static let seasonalNaive = BacktestModel(kind: .floor, name: "seasonal naive")
    static let historicalMean = BacktestModel(kind: .floor, name: "historical mean")
    static let naive2 = BacktestModel(kind: .floor, name: "Naive2")
    static let textbook = BacktestModel(kind: .floor, name: "normal, sigma sqrt(L)")
}
