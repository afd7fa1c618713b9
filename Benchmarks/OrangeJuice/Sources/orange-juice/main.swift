import DemandForecasting
import DemandModel
import Foundation

// Reads rows `item,location,week,quantity,price,promotion` on standard input and forecasts the weeks from an origin on:
//
//     orange-juice ORIGIN HORIZON [effects | blend | fitted] [alone] < rows.csv
//
// With `alone`, no item knows of the offers of the others (only, as in any small assortment, of their prices).
//
// Rows before the origin are history (a week without a row, or without a quantity, is unknown), rows from it on give planned prices and promotions; their
// quantities are not read. Writes `item,location,week,mean,variance,total_variance` of the regression, or of its blend with
// smoothing, or, asked for effects, their table; asked for what was fitted, `item,location,week,fitted` of the history.

struct Row {
    var quantity: Double?
    var price: Double
    var isPromoted: Bool
}

func stop(_ message: String) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(64)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3, let origin = Int(arguments[1]), let horizon = Int(arguments[2]), horizon > 0 else {
    stop("usage: orange-juice ORIGIN HORIZON [effects | blend | fitted] < rows.csv")
}
var table: [ItemLocation: [Int: Row]] = [:]
while let line = readLine() {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 6, let week = Int(fields[2]) else { continue }
    let quantity = Double(fields[3])
    guard quantity != nil || fields[3].isEmpty, let price = Double(fields[4]) else { stop("not a number in: \(line)") }
    table[ItemLocation(item: String(fields[0]), location: String(fields[1])), default: [:]][week] =
        Row(quantity: week < origin ? quantity : 0, price: price, isPromoted: fields[5] == "1")
}
guard let firstWeek = table.values.compactMap({ $0.keys.min() }).min(), firstWeek < origin else { stop("no history before week \(origin)") }

let calendar = PeriodCalendar(period: .week)
var series: [DemandSeries] = [], planned: [PlannedTerms] = []
for key in table.keys.sorted() {
    guard let rows = table[key] else { continue }
    var one = DemandSeries(key: key, firstPeriod: firstWeek, demand: [])
    for week in firstWeek..<origin {
        if rows[week]?.quantity == nil { one.missing.append(one.demand.count) }
        one.demand.append(rows[week]?.quantity ?? 0)
        one.price.append(rows[week]?.price ?? .nan)
        one.promotion.append(rows[week]?.isPromoted ?? false)
    }
    series.append(one)
    for week in origin..<(origin + horizon) {
        guard let row = rows[week] else { continue }
        planned.append(
            PlannedTerms(
                date: calendar.firstDay(of: week), item: key.item, location: key.location, price: row.price, promotion: row.isPromoted))
    }
}

let start = clock()
var input = RegressionInput(
    series: series, horizon: horizon, periodsPerYear: 365.2425 / 7, calendar: calendar, planned: planned)
if !arguments.contains("alone") { input.categories = series.map { _ in "orange juice" } }
let panel = try forecastByRegression(input)
var paths: [PathForecast] = [], share = ""
if arguments.count > 3, arguments[3] == "blend" {
    var configuration = ForecastConfiguration(horizon: horizon, seasonLength: 52)
    configuration.threads = 2
    let blend = try forecastBlended(input, configuration: configuration)
    paths = blend.forecasts.compactMap { try? $0.get() }
    share = ", share of the regression \(blend.weight)"
}
let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
FileHandle.standardError.write(
    Data("\(series.count) series, \(panel.columns.count) columns, CPU \(Int(seconds * 1000)) ms, level rate \(panel.levelRate)\(share)\n".utf8))

if arguments.count > 3, arguments[3] == "effects" {
    print("item,location,effect,coefficient,standard_error,factor,lower,upper,borrowed")
    for forecast in panel.forecasts.compactMap({ $0 }) {
        for effect in forecast.effects {
            print(
                forecast.key.item, forecast.key.location, effect.name, effect.coefficient, effect.standardError, effect.factor,
                effect.lowerFactor, effect.upperFactor, effect.isBorrowed, separator: ",")
        }
    }
} else if arguments.count > 3, arguments[3] == "fitted" {
    print("item,location,week,fitted")
    for forecast in panel.forecasts.compactMap({ $0 }) {
        for (step, mean) in forecast.fitted.enumerated() {
            print(forecast.key.item, forecast.key.location, firstWeek + step, mean, separator: ",")
        }
    }
} else {
    print("item,location,week,mean,variance,total_variance")
    for path in paths {
        for step in 0..<horizon {
            print(
                path.key.item, path.key.location, origin + step, path.mean[step], path.oneStepVariance, path.cumulativeVariance[step],
                separator: ",")
        }
    }
    for forecast in paths.isEmpty ? panel.forecasts.compactMap({ $0 }) : [] {
        for step in 0..<horizon {
            print(
                forecast.key.item, forecast.key.location, origin + step, forecast.mean[step], forecast.oneStepVariance,
                forecast.cumulativeVariance[step], separator: ",")
        }
    }
}
