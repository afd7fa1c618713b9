import ArgumentParser
import CustomerBackorders
import DemandModel
import Foundation
import PlanExport
import PlanStore
import PlanWorkbook
import TextForms

struct SuppliersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suppliers", abstract: "How suppliers deliver, which open orders to chase, and what each can expect to be asked for.",
        discussion: """
            Example: twobin suppliers latest --out suppliers

            With --out a folder is written: suppliers.csv (scorecard), expedite.csv (open orders by the customers that wait for them), and for each \
            supplier a forecast of six months (CSV and xlsx, to share) and a letter of one page.
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or latest.", valueName: "run"))
    var runReference: String
    @Option(help: "A folder to write the tables and letters to.")
    var out: String?
    @Option(help: "How many open orders to list.")
    var top = 15
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if top < 0 { throw ValidationError("--top is a number of orders, 0 or more.") }
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
            let input = RestockInput(run)
            let scores = supplierScores(items: run.items, facts: input.facts, suppliers: run.suppliers)
            let chase = expediteList(input)
            try Console.text(SuppliersReport.text(scores: scores, chase: chase, top: top))
            guard let out else { return .done }
            let months = supplierOutlook(run.items)
            var names: [String: String] = [:]
            for item in run.items { if let name = item.card?.name { names[item.key.item] = name } }
            var workbooks: [String: [UInt8]] = [:]
            for (supplier, own) in Dictionary(grouping: months, by: \.supplier) {
                do throws(WorkbookError) {
                    workbooks[supplier] = try outlookWorkbookBytes(supplier, months: own, names: names, asOf: run.asOf)
                } catch {
                    throw CommandFailure(error, workbook: "of \(supplier) in \(out)")
                }
            }
            do throws(OutputError) {
                let files = try AtomicFiles(directory: out)
                try files.write("suppliers.csv") { (sink) throws(OutputError) in try SupplierTables.writeScores(scores, to: sink) }
                try files.write("expedite.csv") { (sink) throws(OutputError) in try SupplierTables.writeExpedite(chase, to: sink) }
                for supplier in Set(months.map(\.supplier)).sorted(by: bytesPrecede) {
                    let own = months.filter { $0.supplier == supplier }
                    let letter = supplierLetter(
                        supplier, asOf: run.asOf, months: own, score: scores.first { $0.supplier == supplier && $0.item == nil },
                        chase: chase.filter { $0.order.supplier == supplier })
                    let name = fileName(supplier)
                    try files.write("forecast-\(name).csv") { (sink) throws(OutputError) in try SupplierTables.writeOutlook(own, asOf: run.asOf, to: sink) }
                    try files.write("forecast-\(name).xlsx") { (sink) throws(OutputError) in try sink(workbooks[supplier] ?? []) }
                    try files.write("letter-\(name).txt") { (sink) throws(OutputError) in try sink(Array(letter.utf8)) }
                }
                try files.commit()
            } catch {
                throw CommandFailure(error)
            }
            try Console.text("\nWritten to \(out)\n")
            return .done
        }
    }
}

/// A name as part of a file name: letters, digits and dashes stay, everything else becomes its bytes in hexadecimal.
func fileName(_ name: String) -> String {
    guard !name.isEmpty else { return "unnamed" }
    return String(decoding: name.utf8.flatMap { byte -> [UInt8] in
        let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
        return isPlain ? [byte] : byte == 0x20 ? [0x5F] : Array(("%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8)
    }, as: UTF8.self)
}
