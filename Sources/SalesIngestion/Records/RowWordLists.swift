extension RowWords {
    static let saleWords: Set<String> = [
        "sale", "sales", "sold", "invoice", "invoices", "verkauf", "verkaufe", "rechnung", "vente", "ventes", "facture", "venta", "ventas", "factura", "vendita",
        "vendite", "fattura", "verkoop", "factuur", "venda", "fatura", "sprzedaz", "faktura", "forsaljning", "salg", "salgs", "umsatz", "売上", "販売", "продажа", "продажи", "реализация", "销售", "판매", "prodej", "satis", "myynti", "eladas", "vanzare",
    ]

    /// Whole words (or phrases) with one meaning.
    static let exact: [String: RowMeaning] = {
        let lists: [(RowMeaning, [String])] = [
            (.sold, ["sale", "sales", "sold", "invoice", "credit card", "credit sale", "credit note issued", "debit", "order", "shipped", "completed", "cash", "card",
                     "non refundable", "return to sender delivered", "receipt", "sales receipt", "standard", "normal", "regular", "charge"]),
            (.returned, ["return", "returns", "returned", "refund", "refunds", "refunded", "credit", "credits", "cn", "cm", "crn", "sc", "scn", "sales credit", "reso", "resi", "avoir", "avoirs", "abono", "abonos", "re", "retour", "retoure",
                         "retouren", "rma", "kredit", "rucklieferung", "rucknahme", "ruckgabe", "devolucao", "estorno", "返品", "返金", "возврат", "rechnungskorrektur", "korrekturrechnung", "退款", "退货", "반품", "환불", "iade", "dobropis", "сторно", "facture d avoir", "factura rectificativa", "factura de abono"]),
            (.cancelled, ["void", "voids", "voided", "cancel", "canceled", "cancelled", "deleted", "failed", "trash", "test", "nieaktywne", "キャンセル", "取消"]),
            (.quote, ["quote", "quo", "quotes", "quotation", "estimate", "draft", "cart", "basket", "proforma", "angebot", "devis", "preventivo", "offerte", "offerta", "offert", "oferta",
                      "entwurf", "brouillon", "borrador", "bozza", "concept", "checkout draft", "auto draft", "inquiry", "見積", "下書き"]),
            (.purchase, ["purchase", "purchases", "po", "bill", "bills", "einkauf", "wareneingang", "achat", "achats", "compra", "compras", "acquisto", "acquisti", "inkoop", "zakup", "kauf",
                         "receiving", "goods receipt", "goods receipts", "purchase receipt", "inbound", "zugang", "entree", "entrada", "carico", "stock in", "pz", "仕入", "入庫", "采购", "入库", "구매", "입고", "kob", "kjop", "kop", "osto", "nakup", "alis", "satin alma", "закупка", "поступление", "приход",
                         "output", "assembly output", "production", "produced", "manufactured"]),
            (.transfer, ["transfer", "transfers", "mm", "umlagerung", "umbuchung", "move", "internal", "stock transfer", "移動", "调拨", "이동", "siirto", "prevod", "перемещение"]),
            (.adjustment, ["adjustment", "adjustments", "adjust", "inventory", "stocktake", "inventur", "korrektur", "waste", "scrap", "damage", "damaged", "loss", "theft", "shrinkage", "count",
                           "positive adjmt", "negative adjmt", "remanent", "rw", "棚卸", "調整", "盘点", "조정", "optaelling", "inventura", "leltar", "sayim", "списание", "инвентаризация"]),
            (.opening, ["opening", "opening stock", "opening balance", "initial", "initial stock", "anfangsbestand", "eroffnung", "inicial", "bo", "期初", "기초"]),
            (.issued, ["issue", "issues", "goods issue", "goods issues", "warenausgang", "abgang", "entnahme", "sortie", "sorties", "salida", "salidas", "scarico", "uscita", "uitgifte",
                       "consumption", "verbrauch", "wz", "outbound", "stock out", "delivery", "delivery note", "lieferschein", "lieferung", "bon de livraison", "出庫", "assembly consumption", "출고", "出库", "vydej", "отгрузка"]),
            (.noLine, ["payment", "payments", "zahlung", "paiement", "pago", "pagamento", "betaling", "platnosc", "fee", "fees", "tax", "payout", "shipping", "shippingfee", "discount", "tip",
                       "commission", "subscription fee", "service fee", "deposit", "gift card", "total", "subtotal"]),
        ]
        var words: [String: RowMeaning] = [:]
        for (meaning, list) in lists { for word in list { words[word] = meaning } }
        return words
    }()

    /// Beginnings of words, tried in this order.
    static let stems: [(RowMeaning, [String])] = [
        (.opening, ["opening", "anfangsbest", "eroffnungs", "stock initial", "saldo inicial", "saldo iniziale", "beginsaldo", "bilans otwarcia", "inventario inicial", "initial stock", "initial inventory"]),
        (.quote, ["quot", "estimat", "angebot", "devis", "presupuesto", "cotizac", "preventiv", "offert", "draft", "entwurf", "brouillon", "borrador", "bozza", "utkast", "kladde",
                  "szkic", "orcament", "tilbud", "ajanlat", "arajanl", "nabidk", "teklif", "taslak", "tarjous", "luonnos", "черновик", "报价", "견적", "pro forma", "proforma", "abandon", "cart", "warenkorb", "kosztorys", "見積", "下書き"]),
        (.cancelled, ["cancel", "storn", "annul", "anul", "abgebroch", "void", "avbrut", "avbest", "zrus", "peruut", "iptal", "geannul", "declin", "reject", "fail", "fehlgeschl", "echec",
                      "echou", "fallid", "fallit", "mislukt", "denied", "abgelehnt", "abgewies", "rechaz", "rifiut", "refus", "odrzuc", "expired", "abgelauf", "delet", "gelosch", "trash",
                      "undeliver", "unzustell", "non delivre", "lost in transit", "makuler", "sztorn", "skasow", "wycofan", "elutas", "torolt", "キャンセル", "取消", "отмен", "аннулир", "скасован", "关闭", "취소", "ακυρ"]),
        (.purchase, ["purchase order", "purchase rec", "purchase inv", "purchase ret", "vendor", "supplier", "goods rec", "wareneing", "einkauf", "lieferant", "reception", "fournisseur", "proveedor",
                     "fornitor", "leverancier", "inkop", "inkoop", "zakup", "przyjecie", "receiv", "restock", "replenish", "production", "produced", "manufactur", "assembly output", "work order", "fertigung", "закуп", "поступл"]),
        (.returned, ["refund", "return", "retour", "retur", "rucksend", "ruckgab", "rucknahm", "rucklief", "gutschrift", "erstatt", "rembours", "avoir", "devol", "reembols", "abono",
                     "rimbors", "nota di credito", "nota de credito", "note de credit", "credit note", "credit memo", "creditnot", "creditmemo", "creditn", "kreditn", "kreditnota", "terugbet", "terugge", "geretourn", "zwrot", "zwroc",
                     "korekta", "faktura koryguj", "chargeback", "charge back", "aterbet", "tilbage", "palautu", "estorn", "reversal", "reversed", "reso merce", "reso cliente", "money back", "aterkop", "aterlamn", "dobropis", "vracen", "palaut", "hyvity", "iade", "visszaru", "visszakuld", "jovairas", "vratk",
                     "返品", "返金", "возвр", "поверн", "退款", "退货", "退貨", "已退", "환불", "반품", "επιστροφ", "πιστωτικ"]),
        (.transfer, ["transfer", "umlager", "umbuch", "transfert", "trasferim", "traspaso", "traslado", "overboek", "przesun", "overfor", "omboek", "移動", "перемещ", "调拨"]),
        (.adjustment, ["adjust", "adjmt", "korrektur", "inventur", "stocktak", "stock take", "stock count", "cycle count", "inventory count", "ajust", "rettific", "correct", "correc", "write off",
                       "writeoff", "scrap", "wastage", "shrink", "damag", "verschrott", "schwund", "regularis", "reconcil", "spoil", "bruch", "optaell", "inventur", "leltar", "инвентариз", "списан", "盘点", "棚卸", "調整"]),
        (.issued, ["goods iss", "warenausg", "wydanie", "rozchod", "uitgifte", "出庫"]),
        (.noLine, ["payment", "zahlung", "paiement", "payout", "auszahlung"]),
    ]

    static let negations: Set<String> = ["not", "non", "no", "kein", "keine", "nicht", "sans", "pas", "sin", "senza", "never", "nie"]

    static let partly: Set<String> = [
        "partial", "partially", "partly", "part", "teilweise", "teil", "partiel", "partielle", "partiellement", "parcial", "parcialmente", "parziale", "parzialmente",
        "gedeeltelijk", "czesciowo", "czesciowy", "delvis", "delvist", "requested", "pending", "eligible", "angefragt", "beantragt", "demande", "solicitado", "richiesto", "aangevraagd",
    ]

    /// Words that begin like one of returns or cancelled orders and say something else: a customer who comes again, a bottle with a deposit.
    static let lookalikes: Set<String> = ["returning", "returnable", "returnables", "refundable", "cancellable", "cancelable", "returnless"]

    /// Words as clerks shorten them.
    static let shortened: Set<String> = [
        "rtn", "rtns", "rtrn", "ret", "rfnd", "rfd", "refd", "cxl", "cxld", "canx", "cncl", "cnl", "xfer", "trf", "trfr", "tfr", "adj", "adjm", "invadj", "opn", "opng", "obal", "crn", "cnote", "stno", "sto",
        "rueck", "gut", "gs", "rev", "rvsl", "wo", "purch", "recv", "grn", "rts", "rto",
    ]

    /// What hides inside longer words: `Teilstorno`, `Kundenretoure`.
    static let cores: [String] = [
        "refund", "return", "retour", "storno", "storni", "cancel", "gutschrift", "rembours", "devoluc", "reembol", "rimbors", "zwrot", "transfer", "purchas", "adjust", "openin", "anulad", "annull",
        "annule", "rucklauf", "rucksend", "umlager", "korrektur", "inventur", "einkauf",
    ]
}

/// Movement types of SAP's stock documents: three digits that say what a movement is, whatever the sign of its quantity.
enum MovementCodes {
    /// `nil` for anything but a known code; the second letter of special stocks (`601 E`) is ignored.
    static func meaning(_ word: String) -> RowMeaning? {
        let parts = word.split(separator: " ")
        guard let digits = parts.first, digits.count == 3, parts.count <= 2, let code = Int(digits), (101...799).contains(code),
              parts.count == 1 || parts[1].utf8.count <= 2 else { return nil }
        switch code {
        case 201, 221, 231, 241, 251, 261, 281, 291, 601, 633, 643, 645: return .issued
        case 202, 222, 232, 242, 252, 262, 282, 292, 602, 634, 644, 646: return .returned
        case 451, 453, 651, 653, 655, 657: return .returned
        case 452, 454, 652, 654, 656, 658: return .issued
        case 561...566: return .opening
        case 101...163, 501...532: return .purchase
        case 301...450, 541...543, 631, 632, 641, 642: return .transfer
        case 551...558, 701...718: return .adjustment
        default: return nil
        }
    }
}
