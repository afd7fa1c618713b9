import ArgumentParser

@main
struct Twobin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "twobin", abstract: "Demand forecasts and reorder points from a shop's sales history.", version: "0.1.0")
}
