import Foundation
import Logging
import Synchronization
import TextForms

/// Shows how far a stage of a run has come: a bar with a rate and the time left where stderr is a terminal, one line per
/// finished stage where it is not.
final class ProgressMeter: Sendable {
    private struct State {
        var stage = ""
        var total = 0
        var done = 0
        var started = ContinuousClock.now
        var lastDrawn = ContinuousClock.now
        var seconds: [(stage: String, seconds: Double)] = []
    }

    private let state = Mutex(State())
    private let drawsBar: Bool
    private let logger: Logger

    init(logger: Logger, drawsBar: Bool = Console.standardErrorIsTerminal) {
        self.logger = logger
        self.drawsBar = drawsBar
    }

    /// Starts a stage of `total` steps (0: not countable) and ends the one before.
    func begin(_ stage: String, total: Int = 0) {
        finish()
        state.withLock { $0 = State(stage: stage, total: total, seconds: $0.seconds) }
        if drawsBar { draw(force: true) }
    }

    /// Steps of the current stage that are done so far; may be called from any thread.
    func reach(_ steps: Int) {
        state.withLock { $0.done = max($0.done, steps) }
        if drawsBar { draw(force: false) }
    }

    /// Ends the current stage, if any.
    /// - Parameter rows: that it read, where that says more than its steps.
    func finish(rows: Int? = nil) {
        let ended: (stage: String, seconds: Double, total: Int)? = state.withLock { state in
            guard !state.stage.isEmpty else { return nil }
            let seconds = (ContinuousClock.now - state.started).seconds
            state.seconds.append((state.stage, seconds))
            defer { state.stage = "" }
            return (state.stage, seconds, state.total)
        }
        guard let ended else { return }
        if drawsBar { write("\r\u{1B}[K") }
        let count = ended.total > 0 ? " \(grouped(ended.total))" : ""
        var fields: Logger.Metadata = ["event": "stage_finished", "stage": "\(ended.stage)", "seconds": .stringConvertible(ended.seconds)]
        if ended.total > 0 { fields["items"] = .stringConvertible(ended.total) }
        if let rows { fields["rows"] = .stringConvertible(rows) }
        logger.info("\(ended.stage)\(count): \(fixed(ended.seconds, 2)) s", metadata: fields)
    }

    /// Seconds per finished stage, in order.
    var stageSeconds: [(stage: String, seconds: Double)] { state.withLock { $0.seconds } }

    private func draw(force: Bool) {
        let line: String? = state.withLock { state in
            let now = ContinuousClock.now
            guard force || now - state.lastDrawn > .milliseconds(100) else { return nil }
            state.lastDrawn = now
            guard state.total > 0 else { return "\r\u{1B}[K\(state.stage) ..." }
            let share = min(1, Double(state.done) / Double(state.total))
            let filled = Int(share * 24)
            let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
            let elapsed = (now - state.started).seconds
            let rate = elapsed > 0 ? Double(state.done) / elapsed : 0
            let left = rate > 0 ? "  \(grouped(Int(rate)))/s  \(Int(Double(state.total - state.done) / rate + 0.5)) s left" : ""
            return "\r\u{1B}[K\(state.stage) [\(bar)] \(grouped(state.done))/\(grouped(state.total))\(left)"
        }
        if let line { write(line) }
    }

    private func write(_ text: String) { Console.log(text) }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
