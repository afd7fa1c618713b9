import DemandModel
import Foundation
import Testing

@testable import PlanStore

/// Not a test of behaviour: prints processor time and size for a large run when asked with TWOBIN_MEASURE=1 (in a release build:
/// `swift test -c release -Xswiftc -enable-testing --filter storeOfALargeRun`).
@Test(.enabled(if: ProcessInfo.processInfo.environment["TWOBIN_MEASURE"] == "1"))
func storeOfALargeRunIsMeasured() throws {
    for (items, weeks) in [(2_000, 60), (30_000, 156)] {
        let directory = try TemporaryDirectory()
        let run = inventedRun(items: items, weeks: weeks)
        let store = try RunStore(path: directory.file("twobin.sqlite"), access: .create)
        func processorSeconds(_ body: () throws -> Void) rethrows -> Double {
            let start = clock()
            try body()
            return Double(clock() - start) / Double(CLOCKS_PER_SEC)
        }
        let saving = try processorSeconds { try store.save(run, createdAt: Date()) }
        var loaded: PlanRun?
        let loading = try processorSeconds { loaded = try store.load(run.id) }
        #expect(loaded == run)
        let name = run.items[items / 2].key
        let one = try processorSeconds { _ = try store.loadItem(name.item + "@" + name.location, of: run.id) }
        let bytes = try FileManager.default.attributesOfItem(atPath: store.path)[.size] as? Int ?? 0
        print("\(items) items x \(weeks) weeks: save \(saving), load \(loading), one item \(one), \(bytes / items) bytes per item")
    }
}
