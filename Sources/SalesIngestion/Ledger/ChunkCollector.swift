import DemandModel
import TextForms

/// Hands out chunks and gathers what they turned into; its methods are called under a lock each.
final class ChunkCollector: @unchecked Sendable {
    private(set) var error: IngestionError?
    private(set) var records = 0
    private var lines: [Int] = []
    private let headerLines: Int
    var totalLines: Int { lines.reduce(headerLines, +) }
    private var problems: [(chunk: Int, rows: [LocalProblem])] = []
    private var kept = 0
    private var counts: [QuarantineCode: Int] = [:]
    private var units: Micro = 0
    private(set) var outcome = SalesReading.ChunkOutcome()
    /// Where the header comes again first: a line of a chunk.
    private var headerAgain = (chunk: Int.max, line: 0)
    private let limit: Int

    init(limit: Int, headerLines: Int) {
        self.limit = limit
        self.headerLines = headerLines
    }

    /// Takes the next chunk; false at the end or after an error.
    func take(_ chunk: RecordChunk, from chunker: RecordChunker) -> Bool {
        guard error == nil else { return false }
        do throws(IngestionError) {
            return try chunker.next(into: chunk)
        } catch {
            self.error = error
            return false
        }
    }

    func add(_ words: WordTally) { outcome.words.add(words) }

    func add(_ parsed: ParsedChunk) {
        records += parsed.records
        outcome.skipped += parsed.skipped
        outcome.turnedRows += parsed.turnedRows
        outcome.turnedUnits += parsed.turnedUnits
        outcome.repeatedHeaders += parsed.repeatedHeaders.count
        if let line = parsed.repeatedHeaders.first { if parsed.index < headerAgain.chunk { headerAgain = (parsed.index, line) } }
        if let found = parsed.contradiction { outcome.contradiction = found }
        while lines.count <= parsed.index { lines.append(0) }
        lines[parsed.index] = parsed.lines
        guard !parsed.problems.isEmpty else { return }
        for problem in parsed.problems {
            counts[problem.code, default: 0] += 1
            units &+= abs(problem.units)
        }
        problems.append((parsed.index, parsed.problems))
        kept += parsed.problems.count
        if kept > 4 * limit + 100_000 { trim() }
    }

    /// Drops what is certainly behind the first `limit` problems.
    private func trim() {
        problems.sort { $0.chunk < $1.chunk }
        var seen = 0
        var end = 0
        while end < problems.count, seen < limit {
            seen += problems[end].rows.count
            end += 1
        }
        problems.removeSubrange(end...)
        kept = seen
    }

    /// Once all chunks are there: chunk-wise lines become lines of the file.
    func finishOutcome() {
        if headerAgain.chunk < lines.count { outcome.repeatedHeaderLine = lines[..<headerAgain.chunk].reduce(headerLines, +) + headerAgain.line + 1 }
    }

    /// Moves the problems into the list with the lines of the file, in order.
    func quarantine(into list: inout QuarantineList, file: String, header: HeaderNames) {
        var firstLine = [headerLines]
        for count in lines { firstLine.append(firstLine[firstLine.count - 1] + count) }
        var left = limit
        for (chunk, rows) in problems.sorted(by: { $0.chunk < $1.chunk }) {
            for problem in rows.prefix(left) {
                list.add(
                    file: file, line: firstLine[chunk] + problem.line + 1,
                    column: problem.column >= 0 ? header.names[problem.column] : "", code: problem.code, value: problem.value,
                    hint: problem.hint)
                counts[problem.code, default: 0] -= 1
            }
            left -= min(left, rows.count)
        }
        list.units += Double(units) / 1e6
        for code in QuarantineCode.allCases { list.count(code, rows: counts[code] ?? 0) }
    }
}
