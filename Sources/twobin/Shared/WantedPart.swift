import DemandModel
import PlanEngine
import PlanReading
import TextForms

/// The part of a plan that `--items` or `--shard` asks for.
struct WantedPart {
    private enum Choice {
        case names([String], file: String)
        case shard(Int, of: Int)
    }

    private let choice: Choice

    /// `nil` where neither flag is given.
    ///
    /// - Parameter out: of the flag `--out`: a part must not take the place of a whole plan's files.
    init?(items: String?, shard: String?, out: String?) throws {
        guard items != nil || shard != nil else { return nil }
        if items != nil, shard != nil { throw CommandFailure(.wrongUsage, "--items and --shard: give one of them") }
        guard out != nil else {
            throw CommandFailure(.wrongUsage, "\(items == nil ? "--shard" : "--items"): name the folder of the part with --out, so that it does not replace the whole plan's files")
        }
        if let items {
            let text: String
            do throws(PlanReadingError) {
                text = try readTextFile(items, what: "list of items")
            } catch {
                throw CommandFailure(.unusableInput, error.description)
            }
            let names = text.split(whereSeparator: \.isNewline).map(String.init)
            guard !names.isEmpty else { throw CommandFailure(.unusableInput, "--items \(items): it names no item; write one a line, ITEM or ITEM@LOCATION") }
            choice = .names(names, file: items)
            return
        }
        let parts = (shard ?? "").split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1], (1...100_000).contains(count), (1...count).contains(number) else {
            throw CommandFailure(.wrongUsage, "--shard: \"\(shard ?? "")\" is no part; write such as 3/16 for the third of sixteen")
        }
        choice = .shard(number, of: count)
    }

    /// - Throws: where a name is none of the plan's.
    func part(of input: PlanInput) throws -> PlanPart {
        switch choice {
        case .shard(let number, let count): return .shard(number, of: count)
        case .names(let names, let file):
            var known: [String: ItemLocation] = [:]
            for key in input.series.map(\.key) + input.items.map(\.key) + input.unplanned.keys { known[key.uniqueID] = key }
            let unknown = names.filter { known[$0] == nil }
            guard unknown.isEmpty else {
                throw CommandFailure(
                    .unusableInput, "--items \(file): \(counted(unknown.count, "name")) that neither the sales nor the items table \(unknown.count == 1 ? "has" : "have"): "
                        + unknown.prefix(5).joined(separator: ", ") + (unknown.count > 5 ? ", ..." : ""))
            }
            return .keys(Set(names.compactMap { known[$0] }))
        }
    }
}
