import CTwobin
import DemandModel
import Digests
import Foundation
import PlanEngine
import PlanExport
import PlanReading
import PlanStore
import SalesIngestion

@_cdecl("tb_plan_make")
public func planMake(
    _ planFile: UnsafePointer<CChar>?, _ asOf: UnsafePointer<CChar>?, _ call: UnsafePointer<tb_call>?, _ plan: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    answer {
        guard let plan, let path = try text(planFile, of: "plan_file") else { throw CallFailure.usage("plan_file or plan is NULL") }
        plan.pointee = nil
        let conditions = try CallConditions(call)
        let setup = try PlanSetup(planFile: path, asOf: try text(asOf, of: "as_of"), environment: [:])
        try conditions.prepare()
        conditions.tell("reading", done: 0, total: 0)
        var reading = try readPlanInput(setup, threads: conditions.threads, version: twobinVersion)
        reading.nameFilesAsThePlanFile(in: setup.paths.planDirectory)
        try conditions.throwIfStopped()
        var run = try planning {
            try makePlan(
                reading.input, configuration: setup.configuration, id: try setup.runID(reading.input, version: twobinVersion),
                options: conditions.planOptions, progress: conditions.planProgress)
        }
        (run.summary.salesEnd, run.summary.itemsSold, run.summary.itemsWithoutStock) = (reading.salesEnd, reading.itemsSold, reading.itemsWithoutStock)
        plan.pointee = newHandle(PlanHandle(run: run, report: reading.reportLines))
        return run.summary.failedItems > 0 ? CallStatus.someFailed : CallStatus.done
    }
}

@_cdecl("tb_plan_whatif")
public func planWhatIf(
    _ plan: OpaquePointer?, _ changes: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int64, _ call: UnsafePointer<tb_call>?,
    _ scenario: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    answer {
        guard let scenario else { throw CallFailure.usage("scenario is NULL") }
        scenario.pointee = nil
        let base = try handle(plan, as: PlanHandle.self, "plan")
        let conditions = try CallConditions(call)
        guard let changes, (1...10_000).contains(count) else { throw CallFailure.usage("Give at least one change, for example lead_time=+20%.") }
        let words = try (0..<Int(count)).map { try text(changes[$0], of: "changes") ?? "" }
        try conditions.prepare()
        let run = try planning {
            let id = String(sha256(of: Array(([base.run.id] + words).joined(separator: "\n").utf8)).prefix(12))
            return try planScenario(base.run, changes: try words.map { try ScenarioChange($0) }, id: id, threads: conditions.threads)
        }
        try conditions.throwIfStopped()
        scenario.pointee = newHandle(PlanHandle(run: run, report: base.report))
        return run.summary.failedItems > 0 ? CallStatus.someFailed : CallStatus.done
    }
}

@_cdecl("tb_plan_write")
public func planWrite(_ plan: OpaquePointer?, _ directory: UnsafePointer<CChar>?) -> Int32 {
    answer {
        let plan = try handle(plan, as: PlanHandle.self, "plan")
        guard let directory = try text(directory, of: "directory"), !directory.isEmpty else { throw CallFailure.usage("directory is NULL or empty") }
        return try writing {
            try PlanOutput.write(plan.run, to: directory)
            return CallStatus.done
        }
    }
}

@_cdecl("tb_plan_save")
public func planSave(_ plan: OpaquePointer?, _ store: UnsafePointer<CChar>?) -> Int32 {
    answer {
        let plan = try handle(plan, as: PlanHandle.self, "plan")
        guard let path = try text(store, of: "store"), !path.isEmpty else { throw CallFailure.usage("store is NULL or empty") }
        return try writing {
            let runs = try RunStore(path: path, access: .create)
            var run = plan.run
            if run.parentID == nil { try runs.compareWithLastPlan(&run) }
            try runs.save(run, createdAt: Date(), keepingPlans: run.parentID == nil ? run.configuration.keptRuns : nil)
            return CallStatus.done
        }
    }
}

@_cdecl("tb_replay")
public func replay(
    _ planFile: UnsafePointer<CChar>?, _ options: UnsafePointer<tb_replay_options>?, _ call: UnsafePointer<tb_call>?,
    _ result: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    answer {
        guard let result, let options, let path = try text(planFile, of: "plan_file") else { throw CallFailure.usage("plan_file, options or text is NULL") }
        result.pointee = nil
        guard options.pointee.size >= MemoryLayout<tb_replay_options>.size else { throw CallFailure.usage("tb_replay_options: its size is not set") }
        let conditions = try CallConditions(call)
        var settings = ReplayConfiguration()
        let (days, discard, replan) = (Int(options.pointee.days), Int(options.pointee.discard), Int(options.pointee.replan))
        guard days > 0, discard >= 0, discard < days, replan > 0 else {
            throw CallFailure.usage("days and replan are 1 or more, discard is less than days")
        }
        settings.clock = ReplayClock(days: days, discardedDays: discard, replanEveryDays: replan)
        settings.leastActivePeriods = 1
        settings.textbookFactors = [0.84, 1.28, 1.64, 2.33]
        settings.curvePoints = 7
        let word = try text(options.pointee.from, of: "from") ?? ""
        guard let first = CalendarDay(iso: word) else { throw CallFailure.usage("from: \"\(word)\" is no day; write YYYY-MM-DD") }
        var setup = try PlanSetup(planFile: path, environment: [:])
        setup.configuration.asOf = nil
        settings.seed = setup.configuration.seed
        try conditions.prepare()
        let reading = try readPlanInput(setup, threads: conditions.threads, period: .day)
        try conditions.throwIfStopped()
        let last = reading.input.asOf.advanced(by: -1)
        guard first.advanced(by: days - 1) <= last else {
            throw CallFailure.input("from \(first): \(days) days from there end after the last sale on \(last); choose an earlier day or fewer days")
        }
        let report = try planning {
            try replayPlan(
                reading.input, configuration: setup.configuration, replay: settings, from: first, options: conditions.planOptions,
                progress: conditions.planProgress)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        result.pointee = newHandle(TextHandle(String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"))
        return CallStatus.done
    }
}

extension CallConditions {
    var planOptions: PlanOptions {
        var options = PlanOptions(threads: threads, version: twobinVersion)
        options.isCancelled = { self.shouldStop }
        return options
    }

    /// Tells the caller of the stages of a plan.
    var planProgress: @Sendable (PlanEvent) -> Void {
        { event in
            switch event {
            case .began(let stage, let steps): self.tell(stage.words, done: 0, total: steps)
            case .reached(let stage, let steps): self.tell(stage.words, done: steps, total: 0)
            case .tookForecasts: break
            }
        }
    }
}

extension PlanStage {
    fileprivate var words: StaticString {
        switch self {
        case .forecasting: "forecasting"
        case .calibration: "calibration"
        case .leadTimeDemand: "lead-time demand"
        case .policies: "policies"
        }
    }
}

/// Turns what planning throws into what the command says of it.
func planning<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch PlanError.cancelled {
        throw CancellationError()
    } catch let error as PlanError {
        throw CallFailure.input(error.description)
    } catch let error as ScenarioError {
        throw CallFailure.input(error.description)
    }
}

private func writing<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as OutputError {
        throw CallFailure(status: 73, message: error.description)
    } catch let error as StoreError {
        switch error {
        case .unwritable, .busy: throw CallFailure(status: 73, message: error.description)
        case .inconsistentRun: throw CallFailure(status: CallStatus.internalError, message: error.description)
        default: throw CallFailure.input(error.description)
        }
    }
}
