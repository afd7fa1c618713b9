import DemandModel
import Testing
@testable import SalesIngestion

@Suite struct ItemTableTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    @Test func itemsAreReadWithAliases() throws {
        let path = try files.write("""
            SKU;Warehouse;Vendor;Cost;Lead Time;MOQ;Case Pack;On Hand;colour
            0012;;acme;1,50;14;12;6;-3;red
            mug;north;acme;€ 1.234,5;;;;;blue
            """, name: "items.csv")
        let table = try readItems(path: path)
        #expect(table.items.map(\.key.uniqueID) == ["0012", "mug@north"])
        #expect(table.items[0].unitCost == 1.5)
        #expect(table.items[0].leadTimeDays == 14)
        #expect(table.items[0].minimumOrderQuantity == 12)
        #expect(table.items[0].orderMultiple == 6)
        #expect(table.items[0].onHand == -3)
        #expect(table.items[0].supplier == "acme")
        #expect(table.items[1].unitCost == 1234.5)
        #expect(table.items[1].leadTimeDays == nil)
        #expect(table.ignoredColumns == ["colour"])
        #expect(table.input.role == "items")
    }

    @Test func badCellsAndSecondRowsAreSetAside() throws {
        let path = try files.write("item,unit_cost,lead_time_days\na,x,7\nb,-1,\na,2,3\n,1,1\n", name: "items.csv")
        let table = try readItems(path: path)
        #expect(table.items.map(\.key.item) == ["a", "b"])
        #expect(table.items[0].unitCost == nil && table.items[0].leadTimeDays == 7)
        #expect(table.quarantine.map(\.code) == ["bad_number", "bad_number", "duplicate_key", "missing_item"])
        #expect(table.quarantine.map(\.line) == [2, 3, 4, 5])
        #expect(table.quarantine[2].hint.contains("line 2"))
    }

    @Test func limitsAndOverridesAreRead() throws {
        let path = try files.write("""
            item,group,volume_per_unit,shelf_life_days,target_fill_rate,minimum_stock,maximum_stock,lost_sale_share,frozen,override_reorder_point,override_order_up_to,override_reason,launch
            a,Fresh,0.02,9,0.97,3,40,0.25,,,,,1
            b,,,,1.2,-1,,2,maybe,,,,
            c,,,,,,,,yes,4,12,"planogram, spring",0
            """, name: "items.csv")
        let table = try readItems(path: path)
        var expected = StockTerms()
        expected.group = "Fresh"
        expected.volumePerUnit = 0.02
        expected.shelfLifeDays = 9
        expected.targetFillRate = 0.97
        expected.minimumStock = 3
        expected.maximumStock = 40
        expected.lostSaleShare = 0.25
        expected.isLaunch = true
        #expect(table.items[0].stock == expected && !expected.isFixed)
        #expect(table.items[1].stock.isEmpty)
        #expect(table.quarantine.map(\.column) == ["frozen", "target_fill_rate", "minimum_stock", "lost_sale_share"])
        #expect(table.items[2].stock.isLaunch == false && table.items[2].stock.isFrozen == true && table.items[2].stock.overrideReorderPoint == 4)
        #expect(table.items[2].stock.overrideOrderUpTo == 12 && table.items[2].stock.overrideReason == "planogram, spring")
        #expect(table.ignoredColumns.isEmpty)
    }

    @Test func eventsReachIntoTheDaysAroundThem() throws {
        let calendar = try readCalendar(path: files.write("""
            date,event,days_before,days_after,colour
            2024-03-31,easter,2,1,red
            2024-05-01,holiday,,,red
            2024-06-01,fair,1.5,,red
            2024-06-02,fair,,-1,red

            """, name: "calendar.csv"))
        #expect(calendar.rows.map { "\($0.date) \($0.nameWithOffset)" } == [
            "2024-03-29 easter, 2 days before", "2024-03-30 easter, 1 day before", "2024-03-31 easter", "2024-04-01 easter, 1 day after",
            "2024-05-01 holiday",
        ])
        #expect(calendar.quarantine.map(\.line) == [4, 5] && calendar.ignoredColumns == ["colour"])
        // Prophet's names: the lower window is below zero.
        let prophet = try readCalendar(path: files.write("holiday,ds,lower_window,upper_window\neaster,2024-03-31,-1,0\n", name: "prophet.csv"))
        #expect(prophet.rows.map(\.offset) == [-1, 0])
    }

    @Test func calendarAndPlannedTables() throws {
        let calendar = try readCalendar(path: files.write("date,event\n2024-01-01,new-year\n2024-13-01,never\n", name: "calendar.csv"))
        #expect(calendar.rows.map(\.name) == ["new-year"])
        #expect(calendar.quarantine.map(\.code) == ["bad_date"])
        let planned = try readPlanned(path: files.write("date,item,location,price,promotion\n2024-01-01,a,,9.5,1\n", name: "planned.csv"))
        #expect(planned.rows == [PlannedTerms(date: CalendarDay(iso: "2024-01-01")!, item: "a", price: 9.5, promotion: true)])
    }
}
