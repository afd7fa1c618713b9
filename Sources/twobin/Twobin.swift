import ArgumentParser

/// The command line: one subcommand per file.
@main
struct Twobin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "twobin",
        abstract: "Demand forecasts and reorder points from a shop's sales history.",
        discussion: """
            Example: twobin plan plan.toml

            Exit status: 0 done, 1 done but some series failed, 2 done but beyond a limit of [alerts], 64 wrong usage, 65 unusable input or configuration, \
            70 internal error, 73 output cannot be written, 75 another run holds the lock.
            """,
        version: twobinVersion,
        subcommands: [
            PlanCommand.self, InspectCommand.self, SeriesCommand.self, ForecastCommand.self, BacktestCommand.self, WhatIfCommand.self, ExplainCommand.self,
            ReplayCommand.self, DiffCommand.self, OrdersCommand.self, ApproveCommand.self, ExportCommand.self, RunsCommand.self, CheckCommand.self, ServeCommand.self,
            PromiseCommand.self, CausesCommand.self, SuppliersCommand.self, NoticesCommand.self,
        ])

    static func main() {
        do throws(CommandFailure) {
            try ProcessConditions.prepare()
        } catch {
            Console.error(error.message)
            exit(withError: ExitCode(error.status.rawValue))
        }
        main(nil)
    }
}

/// The version that outputs carry.
let twobinVersion = "0.2.0"
