import Foundation
import Testing

/// Tables of other systems and languages beside the sales: the kinds of `TablesTogetherTests` and `LinkedItemsTests` in other forms.
@Suite struct TableVariantTests {
    private func shop(_ items: [String], table: String, more: String = "", locations: [String] = ["main"], files: [String: String] = [:]) throws -> SmallShop {
        let shop = try TablesTogetherTests.shop(items, table: table, more: more, locations: locations)
        for (name, text) in files { try shop.directory.write(text, to: name) }
        return shop
    }

    private func plan(_ shop: SmallShop, _ more: String...) async throws -> Outcome {
        try await TwobinProcess.run(["plan", "plan.toml", "--threads", "1"] + more, in: shop.path)
    }

    @Test(arguments: [
        ("1001.0", "1001", "a .0 behind whole numbers"), ("\u{410}-100", "A-100", "another alphabet"), ("ＭＵＧ－１", "MUG-1", "marks"), ("MUG\u{2013}1", "MUG-1", "marks"), ("MUG-1\u{A0}", "MUG-1", "marks"),
        ("Cafe\u{301}", "Caf\u{E9}", "Unicode"),
    ]) func codesThatAlmostMatchAreNamed(listed: String, sold: String, difference: String) async throws {
        let stopped = try await plan(shop([sold], table: "item,on_hand\n\(listed),500\n"))
        #expect(stopped.status == 65 && stopped.errors.contains(difference), "\(stopped.errors)")
        let joined = try shop([sold], table: "item,on_hand\n\(listed),500\n", more: "match = \"loose\"\n")
        #expect(try await plan(joined).status == 0)
        #expect(try joined.table("recommendations.csv")[0, "inventory_position"] == "500")
    }

    /// What is on order for a place where its item is not sold would be ordered again.
    @Test(arguments: ["order_id,item,location,quantity\nP1,MUG,Warehouse,100\n", "order_id,item,quantity\nP1,MUG,100\n"])
    func ordersThatNoPlanSeesStop(_ orders: String) async throws {
        let table = "item,location,on_hand\nMUG,A,3\nMUG,B,3\n"
        let more = "[open_orders]\npath = \"open.csv\"\n"
        let stopped = try await plan(shop(["MUG"], table: table, more: more, locations: ["A", "B"], files: ["open.csv": orders]))
        #expect(stopped.status == 65 && stopped.errors.contains("100 of 100 units on order are not seen") && stopped.errors.contains("[locations]"), "\(stopped.errors)")
        let place = orders.contains("Warehouse") ? "Warehouse" : "main"
        let mapped = try shop(["MUG"], table: table, more: more + "[locations]\n\(place) = \"A\"\n", locations: ["A", "B"], files: ["open.csv": orders])
        #expect(try await plan(mapped).status == 0)
        #expect(try mapped.table("recommendations.csv")["inventory_position"] == ["103", "3"])
        let warned = try await plan(shop(["MUG"], table: table, more: "unseen_stock = \"warn\"\n" + more, locations: ["A", "B"], files: ["open.csv": orders]))
        #expect(warned.status == 0 && warned.output.contains("\n  ATTENTION: 100 of 100 units on order"), "\(warned.output)")
    }

    @Test(arguments: [
        "Artikelnummer;Lagerbestand aktuell;Wiederbeschaffungszeit (Tage);Mindestbestellmenge\nMUG;5;40;24\n", "Réf;Stock disponible;Délai de livraison (jours);Qté min. de commande\nMUG;5;40;24\n",
        "Código;Existencias;Plazo de entrega (días);Pedido mínimo\nMUG;5;40;24\n", "Varenr;Lagerbeholdning;Leveringstid (dage);MOQ\nMUG;5;40;24\n", "商品番号,在庫数,リードタイム（日）,MOQ\nMUG,5,40,24\n".replacing("（日）", with: " (日)"),
    ]) func termsInOtherLanguages(_ table: String) async throws {
        let shop = try shop(["MUG"], table: table)
        let outcome = try await plan(shop)
        #expect(outcome.status == 0 && !outcome.output.contains("not used"), "\(outcome.output)\(outcome.errors)")
        let rows = try shop.table("recommendations.csv")
        #expect(rows[0, "inventory_position"] == "5" && rows[0, "protection_days"] == "47", "\(rows.rows)")
        #expect((Double(rows[0, "order_now"]) ?? 0) >= 24)
    }

    @Test func anUnusedColumnIsNamedWithTheNearestMeaning() async throws {
        let outcome = try await plan(shop(["MUG"], table: "item,on_hand,Lieferzeit ca.,Shelf colour\nMUG,5,9,red\n"))
        #expect(outcome.output.contains("\"Lieferzeit ca.\" (is it lead_time_days?), \"Shelf colour\""), "\(outcome.output)")
    }

    /// `wei ` is the supplier `Wei`, and the files of one table that disagree are named.
    @Test func suppliersAndFilesThatDisagree() async throws {
        let shop = try shop(
            ["MUG", "CUP"], table: "item,on_hand,vendor\nMUG,5,Wei\nCUP,5,\"wei \"\n", more: "[suppliers]\npath = \"suppliers.csv\"\n",
            files: ["suppliers.csv": "Vendor,Lead time (weeks)\nWei,9\n"])
        let outcome = try await plan(shop)
        #expect(outcome.output.contains("\"wei \" is \"Wei\""), "\(outcome.output)")
        #expect(try shop.table("recommendations.csv")["protection_days"] == ["70", "70"])
        let two = try SmallShop(
            sales: TablesTogetherTests.sales(["MUG", "CUP"]), items: "item,on_hand\nMUG,5\n", plan: "[sales]\npath = \"sales.csv\"\n[items]\npath = [\"items.csv\", \"more.csv\"]\n")
        try two.directory.write("item,on_hand\nMUG,9\nCUP,4\n", to: "more.csv")
        #expect(try await plan(two).output.contains("1 item with another on_hand than in the file before it, which counts (MUG 5 and 9)"))
        #expect(try two.table("recommendations.csv")["inventory_position"] == ["4", "5"])
    }

    /// Units that have come are no longer on order; requests for quotations and cancelled orders never were.
    @Test(arguments: [
        ("order_id,item,ordered_quantity,received_quantity,promised_on\nP1,MUG,100,40,2025-10-20\n", 65.0),
        ("Order Reference,Vendor,Product,Ordered Qty,Received Qty,Expected Arrival,Status\nP1,Wei,MUG,10,4,2025-10-20,Purchase Order\nP2,Wei,MUG,90,0,2025-10-20,Cancelled\nP3,Wei,MUG,50,0,2025-10-20,RFQ\n", 11),
        ("order_id,item,open_quantity,received_quantity,promised_on\nP1,MUG,100,40,2025-10-20\n", 105),
        ("PO;Artikelnummer;Bestellmenge;Gelieferte Menge;Liefertermin\nP1;MUG;100;100;20.10.2025\nP2;MUG;7;;20.10.2025\n", 12),
    ]) func whatHasComeIsNotOnOrder(_ orders: String, position: Double) async throws {
        let shop = try shop(["MUG"], table: "item,on_hand\nMUG,5\n", more: "[open_orders]\npath = \"open.csv\"\n", files: ["open.csv": orders])
        let outcome = try await plan(shop)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(Double(try shop.table("recommendations.csv")[0, "inventory_position"]) == position, "\(outcome.output)")
    }

    /// The stock export of a shop has no dates: it is the stock of the evening before, and `not stocked` is no zero.
    @Test func aStockExportWithoutDatesIsTheStockOfToday() async throws {
        let shop = try shop(
            ["MUG", "CUP"], table: "item\nMUG\nCUP\n", more: "[snapshots]\npath = \"inventory.csv\"\n",
            files: ["inventory.csv": "Handle,Title,Option1 Name,Option1 Value,SKU,Location,On hand (current),Unavailable (not editable),Available (not editable)\n"
                + "mug,Mug,Title,Default Title,MUG,High St,50,3,44\nmug,Mug,Title,Default Title,MUG,Depot,7,0,7\ncup,Cup,Title,Default Title,CUP,High St,not stocked,not stocked,not stocked\n"])
        let outcome = try await plan(shop)
        #expect(outcome.status == 0 && outcome.output.contains("the counted stock of 2 locations is added up"), "\(outcome.output)\(outcome.errors)")
        let rows = try shop.table("recommendations.csv")
        #expect(rows["inventory_position"] == ["0", "54"])
        #expect(rows[0, "reason"].contains("ordered as from an empty shelf") && !rows[1, "reason"].contains("empty shelf"), "\(rows.rows)")
    }

    /// One of two shops has sent nothing for three weeks: named, and the other is planned as of its own last day.
    @Test func aLocationThatFellSilentIsNamed() async throws {
        var sales = "date,item,location,quantity\n"
        for day in 371..<650 { sales += "\(SmallShop.dateText(day)),MUG,High St,4\n" + (day < 600 ? "\(SmallShop.dateText(day)),MUG,Depot,4\n" : "") }
        let shop = try SmallShop(sales: sales, items: "item,location,on_hand\nMUG,High St,5\nMUG,Depot,5\n", plan: "[sales]\npath = \"sales.csv\"\n[items]\npath = \"items.csv\"\n")
        let outcome = try await plan(shop)
        #expect(outcome.status == 0 && outcome.output.contains("no sales for three weeks or more at Depot (the last on \(SmallShop.dateText(599)))"), "\(outcome.output)")
        #expect(!outcome.output.contains("at High St"))
    }

    /// Names that would steer a terminal are shown escaped by every command that prints for a person, and stay as they are in data.
    @Test func namesDoNotSteerATerminal() async throws {
        let evil = "mug\u{1B}[31mRED\u{202E}\u{9B}2J", shown = "mug\\u{1B}[31mRED\\u{202E}\\u{9B}2J"
        var sales = "date,item,quantity\n"
        for week in 0..<40 { sales += "\(SmallShop.dateText(371 + 7 * week)),\(evil),4\n\(SmallShop.dateText(371 + 7 * week)),\"tea\npot\",3\n" }
        let shop = try SmallShop(
            sales: sales, items: "item,on_hand,supplier\n\(evil),5,We\u{1B}]0;x\u{7}i\n\"tea\npot\",2,Wei\n", plan: "[sales]\npath = \"sales.csv\"\n[items]\npath = \"items.csv\"\n")
        #expect(try await plan(shop).status == 0)
        let store = ["--store", "out/twobin.sqlite"]
        for command in [
            ["plan", "plan.toml"], ["plan", "plan.toml", "--dry-run"], ["inspect", "sales.csv"], ["inspect", "items.csv"], ["explain", "latest", evil] + store, ["explain", "latest", "tea\npot"] + store,
            ["explain", "latest", evil + "x"] + store, ["whatif", "latest", "--set", "lead_time=+50%"] + store, ["orders", "latest"] + store, ["runs"] + store, ["diff", "latest", "latest"] + store,
            ["promise", "latest", evil, "--quantity", "3"] + store, ["causes", "latest"] + store, ["suppliers", "latest"] + store, ["approve", "latest", "--all"] + store, ["replay", "plan.toml"], ["backtest", "sales.csv", "--horizon", "2"],
        ] {
            let outcome = try await TwobinProcess.run(command, in: shop.path)
            let text = outcome.output + outcome.errors
            #expect(outcome.status != 70, "\(command[0]): \(outcome.errors)")
            for mark in ["\u{1B}", "\u{202E}", "\u{9B}", "\u{7}", "tea\npot"] { #expect(!text.contains(mark), "\(command[0]) writes \(mark.unicodeScalars.map { String($0.value, radix: 16) }): \(outcome.output)") }
        }
        #expect(try await TwobinProcess.run(["explain", "latest", evil] + store, in: shop.path).output.contains(shown))
        #expect(try shop.output("recommendations.csv").contains(evil))
    }

    @Test func linksAreInspected() async throws {
        let directory = try TemporaryDirectory()
        for (name, text, lines) in [
            ("kits.csv", "bundle_sku;component_sku;qty\nSET;MUG;2\n", ["kits", "one SET holds 2 of MUG"]), ("next.csv", "old_sku,new_sku,valid_from,ratio\nA,B,2025-03-01,0.5\n", ["successors", "B follows A from 2025-03-01, 0.5 for one"]),
            ("closed.csv", "vendor,start,end,reason\nWei,2025-10-20,2025-10-31,holiday\n,2025-12-24,2025-12-26,\n", ["closures", "Wei is closed from 2025-10-20 to 2025-10-31", "every supplier is closed"]),
        ] {
            try directory.write(text, to: name)
            let outcome = try await TwobinProcess.run(["inspect", name], in: directory.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
            for line in lines { #expect(outcome.output.contains(line), "\(outcome.output)") }
        }
    }
}
