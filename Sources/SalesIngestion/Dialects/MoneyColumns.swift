import DemandModel
import TextForms

/// Columns of money beside the units: what they say of a row.
enum MoneyNames {
    static let line = [
        "line_total", "total", "amount", "line_amount", "net_amount", "gross_amount", "net_sales", "gross_sales", "net_total", "gross_total", "total_price", "item_total", "subtotal", "sales_amount", "total_amount",
        "revenue", "turnover", "betrag", "umsatz", "nettobetrag", "bruttobetrag", "nettoumsatz", "bruttoumsatz", "gesamtbetrag", "gesamtpreis", "zeilensumme", "positionswert", "montant", "montant_ht", "montant_ttc",
        "total_ht", "total_ttc", "chiffre_d_affaires", "importe", "importe_total", "importe_neto", "total_linea", "importo", "imponibile", "totale", "totale_riga", "bedrag", "totaal", "omzet", "valor", "valor_total", "kwota",
        "wartosc", "belopp", "belob", "belop", "summa", "金額", "売上金額", "сумма", "金额", "금액", "tutar", "castka", "osszeg",
    ]
    static let currency = [
        "currency", "currency_code", "order_currency", "transaction_currency", "presentment_currency", "wahrung", "waehrung", "wahrungscode", "wkz", "devise", "monnaie", "moneda", "divisa", "valuta", "moeda", "waluta", "valuta_kod",
        "通貨", "валюта", "货币", "통화", "para_birimi", "mena", "penznem",
    ]
}

extension TableInput {
    /// The column of a row's money where some rows have it below zero beside a quantity above zero, and most do not; -1 where there is none.
    ///
    /// Registers and shops write goods that came back either way: with the quantity below zero, or with the money.
    func moneyBelowZero(_ layout: LineLayout, _ map: ColumnMap) -> Int {
        guard layout.dialect == .long, layout.item >= 0, layout.returnedUnits.isEmpty else { return -1 }
        let taken = Set(map.indices.filter { $0.key != .price }.values).union(map.others)
        let candidates = (layout.price >= 0 ? [layout.price] : []) + header.indices(ofAny: MoneyNames.line).filter { !taken.contains($0) && $0 != layout.price }
        for column in candidates {
            var below = 0, above = 0
            for row in sample where column < row.count && layout.quantity < row.count {
                let cell = row[column].trimmedOfSpaces
                guard let money = parseAmount(cell, decimalComma: layout.priceDecimalComma) ?? parseAmount(cell, decimalComma: !layout.priceDecimalComma),
                      let units = parseAmount(row[layout.quantity].trimmedOfSpaces, decimalComma: layout.decimalComma), units > 0, money != 0 else { continue }
                if money < 0 { below += 1 } else { above += 1 }
            }
            // Where most are below zero the column is booked as an account is: it says nothing.
            if above > 0, below <= above { return column }
        }
        return -1
    }

    /// Prices of several currencies are no prices of one.
    func currencyRemarks(_ map: ColumnMap) -> [String] {
        guard map.indices[.price] != nil, let column = header.indices(ofAny: MoneyNames.currency).first else { return [] }
        var counts: [String: Int] = [:]
        for cell in sampleColumn(column) where !cell.isEmpty { counts[cell, default: 0] += 1 }
        guard counts.count > 1 else { return [] }
        let named = counts.sorted { $0.value != $1.value ? $0.value > $1.value : bytesPrecede($0.key, $1.key) }
        return ["prices are in \(counts.count) currencies (\(header.names[column]): "
            + named.prefix(5).map { "\(displayText($0.key)) \(counted($0.value, "row"))" }.joined(separator: ", ") + (named.count > 5 ? ", ..." : "")
            + "): they are used as they stand; a file of one currency, or without the price, keeps them apart"]
    }
}
