import TextForms

/// What a word in a column of row types, order states or stock movements says of its row.
enum RowMeaning: UInt8, Sendable, Codable, CaseIterable {
    /// Demand: the quantity as it is.
    case sold
    /// Goods that left the shelf for demand, whatever the sign of the quantity (goods issues of a stock ledger).
    case issued
    /// Goods brought back: the quantity counts against demand, whatever its sign.
    case returned
    case cancelled
    /// The state of an order whose goods came back.
    case undone
    case quote
    case purchase, transfer, adjustment, opening
    /// Payments, fees, heads of orders: no line of goods.
    case noLine
    case test

    /// What is done with such rows, for people.
    var treatment: String {
        switch self {
        case .sold: "counted as sold"
        case .issued: "goods issued, counted as sold"
        case .returned: "taken off as returns"
        case .cancelled: "cancelled, not demand"
        case .undone: "brought back: the order is not demand, rows below zero are returns"
        case .quote: "quotes and drafts, not demand"
        case .purchase: "bought or made, not sold: not demand"
        case .transfer: "moved between places, not demand"
        case .adjustment: "adjustments of the stock, not demand"
        case .opening: "opening stock, not demand"
        case .noLine: "payments, fees and heads, no goods"
        case .test: "test orders, not demand"
        }
    }

    /// The kind of the row where it is set apart; `nil` where it is demand.
    var kind: RowKind? {
        switch self {
        case .sold, .issued, .returned: nil
        case .cancelled, .undone, .quote: .cancelledOrder
        case .purchase, .transfer, .opening: .stockMovement
        case .adjustment: .stockAdjustment
        case .noLine: .notMerchandise
        case .test: .testOrder
        }
    }
}

/// Words of exports that say what a row is, in the languages of the column names.
enum RowWords {
    /// In which kind of column a word stands.
    enum Place: Sendable { case type, status }

    /// What a word means, and whether that is a guess: a word that looks like one of the known ones without being it.
    ///
    ///     RowWords.meaning(of: "Storno", in: .status)          // (.cancelled, false)
    ///     RowWords.meaning(of: "cxl by cust", in: .status)     // (.sold, true)
    ///
    /// - Parameters:
    ///   - besideSales: other rows of the column are named as sales, so that `Purchase` and `Payment` are none.
    ///   - isLedger: other rows of the column are movements of stock: a word that nobody knows may be one.
    static func meaning(of text: String, in place: Place, besideSales: Bool = true, isLedger: Bool = false) -> (meaning: RowMeaning, isGuess: Bool) {
        let word = plain(text)
        guard !word.isEmpty, word.utf8.count <= 80 else { return (.sold, false) }
        if place == .type, let code = MovementCodes.meaning(word) { return (code, false) }
        if let exact = exact[word] {
            if exact == .purchase || exact == .noLine, !besideSales { return (.sold, exact == .purchase && word != "purchase" && word != "order") }
            if place == .status, exact == .returned { return (.undone, false) }
            if place == .status, exact == .purchase || exact == .noLine || exact == .issued { return (.sold, false) }
            return (exact, false)
        }
        let tokens = word.split(separator: " ")
        if tokens.contains(where: { negations.contains(String($0)) }) { return (.sold, false) }
        // Part of an order came back, or is asked back: how many units is not said.
        if tokens.contains(where: { partly.contains(String($0)) }), stem(tokens, word) != nil { return (.sold, false) }
        if let found = stem(tokens, word) {
            if found == .purchase || found == .noLine, !besideSales { return (.sold, true) }
            if place == .status {
                if found == .returned { return (.undone, false) }
                if found == .purchase || found == .noLine { return (.sold, false) }
            }
            return (found, false)
        }
        return (.sold, looksAlike(tokens) || isLedger && !namesSales(text))
    }

    /// True for a word that only names sales: beside it `Purchase` is what was bought.
    static func namesSales(_ text: String) -> Bool {
        let word = plain(text)
        return saleWords.contains(word) || word.split(separator: " ").contains { saleWords.contains(String($0)) }
    }

    /// Small letters without accents, words with one space between.
    static func plain(_ text: String) -> String {
        var result = ""
        var gap = false
        for scalar in text.unicodeScalars {
            let isWordPart = scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value) || (0x300...0x36F).contains(scalar.value)
            guard isWordPart else {
                gap = !result.isEmpty
                continue
            }
            if gap { result += " " }
            gap = false
            result += HeaderNames.normalise(String(scalar))
        }
        return result
    }

    private static func stem(_ tokens: [Substring], _ word: String) -> RowMeaning? {
        for (meaning, stems) in stems {
            for stem in stems {
                let hit = stem.contains(" ") || stem.utf8.first.map({ $0 >= 0x80 }) == true
                    ? word.contains(stem) : tokens.contains { $0.hasPrefix(stem) && !lookalikes.contains(String($0)) }
                if hit { return meaning }
            }
        }
        return nil
    }

    /// A part of a longer word, a shortened word, or one with a typing error.
    private static func looksAlike(_ tokens: [Substring]) -> Bool {
        for token in tokens where token.utf8.count >= 3 && !lookalikes.contains(String(token)) {
            if shortened.contains(String(token)) { return true }
            guard token.utf8.count >= 5 else { continue }
            let letters = Array(token.utf8)
            for core in cores where token.contains(core) || (letters.count >= core.utf8.count - 1 && editDistance(Array(letters.prefix(core.utf8.count)), Array(core.utf8)) <= 1) {
                return true
            }
        }
        return false
    }
}
