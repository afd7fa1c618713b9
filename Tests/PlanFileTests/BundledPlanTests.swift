import DemandModel
import Foundation
import PlanFile
import Testing

/// The plan files that come with the data sets are read without complaint, and name files that exist.
struct BundledPlanTests {
    static let datasets = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../datasets").standardized

    @Test(arguments: ["synthetic-shop", "pbs-prescriptions", "orange-juice"])
    func isReadable(folder: String) throws {
        let file = Self.datasets.appending(path: folder).appending(path: "plan.toml")
        let configuration = try readPlanFile(
            text: String(contentsOf: file, encoding: .utf8), name: file.lastPathComponent, environment: [:])
        #expect(!configuration.salesPath.isEmpty)
        let paths = [
            configuration.salesPath, configuration.itemsPath, configuration.calendarPath, configuration.receiptsPath,
            configuration.openOrdersPath, configuration.backordersPath, configuration.plannedPath, configuration.suppliersPath,
        ]
        for path in paths.compactMap(\.self).flatMap(\.addresses).map(\.shown) {
            let target = Self.datasets.appending(path: folder).appending(path: path)
            #expect(FileManager.default.fileExists(atPath: target.path), "\(folder)/plan.toml names \(path)")
        }
    }

    @Test func demoPlansForABudget() throws {
        let file = Self.datasets.appending(path: "synthetic-shop/plan.toml")
        let configuration = try readPlanFile(text: String(contentsOf: file, encoding: .utf8), name: "plan.toml", environment: [:])
        #expect(configuration.objective.kind == .budget)
        #expect(configuration.objective.target > 0)
        #expect(configuration.asOf == CalendarDay(iso: "2026-01-01"))
    }
}
