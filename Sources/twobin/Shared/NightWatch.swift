import DemandModel
import Foundation
import Logging
import PlanExport
import PlanStore
import TextForms

/// What a night tells those who watch it: alerts against the plan file's limits, events, and a file of metrics.
final class NightWatch {
    private let log: NightLog
    private var metricsFile: String?
    private let begun = ContinuousClock.now
    /// Known once the plan file is read.
    var outputDirectory = ""
    var storePath = ""
    private(set) var alerts: [RunAlert] = []
    private var run: PlanRun?
    private var planningDay: CalendarDay?
    var stages: () -> [StageTiming] = { [] }

    init(log: NightLog, metricsFile: String?) {
        self.log = log
        self.metricsFile = metricsFile
    }

    /// Stops a command whose `--metrics-file` names a file that holds something else: sales, a plan file, yesterday's notes.
    func refuseOtherFiles() throws(CommandFailure) {
        guard let path = metricsFile, let file = FileHandle(forReadingAtPath: path) else { return }
        let beginning = try? file.read(upToCount: RunMetrics.beginning.utf8.count)
        guard let beginning, !beginning.isEmpty, beginning != Data(RunMetrics.beginning.utf8) else { return }
        metricsFile = nil
        throw CommandFailure(.wrongUsage, "--metrics-file \(path): the file holds something else than metrics of Twobin; name another file to write")
    }

    /// Measures a finished run against its limits.
    /// - Parameter last: the plan saved before it.
    func judge(_ run: PlanRun, last: PlanSummary?) {
        let day = run.configuration.asOf ?? CalendarDay(clock: Date())
        self.run = run
        planningDay = day
        let outcome = testAlerts(run.summary, limits: run.configuration.alerts ?? AlertLimits(), last: last, planningDay: day)
        alerts = outcome.raised
        for alert in alerts {
            log.warn("alert", "alert \(alert.code): \(alert.text)", [
                "alert": "\(alert.code)", "measured": .stringConvertible(alert.measured), "limit": .stringConvertible(alert.limit),
            ])
        }
        for (code, reason) in outcome.unmeasured {
            log.warn("alert_not_measured", "alerts.\(code) cannot be measured: \(reason)", ["alert": "\(code)"])
        }
    }

    /// The last event, and the file of metrics; the status that the command ends with.
    func end(_ status: ExitStatus) -> ExitStatus {
        let seconds = (ContinuousClock.now - begun).seconds
        var fields: Logger.Metadata = ["status": .stringConvertible(Int(status.rawValue)), "seconds": .stringConvertible(seconds)]
        var sentence = "ended with status \(status.rawValue)"
        var verdict = Verdict.Code.failed
        if let run, status.rawValue < ExitStatus.wrongUsage.rawValue {
            let made = Verdict(run.summary, alerts: alerts)
            (sentence, verdict) = (made.sentence, made.code)
            fields["rows"] = .stringConvertible(run.summary.rowsRead)
            fields["rows_quarantined"] = .stringConvertible(run.summary.quarantinedRows)
            fields["items"] = .stringConvertible(run.items.count)
            fields["items_failed"] = .stringConvertible(run.summary.failedItems)
            fields["alerts"] = .array(alerts.map { .string($0.code) })
        }
        fields["verdict"] = "\(verdict.rawValue)"
        let written = writeMetrics(status, seconds: seconds)
        log.tell("finished", sentence, fields.merging(["status": .stringConvertible(Int(written.rawValue))]) { _, new in new })
        return written
    }

    private func writeMetrics(_ status: ExitStatus, seconds: Double) -> ExitStatus {
        guard let metricsFile else { return status }
        var metrics = RunMetrics(
            output: URL(fileURLWithPath: outputDirectory).path, exitStatus: Int(status.rawValue), finishedAt: Date().timeIntervalSince1970, seconds: seconds)
        metrics.stages = stages()
        metrics.planningDay = planningDay
        metrics.alerts = alerts
        if status.rawValue < ExitStatus.wrongUsage.rawValue { metrics.run = run }
        metrics.limits = run?.configuration.alerts ?? AlertLimits()
        if !storePath.isEmpty, FileManager.default.fileExists(atPath: storePath) {
            metrics.newestPlanAt = try? RunStore(path: storePath, access: .read).newestPlan()?.createdAt.timeIntervalSince1970
        }
        let text = metrics.text()
        do throws(OutputError) {
            try AtomicFile.write(metricsFile) { (sink) throws(OutputError) in try sink(Array(text.utf8)) }
        } catch {
            // The run itself is whole: only who watches is blind, and has to know.
            log.error("--metrics-file: " + error.description, status: .outputCannotBeWritten)
            return status.rawValue < ExitStatus.wrongUsage.rawValue ? .outputCannotBeWritten : status
        }
        return status
    }
}

extension CalendarDay {
    /// The day of a moment, by the clock and the zone of this machine.
    init(clock moment: Date) {
        let parts = Calendar(identifier: .gregorian).dateComponents(in: .current, from: moment)
        self = CalendarDay(year: parts.year ?? 1970, month: parts.month ?? 1, day: parts.day ?? 1) ?? CalendarDay(number: 0)
    }
}
