import CustomerBackorders
import DemandModel
import PlanEngine
import SalesIngestion

/// Reads the tables of the supply side that a plan file names and adds what they say to the input: lead times from receipts, what is on
/// order, what customers wait for, what was on the shelf at the last count, and when it was empty. The items table wins wherever it has a value itself.
func readSupplyTables(_ setup: PlanSetup, into input: inout PlanInput) throws(IngestionError) {
    let configuration = setup.configuration
    var receipts: [PurchaseReceipt] = []
    var openOrders: [OpenOrder] = []
    var backorders: [CustomerBackorder] = []
    var snapshots: [StockSnapshot] = []
    let keys = Set(input.series.map(\.key)).union(input.items.map(\.key))
    if let path = configuration.receiptsPath { receipts = keep(try readReceipts(path: setup.address(path)), in: &input) }
    if let path = configuration.openOrdersPath { openOrders = keep(try readOpenOrders(path: setup.address(path)), in: &input) }
    if let path = configuration.backordersPath { backorders = keep(try readBackorders(path: setup.address(path), isKnown: keys.contains), in: &input) }
    if let path = configuration.snapshotsPath { snapshots = keep(try readSnapshots(path: setup.address(path)), in: &input) }
    if let remark = EmptyShelves(marking: &input.series, snapshots: snapshots, calendar: input.calendar, asOf: input.asOf).remark {
        input.warnings.append(remark)
    }
    let leadTimes = LeadTimeTable(receipts: receipts, openOrders: openOrders, asOf: input.asOf)
    let positions = stockPositions(snapshots: snapshots, openOrders: openOrders, backorders: backorders, asOf: input.asOf)
    var suppliers: [ItemLocation: String] = [:]
    for record in input.items { suppliers[record.key] = record.supplier }
    let facts = backorderFacts(receipts: receipts, openOrders: openOrders, waiting: backorders, supplierOf: suppliers, asOf: input.asOf)
    input.backorders = facts.isEmpty ? nil : facts
    // Where a table is there, an item that it does not name has none.
    for key in keys {
        var observed = ObservedSupply()
        if let estimate = leadTimes.estimate(supplier: suppliers[key] ?? "", item: key.item) {
            observed.leadTimeDays = estimate.meanDays
            observed.leadTimeStandardDeviationDays = estimate.standardDeviationDays
            observed.receivedLeadTimes = ReceivedLeadTimes(days: estimate.days, weights: estimate.weights)
        }
        observed.onHand = positions[key]?.onHand
        if configuration.openOrdersPath != nil { observed.onOrder = positions[key]?.onOrder ?? 0 }
        if configuration.backordersPath != nil { observed.backordered = positions[key]?.backordered ?? 0 }
        input.observedSupply[key] = observed
    }
}

private func keep<Row>(_ table: IngestedTable<Row>, in input: inout PlanInput) -> [Row] {
    input.inputs.append(table.input)
    input.quarantine += table.quarantine
    return table.rows
}
