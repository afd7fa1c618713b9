import Foundation
import Testing

@testable import PlanExport

/// Directories as a killed process leaves them, made by hand: the names of a set, and second names of what it replaces.
@Suite struct InterruptedSetTests {
    static let names = ["a.csv", "b.csv", "summary.json"]
    private static let mark = "0123456789abcdef"

    /// - Parameters:
    ///   - placed: how many new files are in their places.
    ///   - old: names that the run before had.
    ///   - linked: how many second names were made before the kill.
    private func interrupted(placed: Int, old: [String] = InterruptedSetTests.names, linked: Int = 3) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        for name in old { try AtomicFile.write(directory.file(name)) { (sink) throws(OutputError) in try sink(Array("old".utf8)) } }
        for (index, name) in Self.names.enumerated().prefix(linked) where old.contains(name) {
            try FileManager.default.linkItem(atPath: directory.file(name), toPath: directory.file(TemporaryName.previous(Self.mark, index, of: 3)))
        }
        if linked == 3, placed >= 0 { try? FileManager.default.removeItem(atPath: directory.file("summary.json")) }
        for (index, name) in Self.names.enumerated() {
            let partial = directory.file(TemporaryName.partial(Self.mark, index))
            try Data("new".utf8).write(to: URL(fileURLWithPath: partial))
            if index < placed { #expect(rename(partial, directory.file(name)) == 0) }
        }
        return directory
    }

    private func contents(_ directory: TemporaryDirectory) -> [String?] { Self.names.map { directory.text($0) } }

    /// Killed anywhere between the first and the last rename: the old set is there again, and nothing else.
    @Test(arguments: [0, 1, 2]) func theOldSetComesBack(placed: Int) throws {
        let directory = try interrupted(placed: placed)
        #expect(InterruptedSet.settle(in: directory.path, names: Self.names) { _ in true } == .putBack)
        #expect(contents(directory) == ["old", "old", "old"])
        #expect(directory.names == Self.names)
        #expect(InterruptedSet.settle(in: directory.path, names: Self.names) { _ in false } == .whole)
        #expect(contents(directory) == ["old", "old", "old"])
    }

    /// All in their places: they stay where what belongs to them was kept, else the old set comes back.
    @Test func aWholeNewSetGoesWithItsStore() throws {
        let kept = try interrupted(placed: 3)
        #expect(InterruptedSet.settle(in: kept.path, names: Self.names) { $0 == Array("new".utf8) } == .finished)
        #expect(contents(kept) == ["new", "new", "new"] && kept.names == Self.names)
        let lost = try interrupted(placed: 3)
        #expect(InterruptedSet.settle(in: lost.path, names: Self.names) { _ in false } == .putBack)
        #expect(contents(lost) == ["old", "old", "old"] && lost.names == Self.names)
    }

    /// Killed before the first rename, with some or all second names made: the old set was never touched.
    @Test(arguments: [0, 1, 2, 3]) func nothingHadHappened(linked: Int) throws {
        let directory = try interrupted(placed: -1, linked: linked)
        #expect(InterruptedSet.settle(in: directory.path, names: Self.names) { _ in false } == .whole)
        #expect(contents(directory) == ["old", "old", "old"] && directory.names == Self.names)
    }

    /// A file that the run before did not have goes away with the set that brought it.
    @Test func aFileOfTheNewSetOnlyGoes() throws {
        let directory = try interrupted(placed: 2, old: ["a.csv", "summary.json"])
        #expect(InterruptedSet.settle(in: directory.path, names: Self.names) { _ in true } == .putBack)
        #expect(directory.names == ["a.csv", "summary.json"])
        #expect(directory.text("a.csv") == "old" && directory.text("summary.json") == "old")
    }

    /// A set of another length, and a living process's, are not touched.
    @Test func setsOfOthersAreLeft() throws {
        let directory = try TemporaryDirectory()
        let files = try AtomicFiles(directory: directory.path)
        for name in Self.names { try files.write(name) { (sink) throws(OutputError) in try sink(Array("1".utf8)) } }
        try files.commit()
        #expect(InterruptedSet.settle(in: directory.path, names: Self.names) { _ in false } == .whole)
        #expect(directory.names == Self.names)
    }
}
