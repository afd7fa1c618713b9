import DemandModel
import Foundation
import GRDB

extension RunStore {
    /// Lines go to tables of their own; what is known of the suppliers' deliveries is one document.
    static func insertBackorders(_ facts: BackorderFacts, runNumber: Int64, encoder: JSONEncoder, into database: Database) throws {
        let waiting = try database.makeStatement(sql: """
            INSERT INTO waiting_line (run_number, order_id, item, location, ordered_on, promised_on, quantity, priority, price)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for line in facts.waiting {
            try waiting.execute(arguments: [
                runNumber, line.orderID, line.key.item, line.key.location, line.orderedOn?.description, line.promisedOn?.description, line.quantity,
                line.priority, line.price,
            ])
        }
        let open = try database.makeStatement(sql: """
            INSERT INTO open_order_line (run_number, order_id, item, location, supplier, ordered_on, promised_on, quantity)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for order in facts.openOrders {
            try open.execute(arguments: [
                runNumber, order.orderID, order.key.item, order.key.location, order.supplier, order.orderedOn?.description,
                order.promisedOn?.description, order.quantity,
            ])
        }
        var rest = facts
        rest.waiting = []
        rest.openOrders = []
        try database.execute(
            sql: "INSERT INTO backorder_facts (run_number, details) VALUES (?, ?)",
            arguments: [runNumber, String(decoding: try encoder.encode(rest), as: UTF8.self)])
    }

    static func backorders(_ runNumber: Int64, decoder: JSONDecoder, _ database: Database) throws -> BackorderFacts? {
        // A store that is only read may be of a version without these tables.
        guard try database.tableExists("backorder_facts"),
              let details = try String.fetchOne(database, sql: "SELECT details FROM backorder_facts WHERE run_number = ?", arguments: [runNumber])
        else { return nil }
        var facts = try decoder.decode(BackorderFacts.self, from: Data(details.utf8))
        func day(_ text: String?) -> CalendarDay? { text.flatMap { CalendarDay(iso: $0) } }
        facts.waiting = try Row.fetchAll(
            database, sql: "SELECT * FROM waiting_line WHERE run_number = ? ORDER BY rowid", arguments: [runNumber]
        ).map { row in
            CustomerBackorder(
                orderID: row["order_id"], key: ItemLocation(item: row["item"], location: row["location"]), orderedOn: day(row["ordered_on"]),
                promisedOn: day(row["promised_on"]), quantity: row["quantity"], priority: row["priority"], price: row["price"])
        }
        facts.openOrders = try Row.fetchAll(
            database, sql: "SELECT * FROM open_order_line WHERE run_number = ? ORDER BY rowid", arguments: [runNumber]
        ).map { row in
            OpenOrder(
                orderID: row["order_id"], key: ItemLocation(item: row["item"], location: row["location"]), supplier: row["supplier"],
                orderedOn: day(row["ordered_on"]), promisedOn: day(row["promised_on"]), quantity: row["quantity"])
        }
        return facts
    }
}
