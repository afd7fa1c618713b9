import GRDB
import TextForms

/// Why the store could not do what was asked. `description` says what, where and what to do.
public enum StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no store at the path (asked for reading).
    case noStore(path: String)
    /// The file holds no tables yet: a first run was interrupted, or something made an empty file (asked for reading).
    case empty(path: String)
    /// The place cannot be written: no permission, no room, a read-only disk.
    case unwritable(path: String, reason: String)
    /// The place cannot be read.
    case unreadable(path: String, reason: String)
    /// The file is damaged, or is no database at all.
    case damaged(path: String, reason: String)
    /// The file is a database of another program.
    case foreign(path: String)
    /// A later version of Twobin wrote the file.
    case newerSchema(path: String)
    /// An older version of Twobin wrote the file, and it was opened for reading only.
    case olderSchema(path: String)
    /// Another process is writing to the store and did not finish in time.
    case busy(path: String)
    /// No run has the id or the prefix; `known` are the newest runs there are, newest first, of `count` in all.
    case noSuchRun(reference: String, known: [String], count: Int)
    /// Several runs begin with the prefix.
    case ambiguousRun(reference: String, candidates: [String])
    /// The run has no such item; `similar` are some that it has.
    case noSuchItem(reference: String, run: String, similar: [String])
    /// The run has the item at several locations.
    case ambiguousItem(reference: String, run: String, candidates: [String])
    /// No placed order has the reference; `known` are some that are on their way.
    case noSuchApproval(reference: String, known: [String])
    /// A stored run cannot be read back: it was written by a version that kept other things.
    case unreadableRun(id: String, reason: String)
    /// The run contradicts itself (the same item-location twice): an error of Twobin, not of the data.
    case inconsistentRun(id: String, reason: String)

    public var description: String {
        switch self {
        case .noStore(let path):
            "there is no run store at \(path). Make one with `twobin plan`, or name another with --store."
        case .empty(let path):
            "the run store \(path) holds no run: the first `twobin plan` into it did not end. Run it again, or name another store with --store."
        case .unwritable(let path, let reason):
            "cannot write the run store \(path): \(reason). Make it writable, or name another with --store."
        case .unreadable(let path, let reason):
            "cannot read the run store \(path): \(reason)."
        case .damaged(let path, let reason):
            "the run store \(path) is damaged or is not a run store: \(reason). Move it away; `twobin plan` makes a new one."
        case .foreign(let path):
            "\(path) is a database, but not a run store of Twobin. Name another file with --store."
        case .newerSchema(let path):
            "the run store \(path) was written by a later version of Twobin. Use that version, or name another file with --store."
        case .olderSchema(let path):
            "the run store \(path) was written by an earlier version of Twobin. Run `twobin plan` into it once to bring it up to date."
        case .busy(let path):
            "another process is writing to the run store \(path). Try again when it is done."
        case .noSuchRun(let reference, let known, let count):
            StoreError.noSuchRunText(reference, known, count)
        case .ambiguousRun(let reference, let candidates):
            "several runs begin with \(reference): \(StoreError.list(candidates)). Give more of the id."
        case .noSuchItem(let reference, let run, let similar):
            "the run \(run) has no item \(reference)."
                + (similar.isEmpty ? "" : " It has \(StoreError.list(similar)).")
        case .ambiguousItem(let reference, let run, let candidates):
            "the run \(run) has \(reference) at several locations: \(StoreError.list(candidates)). Give ITEM@LOCATION."
        case .noSuchApproval(let reference, let known):
            "no placed order has the reference \(reference). "
                + (known.isEmpty ? "None is on its way." : "On their way are \(StoreError.list(known)). `twobin approve --list` lists them all.")
        case .unreadableRun(let id, let reason):
            "the run \(id) cannot be read by this version of Twobin (\(reason)). Plan again to replace it."
        case .inconsistentRun(let id, let reason):
            "internal error while saving the run \(id): \(reason)"
        }
    }

    private static func noSuchRunText(_ reference: String, _ known: [String], _ count: Int) -> String {
        if count == 0 { return "no run \(reference): the store has no runs yet. Make one with `twobin plan`." }
        return "no run has the id \(reference). There \(count == 1 ? "is" : "are") \(count), newest first: "
            + known.joined(separator: ", ") + (known.count < count ? ", ..." : "") + ". `twobin runs` lists them all."
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(5).map { displayText($0) }.joined(separator: ", ") + (names.count > 5 ? ", ... (\(names.count) in all)" : "")
    }
}

extension StoreError {
    /// Runs work on a database and turns its errors into typed ones.
    static func translating<Value>(_ path: String, _ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        } catch {
            throw .damaged(path: path, reason: String(describing: error))
        }
    }

    private init(_ error: DatabaseError, path: String) {
        let reason = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_NOLFS, .SQLITE_PROTOCOL:
            // Locks that a network file system does not know show as errors of reading and writing.
            let share = NetworkFileSystem.name(at: path).map { " (it is on a network file system, \($0): put it on a disk of this machine)" } ?? ""
            self = .unwritable(path: path, reason: reason + share)
        case .SQLITE_AUTH: self = .unreadable(path: path, reason: reason)
        default: self = .damaged(path: path, reason: reason)
        }
    }
}
