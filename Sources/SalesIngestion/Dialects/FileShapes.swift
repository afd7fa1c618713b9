import DemandModel

/// Shapes of files that need more than the names of their columns: grouped reports, packed cells, keys of three parts.
extension TableInput {
    /// The column of headings of a grouped report: filled only where the row has no date, blank on the rows below; `nil` where the file is none.
    func headingColumn(_ options: SalesReadingOptions) -> Int? {
        guard options.columns[.item] == nil, let date = options.columns[.date].flatMap({ header.column(named: [$0]) }) ?? header.columns(of: .date).first else { return nil }
        let item = header.columns(of: .item).first
        func cell(_ row: [String], _ index: Int) -> String { index < row.count ? row[index].trimmedOfSpaces : "" }
        // A column that is named as the item's code is filled on every line.
        let lines = sample.filter { !cell($0, date).isEmpty }
        if let item, lines.filter({ !cell($0, item).isEmpty }).count * 2 > lines.count { return nil }
        for column in 0..<min(3, header.names.count) where column != date && (item == nil || item == column || header.names[column].trimmedOfSpaces.isEmpty) {
            var headings = 0, lines = 0, others = 0, underHeading = 0
            var seen = false
            for row in sample {
                let named = !cell(row, column).isEmpty, dated = !cell(row, date).isEmpty
                if named, dated { others += 1 }
                if named, !dated {
                    headings += 1
                    seen = true
                }
                if dated, !named {
                    lines += 1
                    if seen { underHeading += 1 }
                }
            }
            if headings >= 1, lines >= 1, underHeading == lines, others == 0 { return column }
        }
        return nil
    }

    /// Every item stands once, on the first row of its group, and the days begin anew there: an outline, or merged cells.
    func isOutline(of item: Int, days: Int, form: DateForm) -> Bool {
        var reader = DateReader(form: form)
        var names: Set<String> = [], blank = 0, last: Int32?
        for row in sample {
            let name = item < row.count ? row[item].trimmedOfSpaces : "", cell = days < row.count ? row[days].trimmedOfSpaces : ""
            guard let day = withField(cell, { reader.day($0) }), !TotalRows.isTotal(name) else { continue }
            if name.isEmpty {
                guard let before = last, day >= before else { return false }
                blank += 1
            } else {
                if let before = last, day >= before { return false }
                guard names.insert(name).inserted else { return false }
            }
            last = day
        }
        return names.count >= 2 && blank >= names.count
    }

    /// Every day stands once, on the first row of its group, and no item stands twice in a group.
    func isOutline(ofDays days: Int, items: Int) -> Bool {
        guard sample.contains(where: { days >= $0.count || $0[days].trimmedOfSpaces.isEmpty }) else { return false }
        var seen: Set<String> = [], group: Set<String> = [], blank = 0
        for row in sample {
            let day = days < row.count ? row[days].trimmedOfSpaces : "", item = items >= 0 && items < row.count ? row[items].trimmedOfSpaces : ""
            guard !item.isEmpty, !TotalRows.isTotal(item), !TotalRows.isTotal(day) else { continue }
            if day.isEmpty {
                guard !seen.isEmpty, group.insert(item).inserted else { return false }
                blank += 1
            } else {
                guard seen.insert(day).inserted else { return false }
                group = [item]
            }
        }
        return seen.count >= 2 && blank >= seen.count
    }

    /// Stops where one cell holds several products with their quantities: `2× Soap, 1× Brush`.
    ///
    /// - Throws: `unsuitable`, with the way out.
    func refusePackedCells(_ options: SalesReadingOptions) throws(IngestionError) {
        guard options.columns[.item] == nil else { return }
        for index in header.names.indices.prefix(500) {
            let cells = sampleColumn(index).filter { !$0.isEmpty }
            guard !cells.isEmpty else { continue }
            let packed = cells.filter(PackedCells.isPacked)
            guard 2 * packed.count > cells.count, let example = packed.first(where: { $0.contains(",") || $0.contains(";") || $0.contains("|") || $0.hasPrefix("[") }) else { continue }
            throw .unsuitable(
                reason: "\(file): \(columnTitle(index)) packs several products of an order into one cell (\(cutValue(example))); "
                    + "export one row per product: the order line items (WooCommerce: an export of order items; Shopify: the orders export; Etsy: sold order items)")
        }
    }

    /// The first line is no header: one of its cells is a day, another a number, and none is a name that some reader knows.
    var startsWithData: Bool {
        let names = header.names.map(\.trimmedOfSpaces).filter { !$0.isEmpty }
        guard names.count >= 2, names.count <= 100, !names.contains(where: KnownHeaders.knows) else { return false }
        let numbers = names.filter { parseAmount($0, decimalComma: false) != nil || parseAmount($0, decimalComma: true) != nil }
        return names.filter { CellShape.of([$0]) == .date }.count == 1 && !numbers.isEmpty
    }

    /// Rows that are added up although a further column tells them apart.
    func thirdKeyRemarks(_ layout: LineLayout, _ map: ColumnMap) -> [String] {
        guard layout.order < 0, !layout.holdsOrderLines, layout.item >= 0 else { return [] }
        let used = Set(map.indices.values).union(map.others).union(layout.furtherItems).union(layout.furtherLocations)
        return thirdKey(key: [layout.item] + layout.furtherItems + (layout.location >= 0 ? [layout.location] : []) + layout.furtherLocations + [layout.date], used: used, keyName: "item, place and date")
    }

    /// Names a column with few values that tells rows of one key apart.
    func thirdKey(key: [Int], used: Set<Int>, keyName: String, periods: Set<Int> = []) -> [String] {
        guard sample.count >= 2 else { return [] }
        func cell(_ row: [String], _ index: Int) -> String { index < row.count ? row[index].trimmedOfSpaces : "" }
        let groups = Dictionary(grouping: sample.indices, by: { row in key.map { cell(sample[row], $0) } }).filter { $0.value.count > 1 && !$0.key.contains("") }
        guard !groups.isEmpty else { return [] }
        let repeated = groups.values.reduce(0) { $0 + $1.count }
        var telling: [(name: String, share: Int)] = []
        for index in header.names.indices where !used.contains(index) && !periods.contains(index) && !header.names[index].trimmedOfSpaces.isEmpty {
            let values = distinct(index)
            // Numbers with decimals are measures, and a value per row is a number of a document.
            guard values.count >= 2, values.count * 2 <= max(4, sample.count), values.count <= 150, !values.contains(where: { $0.contains(".") && Double($0) != nil }) else { continue }
            let apart = groups.values.filter { Set($0.map { cell(sample[$0], index) }).count > 1 }.count
            if apart > 0, 2 * apart >= groups.count { telling.append((header.names[index], apart)) }
        }
        guard let best = telling.max(by: { $0.share < $1.share }), let example = groups.min(by: { $0.value[0] < $1.value[0] }) else { return [] }
        let name = zip(key, example.key).filter { header.columns(of: .date).first != $0.0 }.map(\.1).joined(separator: " at ")
        return ["\(repeated)\(sample.count >= 2_000 ? " of the first \(sample.count)" : "") rows share their \(keyName) with another (\(example.value.count) rows of \(name)) and are added up: \(best.name) tells them apart and is not used; "
            + "--column location=\"\(header.columns(of: .location).first.map { header.names[$0] + " + " } ?? "")\(best.name)\" makes it part of the key"]
    }

    /// A column whose cells could be what is meant, for "did you mean": dates for a date, numbers for a quantity, what is neither for an item.
    func likely(_ meaning: SalesColumn, not taken: Set<Int>) -> Int? {
        var best: (score: Int, index: Int)?
        for index in header.names.indices.prefix(1_000) where !taken.contains(index) && !header.names[index].trimmedOfSpaces.isEmpty {
            let cells = sampleColumn(index).filter { !$0.isEmpty }
            guard !cells.isEmpty else { continue }
            let looks = CellShape.of(cells)
            let name = HeaderNames.normalise(header.names[index])
            func names(_ parts: [String]) -> Int { parts.firstIndex { name.contains($0) }.map { 40 - $0 } ?? 0 }
            let score: Int
            switch meaning {
            case .date:
                guard looks == .date else { continue }
                score = 10 * cells.count / max(1, sample.count) + names(["order", "created", "posted", "sale", "purchase", "invoice", "date", "datum", "dat", "time", "日", "paid"])
            case .quantity:
                guard looks == .number || looks == .wholeNumber else { continue }
                let units = names(["qty", "quant", "menge", "units", "anzahl", "cantidad", "ilosc", "pieces", "stk", "sold", "数"])
                guard units > 0 || (looks == .wholeNumber && names(["id", "number", "nummer", "order", "zip", "phone", "price", "total", "amount", "tax", "ean", "gtin", "code", "werk", "plant", "year", "line"]) == 0) else { continue }
                score = units + (looks == .wholeNumber ? 5 : 0)
            case .item:
                guard looks == .text || looks == .code else { continue }
                let goods = names(["sku", "item", "product", "artic", "artik", "material", "商品", "code", "ref", "title", "name"])
                guard goods > 0 || Set(cells).count > 1 else { continue }
                score = goods + (looks == .code ? 5 : 0)
            default: continue
            }
            if score > (best?.score ?? -1) { best = (score, index) }
        }
        return best?.index
    }
}

/// What the cells of a column look like, as far as most of them tell.
enum CellShape {
    case date, wholeNumber, number, code, text

    static func of(_ cells: [String]) -> CellShape {
        let few = cells.prefix(200)
        let numbers = few.filter { parseAmount($0, decimalComma: false) != nil || parseAmount($0, decimalComma: true) != nil }.count
        if 10 * numbers >= 9 * few.count {
            return few.contains { $0.contains(".") || $0.contains(",") || $0.contains(where: \.isCurrencySymbol) } ? .number : few.allSatisfy { $0.utf8.count <= 6 } ? .wholeNumber : .code
        }
        if few.contains(where: { $0.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } }), isDates(Array(few)) { return .date }
        let codes = few.filter { !$0.contains(" ") && $0.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } }.count
        return 2 * codes > few.count ? .code : .text
    }

    private static func isDates(_ cells: [String]) -> Bool {
        switch DateDetection.detect(cells, allowSerial: false) {
        case .ambiguous: return true
        case .none: return false
        case .form(let form):
            if form == .index { return false }
            var reader = DateReader(form: form)
            let good = cells.filter { cell in withField(cell) { reader.day($0.trimmed) } != nil }.count
            return 10 * good >= 8 * cells.count
        }
    }
}

/// Cells that hold several products with their quantities.
enum PackedCells {
    static func isPacked(_ cell: String) -> Bool {
        guard cell.utf8.count >= 4, cell.utf8.count <= 4_000 else { return false }
        // Neither a blank nor a multiplication sign nor a bracket: most cells are looked at no further.
        guard cell.utf8.contains(where: { $0 == 0x20 || $0 >= 0x80 || $0 == 0x7B }) else { return false }
        // A list of objects, as programs write it: [{"sku": "A", "qty": 2}].
        if cell.hasPrefix("[{") || cell.hasPrefix("{\""), cell.hasSuffix("]") || cell.hasSuffix("}"), cell.contains(":") { return true }
        let parts = cell.split(whereSeparator: { $0 == "," || $0 == ";" || $0 == "|" || $0 == "\n" })
        guard !parts.isEmpty else { return false }
        return parts.filter(hasCount).count == parts.count
    }

    /// `2× Soap`, `2 x Soap`, `Soap x 2`, `Soap (2)`.
    private static func hasCount(_ part: Substring) -> Bool {
        let words = part.split(separator: " ")
        guard words.count >= 2 else { return part.contains("×") }
        func isNumber(_ word: Substring) -> Bool { !word.isEmpty && word.utf8.count <= 5 && word.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
        func isCount(_ word: Substring) -> Bool { (word.hasSuffix("×") || word.hasSuffix("x")) && isNumber(word.dropLast()) || (word.hasPrefix("×") || word.hasPrefix("x")) && isNumber(word.dropFirst()) }
        if isCount(words[0]) || isCount(words[words.count - 1]) { return true }
        if isNumber(words[0]), ["x", "×"].contains(String(words[1])) { return true }
        return words.count >= 3 && isNumber(words[words.count - 1]) && ["x", "×"].contains(String(words[words.count - 2]))
    }
}
