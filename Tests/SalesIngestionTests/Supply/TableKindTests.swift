import DemandModel
import Testing

@testable import SalesIngestion

/// Every table of a plan is told from its header, and a file of Twobin's own from those of others.
@Suite struct TableKindTests {
    private let files: TemporaryFiles

    init() throws { files = try TemporaryFiles() }

    @Test(arguments: [
        ("item,substitute,ratio,two_way", TableKind.substitutes), ("Artikel,Ersatzartikel", .substitutes), ("sku,alternative_sku,priority", .substitutes),
        ("item,location,reorder_point,order_up_to,reason,name,expires", .overrides), ("sku,min,max", .overrides), ("item,override_order_up_to", .overrides),
        ("supplier,lead_time_days", .suppliers), ("Vendor,Lead time (weeks),Currency", .suppliers), ("supplier,minimum_order_value,capacity_per_period", .suppliers),
        ("name,lead_time_days,minimum_order_value", .suppliers), ("name,on_hand,lead_time_days", .items), ("item,supplier", .items), ("SKU,Qty on hand", .items),
        ("item,location,unit_cost,reorder_point,override_reorder_point", .items), ("Product,Location,Quantity", .items), ("item,location,stock", .items),
        ("kit,component,quantity", .kits), ("parent,child,qty", .kits), ("Bundle SKU,Component SKU,Units", .kits), ("old,new,from,ratio", .successors),
        ("supplier,from,until", .closures), ("from,to,reason", .closures), ("date,event,item,location", .calendar), ("date,name", .calendar), ("Datum,Feiertag", .calendar),
        ("item,date,price", .planned), ("sku,from,promotion", .planned), ("order_id,item,quantity,promised_on", .openOrders), ("PO Number,SKU,Qty,ETA", .openOrders),
        ("item,quantity,supplier,ordered_on,promised_on", .openOrders), ("po,item,supplier,quantity,ordered_on", .openOrders), ("item,quantity,expected_on", .openOrders),
        ("order_id,item,supplier,ordered_on,received_on,ordered_quantity,received_quantity", .receipts), ("item,ordered_on,received_on", .receipts),
        ("order_id,item,quantity,ordered_on", .backorders), ("order_id,item,location,ordered_on,promised_on,quantity,priority,price", .backorders),
        ("item,quantity,waiting_since", .backorders), ("date,item,on_hand", .snapshots),
        ("date,item,quantity", .sales), ("order_date,sku,quantity,supplier", .sales), ("Order Date,Product,Vendor,Qty,Price", .sales), ("date,item,quantity,promotion,price", .sales),
    ])
    func tablesAreToldFromTheirHeaders(_ header: String, _ kind: TableKind) {
        #expect(TableKind.detect(HeaderNames(names: header.split(separator: ",").map(String.init))) == kind)
    }

    @Test func unitsThatWereReceivedAreNoDays() throws {
        let header = "Order Reference,Product,Vendor,Ordered,Received,Expected arrival,Quantity\n"
        #expect(try tableKind(path: files.write(header + "P1,MUG,Nord,60,0,2025-01-08,60\n")) == .openOrders)
        #expect(try tableKind(path: files.write(header + "P1,MUG,Nord,2024-12-01,2025-01-07,2025-01-08,60\n")) == .receipts)
    }

    @Test(arguments: [
        ("item,name,supplier,location,status,order_now,line_value,reorder_point,order_up_to,reason", OwnOutput.recommendations), ("unique_id,ds,mean,q0.5,q0.9", .forecasts), ("unique_id,item,location,review_date,reorder_point,order_up_to,position,demand_mean", .levelPath),
        ("item,location,state,free_units,restock_p50,id,availability,availability_date,SKU,Stock", .availability), ("file,line,column,code,value,hint", .quarantine),
        ("order_id,item,location,ordered_on,age_days,quantity,units_ahead,restock_p50,promise_kept,cause,supplier", .waiting), ("supplier,item,received,open,on_time_share,otif_share,lead_time_sd", .supplierRecord),
    ])
    func filesOfTwobinAreKnown(_ header: String, _ output: OwnOutput) throws {
        #expect(try ownOutput(path: files.write(header + "\n")) == output)
    }

    @Test(arguments: ["unique_id,ds,y", "unique_id,ds,y,mean", "item,location,unit_cost,order_up_to", "supplier,minimum_order_value", "order_id,item,quantity,ordered_on"])
    func tablesOfOthersAreNotTakenForThem(_ header: String) throws {
        #expect(try ownOutput(path: files.write(header + "\n")) == nil)
    }

    @Test func whatIsUnderstoodOfLevelsAndSubstitutesIsShown() throws {
        let levels = try inspectTable(path: files.write("item,reorder_point,order_up_to,reason,expires\nA,3,9,fair,2026-01-01\n"), kind: .overrides)
        #expect(levels.preview == ["A: reorder point 3 order up to 9, until 2026-01-01 (fair)"])
        let others = try inspectTable(path: files.write("item,substitute,ratio,two_way\nA,B,2,1\n"), kind: .substitutes)
        #expect(others.preview == ["B may be sent in place of A, 2 for one, and the other way round"])
    }
}
