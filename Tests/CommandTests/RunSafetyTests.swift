import Foundation
import Testing

/// Locks, kills, threads and pipes: what makes a nightly run safe to leave alone.
@Suite struct RunSafetyTests {
    private static let files = ["forecasts.csv", "quarantine.csv", "recommendations.csv", "summary.json"]

    private func contents(_ shop: SmallShop, _ folder: String) throws -> [String?] { Self.files.map { shop.directory.text("\(folder)/\($0)") } }

    @Test func sameBytesForAnyThreadsAndAnyRun() async throws {
        let shop = try SmallShop()
        for (folder, threads) in [("one", "1"), ("four", "4")] {
            let outcome = try await shop.run("plan", "plan.toml", "--out", folder, environment: ["TWOBIN_THREADS": threads])
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let one = try contents(shop, "one")
        #expect(one.allSatisfy { $0?.isEmpty == false })
        #expect(try contents(shop, "four") == one)
        let series = try await shop.run("series", "sales.csv", "--out", "series.csv")
        #expect(series.status == 0)
        let forecasts = try await [
            shop.run("forecast", "series.csv", "--horizon", "8", "--quantiles", "0.5,0.9", "--threads", "1"),
            shop.run("forecast", "series.csv", "--horizon", "8", "--quantiles", "0.5,0.9", "--threads", "4"),
        ]
        #expect(forecasts[0].status == 0 && forecasts[0].output == forecasts[1].output)
    }

    @Test func aHeldLockStopsTheSecondRun() async throws {
        let shop = try SmallShop()
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        let before = try contents(shop, "out")
        let descriptor = open(shop.directory.file("out/.twobin.lock"), O_RDWR)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        let second = try await shop.run("plan", "plan.toml", "--as-of", "2024-07-01")
        #expect(second.status == 75)
        #expect(second.errors.contains("another run") && second.errors.contains("out"), "\(second.errors)")
        #expect(second.output.isEmpty)
        #expect(try contents(shop, "out") == before)
        // A dry run writes nothing and need not wait; neither does a command that only reads.
        #expect(try await shop.run("plan", "plan.toml", "--dry-run").status == 0)
        #expect(try await shop.run("series", "sales.csv").status == 0)
        flock(descriptor, LOCK_UN)
        #expect(try await shop.run("plan", "plan.toml", "--as-of", "2024-07-01").status == 0)
        #expect(try contents(shop, "out") != before)
    }

    /// A run that is killed while it reads (its sales come from a pipe that never ends) leaves the files of the night before.
    @Test func aKilledRunLeavesTheOldFiles() async throws {
        let shop = try SmallShop()
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        let before = try contents(shop, "out")
        let store = try Data(contentsOf: URL(fileURLWithPath: shop.directory.file("out/twobin.sqlite")))
        try shop.directory.write("[sales]\npath = \"endless.csv\"\n[output]\ndirectory = \"out\"\n", to: "endless.toml")
        // Opening the pipe for writing returns when the run has opened it for reading: it holds the lock by then.
        let outcome = try await TwobinProcess.shell(
            """
            mkfifo endless.csv
            "$TWOBIN" plan endless.toml & run=$!
            exec 3> endless.csv
            printf 'date,item,quantity\\n2024-01-01,a,3\\n' >&3
            "$TWOBIN" plan plan.toml; echo "second $?"
            kill -KILL $run; wait $run; echo "first $?"
            """, in: shop.path)
        #expect(outcome.output.contains("second 75"), "\(outcome.output) \(outcome.errors)")
        #expect(outcome.output.contains("first 137"))
        #expect(try contents(shop, "out") == before)
        #expect(try Data(contentsOf: URL(fileURLWithPath: shop.directory.file("out/twobin.sqlite"))) == store)
        // The lock went with the process.
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        #expect(try contents(shop, "out") == before)
    }

    @Test func readersThatGoAway() async throws {
        let shop = try SmallShop()
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        let head = try await TwobinProcess.shell("set -o pipefail; \"$TWOBIN\" runs | head -1", in: shop.path)
        #expect(head.lines.count == 1 && head.lines[0].hasPrefix("run "))
        #expect(head.errors.isEmpty)
        // Services often ignore SIGPIPE; then writing fails, and that is a message and a status, not a crash.
        for command in ["runs", "export latest --format json", "explain latest mug", "whatif latest --set demand=+5% --json", "plan plan.toml"] {
            let line = "\"$TWOBIN\" \(command) > /dev/full"
            let full = try await TwobinProcess.shell(line, in: shop.path)
            #expect(full.status == 73 && !full.wasKilled, "\(command)")
            #expect(full.errors.contains("cannot write to standard output: No space left on device"), "\(command): \(full.errors)")
        }
        let ignored = try await TwobinProcess.shell("trap '' PIPE; \"$TWOBIN\" export latest --format json | true; exit ${PIPESTATUS[0]}", in: shop.path)
        #expect([0, 73].contains(ignored.status), "\(ignored.errors)")
        let mute = try await TwobinProcess.shell("\"$TWOBIN\" plan plan.toml --dry-run 2> /dev/full", in: shop.path)
        #expect(mute.status == 0)
        let closed = try await TwobinProcess.shell("\"$TWOBIN\" plan plan.toml --dry-run 2>&-", in: shop.path)
        #expect(closed.status == 0)
    }

    /// No colour and no cursor movement where stderr is not a terminal, with or without NO_COLOR.
    @Test func plainTextWithoutATerminal() async throws {
        let shop = try SmallShop()
        for environment in [[:], ["NO_COLOR": "1"], ["TERM": "xterm-256color", "CLICOLOR_FORCE": "1"]] {
            let outcome = try await shop.run("plan", "plan.toml", "--dry-run", environment: environment)
            for text in [outcome.output, outcome.errors] { #expect(!text.contains("\u{1B}") && !text.contains("\r")) }
            #expect(outcome.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("twobin: ") }, "\(outcome.errors)")
        }
    }

    /// A file that is read is never written over, by whatever name it is called.
    @Test func theFileThatIsReadIsNotWrittenOver() async throws {
        let shop = try SmallShop()
        let sales = try shop.directory.text("sales.csv").unwrapped("sales")
        #expect(try await shop.run("series", "sales.csv", "--out", "series.csv").status == 0)
        let series = try shop.directory.text("series.csv").unwrapped("series")
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        for arguments in [
            ["series", "sales.csv", "--out", "sales.csv"], ["series", "sales.csv", "--quarantine", "./sales.csv"],
            ["forecast", "series.csv", "--horizon", "4", "--out", "series.csv"],
            ["export", "latest", "--store", "out", "--format", "csv", "--out", "out/twobin.sqlite"],
        ] {
            let outcome = try await TwobinProcess.run(arguments, in: shop.path)
            #expect(outcome.status == 64, "\(arguments)")
            #expect(outcome.errors.contains("is the file that is read"), "\(outcome.errors)")
        }
        #expect(shop.directory.text("sales.csv") == sales)
        #expect(shop.directory.text("series.csv") == series)
        #expect(try await shop.run("explain", "latest", "mug", "--store", "out").status == 0)
    }

    @Test func closedDescriptorsDoNotSwallowAReport() async throws {
        let shop = try SmallShop()
        let outcome = try await TwobinProcess.shell(#""$TWOBIN" plan plan.toml 0<&- 1>&- 2>&-"#, in: shop.path)
        #expect(outcome.status == 0 && !outcome.wasKilled)
        #expect(try shop.output(".twobin.lock").hasPrefix("process "))
        #expect(try shop.output(".twobin.lock").split(separator: "\n").count == 1)
    }

    @Test func aReaderThatGoesAwayIsAnOutputError() async throws {
        let shop = try SmallShop()
        let outcome = try await TwobinProcess.shell(#"set -o pipefail; "$TWOBIN" series sales.csv --period day | true; exit ${PIPESTATUS[0]}"#, in: shop.path)
        // A pipe may take all of a short text before its reader is gone.
        #expect(outcome.status == 73 || outcome.status == 0)
        #expect(!outcome.wasKilled)
    }

    @Test func tooFewOpenFilesAreSaidBeforeTheWork() async throws {
        let shop = try SmallShop()
        let outcome = try await TwobinProcess.shell(#"ulimit -n 8; "$TWOBIN" series sales.csv"#, in: shop.path)
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("ulimit -n"), "\(outcome.errors)")
    }

    /// A link planted at the place of the lock is not followed.
    @Test func theLockFollowsNoLink() async throws {
        let shop = try SmallShop()
        try shop.directory.write("mine", to: "precious.txt")
        try FileManager.default.createDirectory(atPath: shop.directory.file("out"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: shop.directory.file("out/.twobin.lock"), withDestinationPath: shop.directory.file("precious.txt"))
        let outcome = try await shop.run("plan", "plan.toml")
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("is a link"), "\(outcome.errors)")
        #expect(shop.directory.text("precious.txt") == "mine")
    }

    /// Where the store cannot be written, the files of the night before stay, and the run says so before it computes.
    @Test func filesAndStoreChangeTogether() async throws {
        let shop = try SmallShop()
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        let before = try contents(shop, "out")
        let outcome = try await shop.run("plan", "plan.toml", "--as-of", "2024-07-01", "--store", "/proc/no/such/store.sqlite")
        #expect(outcome.status == 73)
        #expect(!outcome.errors.contains("forecasting"), "\(outcome.errors)")
        #expect(try contents(shop, "out") == before)
        #expect(shop.directory.names(in: "out").allSatisfy { !$0.hasPrefix(".twobin-") })
    }

    /// Linear algebra asks for its buffers for ever where there is no memory for them: the run says so first, and gives its lock back.
    @Test(.enabled(if: isLinux, "ulimit -v is a limit of Linux"))
    func tooLittleMemoryIsSaidBeforeTheWork() async throws {
        let shop = try SmallShop()
        let outcome = try await TwobinProcess.shell(#"ulimit -v 600000; "$TWOBIN" plan plan.toml --threads 2"#, in: shop.path)
        #expect(outcome.status == 65 && !outcome.wasKilled)
        #expect(outcome.errors.contains("too little memory"), "\(outcome.errors)")
        #expect(try await shop.run("plan", "plan.toml").status == 0)
    }
}

#if os(Linux)
private let isLinux = true
#else
private let isLinux = false
#endif
