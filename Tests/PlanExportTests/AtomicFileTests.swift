import Foundation
import PlanExport
import Synchronization
import Testing

private func put(_ text: String) -> (ByteSink) throws(OutputError) -> Void {
    { (sink) throws(OutputError) in try sink(Array(text.utf8)) }
}

@Test func aFileAppearsWholeAndReplacesTheOldOne() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.write(directory.file("deep/er/a.csv"), put("one\n"))
    try AtomicFile.write(directory.file("deep/er/a.csv"), put("two\n"))
    #expect(directory.text("deep/er/a.csv") == "two\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.file("deep/er")) == ["a.csv"])
}

@Test func aFailureInTheMiddleLeavesTheOldFileAndNothingElse() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.write(directory.file("a.csv"), put("old\n"))
    #expect(throws: OutputError.inconsistentRun("stopped")) {
        try AtomicFile.write(directory.file("a.csv")) { (sink) throws(OutputError) in
            try sink(Array("new".utf8))
            throw .inconsistentRun("stopped")
        }
    }
    #expect(directory.text("a.csv") == "old\n")
    #expect(directory.names == ["a.csv"])
}

@Test func filesOfASetAppearTogether() throws {
    let directory = try TemporaryDirectory()
    let first = try AtomicFiles(directory: directory.path)
    try first.write("a.csv", put("a1"))
    try first.write("summary.json", put("s1"))
    #expect(directory.names.allSatisfy { $0.hasSuffix(".partial") })
    try first.commit()
    #expect(directory.names == ["a.csv", "summary.json"])
    do {
        let second = try AtomicFiles(directory: directory.path)
        try second.write("a.csv", put("a2"))
        try second.write("b.csv", put("b2"))
    }
    #expect(directory.names == ["a.csv", "summary.json"])
    #expect(directory.text("a.csv") == "a1")
}

@Test func aSetThatCannotBePlacedLeavesWhatWasThere() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.write(directory.file("a.csv"), put("a1"))
    try AtomicFile.write(directory.file("summary.json"), put("s1"))
    let files = try AtomicFiles(directory: directory.path)
    try files.write("a.csv", put("a2"))
    try files.write("new.csv", put("n2"))
    try files.write("b.csv", put("b2"))
    try files.write("summary.json", put("s2"))
    // Comes between writing and placing: a file cannot be renamed over a directory.
    try FileManager.default.createDirectory(atPath: directory.file("b.csv"), withIntermediateDirectories: false)
    #expect { try files.commit() } throws: {
        if case OutputError.file(path: directory.file("b.csv"), reason: _) = $0 { true } else { false }
    }
    #expect(directory.text("a.csv") == "a1")
    #expect(directory.text("summary.json") == "s1")
    #expect(directory.names == ["a.csv", "b.csv", "summary.json"])
}

@Test func leftoversOfAKilledRunAreSweptByTheHolderOfTheLock() throws {
    let directory = try TemporaryDirectory()
    let single = [".twobin-0123456789abcdef-0.partial", ".twobin-fedcba9876543210-0-of-1.previous"]
    // A set of three that was interrupted needs these to be put back.
    let ofSets = [".twobin-0123456789abcdef-0-of-3.previous", ".twobin-0123456789abcdef-1.previous"]
    let others = [".hidden", ".notes.2025.previous", ".twobin-notes.partial", ".twobin.lock", "b.partial"]
    for name in single + ofSets + others { #expect(FileManager.default.createFile(atPath: directory.file(name), contents: nil)) }
    _ = try AtomicFiles(directory: directory.path)
    #expect(directory.names == (ofSets + others).sorted())
    _ = try AtomicFiles(directory: directory.path, sweepsLeftovers: true)
    #expect(directory.names == others)
}

@Test func aSweepLeavesFilesThatAreBeingWritten() throws {
    let directory = try TemporaryDirectory()
    let live = try AtomicFiles(directory: directory.path)
    try live.write("export.csv", put("1"))
    _ = try AtomicFiles(directory: directory.path)
    _ = try AtomicFiles(directory: directory.path, sweepsLeftovers: true)
    try live.place()
    let next = try AtomicFiles(directory: directory.path)
    try next.write("export.csv", put("2"))
    try next.place()
    // Both hold what they replaced until they are done.
    _ = try AtomicFiles(directory: directory.path, sweepsLeftovers: true)
    next.putBack()
    #expect(directory.text("export.csv") == "1")
    live.keep()
    #expect(directory.names == ["export.csv"])
}

@Test func writersInOneDirectoryNeverLoseAFileToASweep() throws {
    let directory = try TemporaryDirectory()
    let place = directory.path
    let failures = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 8) { writer in
        for round in 0..<40 {
            do {
                try AtomicFile.write("\(place)/\(writer % 3).csv", put("\(round)"))
            } catch {
                failures.withLock { $0 += 1 }
            }
        }
    }
    #expect(failures.withLock { $0 } == 0)
    #expect(directory.names == ["0.csv", "1.csv", "2.csv"])
}

@Test func whatWasThereComesBack() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.write(directory.file("a.csv"), put("old"))
    let files = try AtomicFiles(directory: directory.path)
    try files.write("a.csv", put("new"))
    try files.write("b.csv", put("new"))
    try files.place()
    #expect(directory.text("a.csv") == "new")
    files.putBack()
    #expect(directory.text("a.csv") == "old")
    #expect(directory.names == ["a.csv"])
    // A process that goes on after an error between `place` and `keep` puts back too.
    do {
        let others = try AtomicFiles(directory: directory.path)
        try others.write("a.csv", put("newer"))
        try others.place()
    }
    #expect(directory.text("a.csv") == "old")
    #expect(directory.names == ["a.csv"])
}

@Test func permissionsOfAReplacedFileStay() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.write(directory.file("a.csv"), put("1"))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: directory.file("a.csv"))
    try AtomicFile.write(directory.file("a.csv"), put("2"))
    #expect(try FileManager.default.attributesOfItem(atPath: directory.file("a.csv"))[.posixPermissions] as? Int == 0o600)
    #expect(directory.text("a.csv") == "2")
}

@Test func placesThatCannotBeWrittenAreTypedErrors() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.write(directory.file("plain"), put("x"))
    #expect(throws: OutputError.directory(path: directory.file("plain"), reason: "there is a file of that name")) {
        try AtomicFiles(directory: directory.file("plain"))
    }
    #expect(throws: OutputError.file(path: directory.path, reason: "there is a directory of that name")) {
        try AtomicFile.write(directory.path, put("x"))
    }
    #expect { try AtomicFile.write(directory.file("plain/a.csv"), put("x")) } throws: { $0 is OutputError }
    #expect { try AtomicFile.write("", put("x")) } throws: { $0 is OutputError }
    #expect { try AtomicFile.write("/proc/no/such/place.csv", put("x")) } throws: {
        ($0 as? OutputError)?.description.contains("/proc/no") == true
    }
}

@Test func aDeviceIsWrittenDirectlyAndALinkIsKept() throws {
    try AtomicFile.write("/dev/null", put("x"))
    #expect(FileManager.default.fileExists(atPath: "/dev/null"))
    let directory = try TemporaryDirectory()
    try AtomicFile.write(directory.file("real.csv"), put("1"))
    try FileManager.default.createSymbolicLink(atPath: directory.file("link.csv"), withDestinationPath: directory.file("real.csv"))
    try AtomicFile.write(directory.file("link.csv"), put("2"))
    #expect(directory.text("real.csv") == "2")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: directory.file("link.csv")) == directory.file("real.csv"))
}

@Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "this system has no /dev/full"))
func aFullDiskIsATypedError() throws {
    #expect { try AtomicFile.write("/dev/full", put("x")) } throws: {
        if case OutputError.file(path: "/dev/full", reason: _) = $0 { true } else { false }
    }
}
