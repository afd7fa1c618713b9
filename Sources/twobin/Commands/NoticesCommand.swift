import ArgumentParser
import CustomerBackorders
import DemandModel
import Foundation
import PlanExport
import PlanStore
import SalesIngestion
import TextForms

struct NoticesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notices", abstract: "Write a message for each waiting order whose date is new, has moved or is at risk. Nothing is sent.",
        discussion: """
            Example: twobin notices latest --out notices --language de --rules eu-2011-83

            Written are notices.csv (merge fields), one .eml file per order, and notices-log.csv, which the next call reads: an order hears at most \
            once a week. The day told is the one that nine of ten such orders keep to. This is no legal advice.
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or latest.", valueName: "run"))
    var runReference: String
    @Option(help: "The folder to write to; its log is read first.")
    var out: String
    @Option(help: "en, de, fr, es or pl.")
    var language: NoticeLanguage = .en
    @Option(help: "Whose law says when a customer must agree: us-ftc-435, eu-2011-83, uk-cra or none (may be given once).")
    var rules: [NoticeRules] = []
    @Option(help: "A folder with templates of your own: notice.txt, notice.html, or notice.de.txt and so on.")
    var templates: String?
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if rules.count > 1 { throw ValidationError("--rules can be given once: two sets of rules would contradict each other. Write to each country's customers apart.") }
    }

    func run() throws {
        try runCommand {
            let run: PlanRun
            do {
                let runs = try store.open()
                run = try runs.load(try runs.resolve(runReference).id)
            } catch let error as StoreError {
                throw CommandFailure(error)
            }
            let chosen = rules.first ?? .none
            let logPath = (out as NSString).appendingPathComponent("notices-log.csv")
            let log = try readNoticeLog(logPath)
            let notices = customerNotices(waitingRows(run, threads: try workerThreads(nil)), sent: log, rules: chosen, asOf: run.asOf)
            var names: [String: String] = [:]
            for item in run.items { if let name = item.card?.name, !name.isEmpty { names[item.key.item] = name } }
            let writer: NoticeWriter
            do throws(NoticeTemplate.Fault) {
                try requireTemplates()
                writer = try NoticeWriter(language: language, rules: chosen, text: try template("txt"), html: try template("html"), names: names)
            } catch {
                throw CommandFailure(.unusableInput, error.description)
            }
            let messages = notices.map(writer.message)
            let written = notices.map { SentNotice(orderID: $0.orderID, writtenOn: run.asOf, kind: $0.kind, date: $0.date) }
            do throws(OutputError) {
                let files = try AtomicFiles(directory: out)
                try files.write("notices.csv") { (sink) throws(OutputError) in try NoticeTable.write(messages, asOf: run.asOf, to: sink) }
                for message in messages {
                    try files.write("notice-\(fileName(message.notice.orderID)).eml") { (sink) throws(OutputError) in try sink(writer.mail(message)) }
                }
                try files.write("notices-log.csv") { (sink) throws(OutputError) in try NoticeTable.writeLog(noticeLog(log, with: written, asOf: run.asOf), to: sink) }
                try files.commit()
            } catch {
                throw CommandFailure(error)
            }
            let consent = notices.count { $0.requiresConsent }
            var text = "\(counted(notices.count, "notice")) written to \(out), \(consent) of them \(consent == 1 ? "needs" : "need") the customer's word"
            for kind in NoticeKind.allCases {
                let count = notices.count { $0.kind == kind }
                if count > 0 { text += "\n  \(kind.rawValue): \(count)" }
            }
            try Console.text(text + "\n")
            return .done
        }
    }

    private static func names(_ kind: String, _ language: NoticeLanguage) -> [String] { ["notice.\(language.rawValue).\(kind)", "notice.\(kind)"] }

    /// A folder that is not there, or holds none of the names, is a mistake of the call: the built-in words would go out in its place.
    private func requireTemplates() throws(NoticeTemplate.Fault) {
        guard let templates else { return }
        let names = ["txt", "html"].flatMap { NoticesCommand.names($0, language) }
        guard !names.contains(where: { FileManager.default.fileExists(atPath: (templates as NSString).appendingPathComponent($0)) }) else { return }
        throw NoticeTemplate.Fault(description: "\(templates): no such folder, or none of \(names.joined(separator: ", ")) in it")
    }

    /// The shop's own template in the language, else in any; `nil` where there is none.
    private func template(_ kind: String) throws(NoticeTemplate.Fault) -> NoticeTemplate? {
        guard let templates else { return nil }
        for name in NoticesCommand.names(kind, language) {
            let path = (templates as NSString).appendingPathComponent(name)
            guard let data = FileManager.default.contents(atPath: path) else { continue }
            guard let text = String(data: data, encoding: .utf8) else { throw NoticeTemplate.Fault(description: "\(path): the bytes are not UTF-8") }
            return try NoticeTemplate(text, name: path)
        }
        return nil
    }
}

extension NoticeLanguage: ExpressibleByArgument {}
extension NoticeRules: ExpressibleByArgument {}

/// The notices written so far; none where there is no log yet. A row that cannot be read stops the command: writing on would write twice.
private func readNoticeLog(_ path: String) throws(CommandFailure) -> [SentNotice] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    var notices: [SentNotice] = []
    let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated().dropFirst() {
        // The last three cells hold no comma; the order's number may, in quotes.
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        guard cells.count >= 4, let day = CalendarDay(iso: String(cells[cells.count - 3])),
              let kind = NoticeKind(rawValue: String(cells[cells.count - 2])) else {
            throw CommandFailure(.unusableInput, "\(path), line \(index + 1): not a row of a notice log (order_id,written_on,kind,date); mend it or move the file away")
        }
        var order = cells.dropLast(3).joined(separator: ",")
        if order.count > 1, order.hasPrefix("\""), order.hasSuffix("\"") { order = String(order.dropFirst().dropLast()).replacing("\"\"", with: "\"") }
        notices.append(SentNotice(orderID: order, writtenOn: day, kind: kind, date: CalendarDay(iso: String(cells[cells.count - 1]))))
    }
    return notices
}
