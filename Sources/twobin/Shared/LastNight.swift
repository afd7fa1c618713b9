import DemandModel
import Foundation
import NumericCore
import PlanEngine
import PlanReading
import PlanStore
import Synchronization

/// Finds forecasts of an earlier night in the store that tonight's would equal, to the last bit, and says what came of it.
///
/// Nothing is used where the store cannot be read, or holds something else than what was written: then everything is forecast.
final class LastNight: Sendable {
    private let storePath: String
    private let log: NightLog
    private let threads: Int
    private let planningDay: CalendarDay
    private let weekStart: PlanConfiguration.WeekStart
    private let taken = Mutex<String?>(nil)

    init(storePath: String, log: NightLog, threads: Int, planningDay: CalendarDay, weekStart: PlanConfiguration.WeekStart) {
        self.storePath = storePath
        self.log = log
        self.threads = threads
        self.planningDay = planningDay
        self.weekStart = weekStart
    }

    /// How the engine asks; `nil` where the plan file wants everything to be forecast.
    func reuse(_ setup: PlanSetup) throws -> ForecastReuse? {
        guard setup.configuration.reusesForecasts != false else { return nil }
        var reuse = ForecastReuse(program: Self.program, configuration: try setup.forecastDigest()) { self.find($0) }
        reuse.findPolicies = { self.findPolicies($0) }
        return reuse
    }

    /// The run whose forecasts are used; `nil`: everything was forecast.
    var runID: String? { taken.withLock { $0 } }

    /// What is said of it.
    var sentence: String? { runID.map { "forecasts of run \($0) are used: nothing that they are made from has changed" } }

    /// The engine has taken the forecasts of a run.
    func tookForecasts(of run: String) {
        taken.withLock { $0 = run }
        log.logger.info("\(sentence ?? "")", metadata: ["event": "forecasts_taken", "of": "\(run)"])
    }

    private func find(_ sources: ForecastSources) -> EarlierForecasts? {
        guard FileManager.default.fileExists(atPath: storePath) else { return nil }
        do throws(StoreError) {
            let runs = try RunStore(path: storePath, access: .read)
            if let found = try runs.forecasts(madeFrom: sources, threads: threads) { return found }
            guard let newest = try runs.newestForecastSources(), let difference = sources.difference(from: newest.sources) else { return nil }
            log.logger.info("everything is forecast anew: \(words(difference, last: newest.run.asOf))")
        } catch {
            log.warn("forecasts_not_taken", "forecasts of the store cannot be used, everything is forecast anew: \(error.description)")
        }
        return nil
    }

    private func findPolicies(_ digest: String) -> KeptPolicies? {
        guard FileManager.default.fileExists(atPath: storePath) else { return nil }
        do throws(StoreError) {
            guard let kept = try RunStore(path: storePath, access: .read).policies(madeFrom: digest) else { return nil }
            log.logger.info("levels of an earlier plan are used: demand, costs and terms that they are made from have not changed", metadata: ["event": "levels_taken"])
            return kept
        } catch {
            log.warn("levels_not_taken", "levels of the store cannot be used, all are worked out anew: \(error.description)")
            return nil
        }
    }

    private func words(_ difference: ForecastSources.Difference, last: CalendarDay) -> String {
        switch difference {
        case .program: return "the program, or a library that it counts with, is another one than last time"
        case .configuration: return "the plan file says something else than last time"
        case .calendar:
            guard weekStart == .asOf, last.days(until: planningDay) % 7 != 0 else { return "weeks or months begin on another day than last time" }
            return "weeks end on the day before as_of, so that every night has other weeks than the last. With week_start = \"monday\" (or another day) under "
                + "[series] a night on which no week has ended uses the forecasts of the last"
        case .period: return "a period has ended since last time"
        case .terms: return "lead times, review periods, groups, launches or the list of items are others than last time"
        case .ahead: return "events, planned prices and promotions or substitutes are others than last time"
        case .histories: return "demand of periods that were over last time is another one"
        }
    }

    /// What tells this program and the libraries that it counts with from others: the same version, built again, may count in another order.
    private static var program: String {
        var parts = [twobinVersion, BlasGuard.build]
        if let path = Bundle.main.executablePath, let facts = try? FileManager.default.attributesOfItem(atPath: path) {
            let changed = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            parts.append("\(facts[.size] as? Int ?? 0) \(changed)")
        }
        typealias Version = @convention(c) () -> UnsafePointer<CChar>
        if let found = dlsym(nil, "gnu_get_libc_version") { parts.append(String(cString: unsafeBitCast(found, to: Version.self)())) }
        return parts.joined(separator: ", ")
    }
}
