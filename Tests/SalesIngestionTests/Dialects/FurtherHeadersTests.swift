import DemandModel
import Testing
import TextForms

@testable import SalesIngestion

/// Headers of further systems, as their exports have them: three MUG-1 on the 13th and one BWL-1 on the 15th; what is in between is no sale.
@Suite struct FurtherHeadersTests {
    @Test(arguments: [
        "Day,Product title,Product variant SKU,Net items sold,Gross sales\n2025-01-13,Mug,MUG-1,3,30.00\n2025-01-15,Bowl,BWL-1,1,15.00\n",
        "Order ID,Order Status,Order Date,Product SKU,Product Name,Product Quantity,Product Unit Price\n101,Completed,13/01/2025,MUG-1,Mug,3,10.00\n102,Cancelled,14/01/2025,MUG-1,Mug,2,10.00\n103,Shipped,15/01/2025,BWL-1,Bowl,1,15.00\n",
        "id_order;date_add;product_reference;product_name;product_quantity;unit_price_tax_excl;order_state\n1;2025-01-13 10:00:00;MUG-1;Mug;3;10.000000;Livré\n2;2025-01-14 10:00:00;MUG-1;Mug;2;10.000000;Annulé\n3;2025-01-15 10:00:00;BWL-1;Bowl;1;15.000000;Expédié\n",
        "Order ID,Order Status,Order Creation Date,Product Name,SKU Reference No.,Variation Name,Original Price,Quantity\n2501A,Completed,2025-01-13 10:12,Mug,MUG-1,Red,10.00,3\n2501B,Cancelled,2025-01-14 10:12,Mug,MUG-1,Red,10.00,2\n2501C,Shipping,2025-01-15 10:12,Bowl,BWL-1,,15.00,1\n",
        "Fakturadatum;Fakturanr;Artikelnr;Benämning;Levererat antal;Pris;Makulerad\n2025-01-13;1;MUG-1;Mugg;3;10;Nej\n2025-01-14;2;MUG-1;Mugg;2;10;Ja\n2025-01-15;3;BWL-1;Skål;1;15;Nej\n",
        "id,Created (UTC),Amount,Currency,Status,Product,Quantity\n1,2025-01-13 10:12:00,30.00,eur,Paid,MUG-1,3\n2,2025-01-14 10:12:00,20.00,eur,Failed,MUG-1,2\n3,2025-01-15 10:12:00,15.00,eur,Paid,BWL-1,1\n",
        "Location,Order Id,Sent Date,Menu Item,Qty,Void?,Net Price\nmain,1,1/13/25 10:12 AM,MUG-1,3,FALSE,9.00\nmain,2,1/14/25 10:12 AM,MUG-1,2,TRUE,6.00\nmain,3,1/15/25 10:12 AM,BWL-1,1,FALSE,7.00\n",
    ]) func salesAreRead(_ text: String) throws {
        let sales = try readSales(bytes: Array(text.utf8), name: "x", options: dailyOptions())
        let days = sales.series.flatMap { series in
            series.demand.enumerated().filter { $0.element != 0 }.map { "\(series.key.item) \(sales.calendar.firstDay(of: series.firstPeriod + $0.offset)) \(decimalText($0.element))" }
        }
        #expect(days == ["BWL-1 2025-01-15 1", "MUG-1 2025-01-13 3"])
    }

    /// Sage writes SI for invoices and SC for credits, both with units above zero.
    @Test func aSalesCreditTakesBack() throws {
        let text = "Date,Ref,Type,Stock Code,Details,Qty\n13/01/2025,SI1,SI,MUG-1,Mug,3\n13/01/2025,SC1,SC,MUG-1,Mug,1\n15/01/2025,SI2,SI,BWL-1,Bowl,1\n"
        let sales = try readSales(bytes: Array(text.utf8), name: "x", options: dailyOptions())
        #expect(sales.series.map { $0.demand.reduce(0, +) } == [1, 2])
    }
}
