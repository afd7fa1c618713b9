import Testing

/// `--help` of every command, and what the command says without one.
@Suite struct HelpTests {
    @Test(arguments: ["plan", "inspect", "series", "forecast", "backtest", "replay", "whatif", "explain", "diff", "orders", "approve", "export", "runs", "check", "promise", "causes", "suppliers", "notices", "serve"])
    func ofEachCommand(name: String) async throws {
        let place = try TemporaryDirectory()
        let outcome = try await TwobinProcess.run([name, "--help"], in: place.path)
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.output.contains("Example: twobin \(name) "))
        #expect(outcome.output.contains("USAGE: twobin \(name) "))
        try expectGolden(outcome.output, "help/\(name).txt")
    }

    @Test func ofTheWhole() async throws {
        let place = try TemporaryDirectory()
        let help = try await TwobinProcess.run(["--help"], in: place.path)
        try expectGolden(help.output, "help/twobin.txt")
        #expect(try await TwobinProcess.run([], in: place.path).output == help.output)
        let version = try await TwobinProcess.run(["--version"], in: place.path)
        #expect(version.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
        let misspelt = try await TwobinProcess.run(["plann", "plan.toml"], in: place.path)
        #expect(misspelt.status == 64)
    }
}
