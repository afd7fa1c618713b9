/// Words of exports that say what a row is, in the languages of the column names.
enum RowWords {
    private static let returns: Set<String> = [
        "return", "returns", "returned", "refund", "refunds", "refunded", "credit", "credit note", "credit memo", "creditnote", "chargeback", "sales return",
        "gutschrift", "retoure", "retour", "rückgabe", "erstattung", "remboursement", "avoir", "devolución", "devolucion", "reembolso", "abono", "reso",
        "rimborso", "nota di credito", "creditnota", "terugbetaling", "devolução", "zwrot",
    ]
    private static let cancelled: Set<String> = [
        "cancelled", "canceled", "cancel", "void", "voided", "failed", "draft", "deleted", "rejected", "refunded", "storniert", "abgebrochen", "annulliert",
        "annulé", "annulée", "annule", "cancelado", "cancelada", "anulado", "anulada", "annullato", "geannuleerd", "avbruten", "annulleret", "anulowane",
    ]

    /// True for the type of a row that takes goods back: `Refund`, `Credit note`, `Retoure`.
    static func isReturn(_ field: Field) -> Bool { contains(returns, field) }

    /// True for the state of an order that is none: `Cancelled`, `void`, `Storniert`.
    static func isCancelled(_ field: Field) -> Bool { contains(cancelled, field) }

    private static func contains(_ words: Set<String>, _ field: Field) -> Bool {
        let trimmed = field.trimmed
        guard trimmed.count >= 3, trimmed.count <= 24 else { return false }
        return words.contains(trimmed.text.lowercased())
    }
}
