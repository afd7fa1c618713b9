import DemandModel
import TextForms

/// The period columns of a wide file: `2024-01-01`, `2024-01-08`, ... or `d_1`, `d_2`, ... (also `w_1`, `week 1`, `month_3`).
struct WideColumns {
    /// Column of the header, and its day or index.
    let periods: [(column: Int, day: Int32)]
    let form: DateForm
    /// What an index counts, told from the column names; `nil` for dates.
    let indexPeriod: Period?

    /// `nil` where fewer than two columns are periods or there is no item column.
    init?(header: HeaderNames, dateForm: DateForm? = nil) {
        guard !header.columns(of: .item).isEmpty else { return nil }
        var numbered: [(Int, Int32)] = []
        var letters: Set<Character> = []
        for (column, name) in header.names.enumerated() {
            guard let (letter, number) = WideColumns.numbered(name) else { continue }
            letters.insert(letter)
            numbered.append((column, number))
        }
        if numbered.count >= 2, letters.count == 1, Set(numbered.map(\.1)).count == numbered.count {
            periods = numbered.map { (column: $0.0, day: $0.1) }
            form = .index
            indexPeriod = letters.first == "w" ? .week : letters.first == "m" ? .month : .day
            return
        }
        let dated = WideColumns.dated(header)
        guard dated.count >= 2, let form = WideColumns.form(dated.map(\.element), asked: dateForm) else { return nil }
        var reader = DateReader(form: form)
        let days: [(column: Int, day: Int32)] = dated.compactMap { column, name in
            withField(name) { reader.day($0.trimmed) }.map { (column, $0) }
        }
        guard days.count >= 2, Set(days.map(\.day)).count == days.count else { return nil }
        periods = days
        self.form = form
        indexPeriod = nil
    }

    /// Names that could be dates, with their columns.
    private static func dated(_ header: HeaderNames) -> [(offset: Int, element: String)] {
        header.names.enumerated().filter { $0.element.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } && (5...24).contains($0.element.utf8.count) }
    }

    private static func form(_ names: [String], asked: DateForm?) -> DateForm? {
        if let asked { return asked }
        switch DateDetection.detect(names) {
        case .form(let form): return form == .index ? nil : form
        case .ambiguous, .none: return nil
        }
    }

    /// An example where the columns are dates that could be day/month or month/day.
    static func ambiguousExample(_ header: HeaderNames) -> String? {
        guard !header.columns(of: .item).isEmpty else { return nil }
        let names = dated(header).map(\.element)
        guard names.count >= 2, case .ambiguous(let example) = DateDetection.detect(names) else { return nil }
        return example
    }

    /// `d_12` is ("d", 12).
    private static func numbered(_ name: String) -> (Character, Int32)? {
        let normalised = HeaderNames.normalise(name)
        let word = normalised.prefix { !$0.isNumber }
        guard ["d", "day", "w", "week", "m", "month", "wk"].contains(String(word)), let letter = word.first,
              let number = Int32(normalised.dropFirst(word.count)), (0...1_000_000).contains(number) else { return nil }
        return (letter, number)
    }
}

struct WideLayout: Sendable {
    /// Columns whose values are part of the item's or the place's key, behind its own.
    var furtherItems: [Int] = []
    var furtherLocations: [Int] = []
    var fieldCount: Int
    /// Fields a row needs at least; columns behind them have no name.
    var neededFields: Int
    var item: Int
    var location: Int
    var periods: [(column: Int, day: Int32)]
    /// What an index counts; `nil` for dates.
    var indexPeriod: Period?
    var dateForm: DateForm
    var decimalComma: Bool
    var map: ColumnMap
    var remarks: [String] = []
    var fallbackItem = -1
    /// `[FURN-1] Desk` is the item `FURN-1`.
    var hasReferenceInBrackets = false
}

extension TableInput {
    /// - Throws: `missingColumn`, `unsuitable` where no columns are periods.
    func wideLayout(options: SalesReadingOptions) throws(IngestionError) -> WideLayout {
        var map = try ColumnMap.find([.item, .location], required: [.item], in: header, named: options.columns, file: file)
        let choice = try chooseItem(&map, options: options)
        guard let columns = WideColumns(header: header, dateForm: options.dateForm) else {
            if let example = WideColumns.ambiguousExample(header) { throw .ambiguousDates(file: file, column: "names", example: example) }
            throw .missingColumn(file: file, needed: "periods (dates such as 2024-01-01, or d_1, d_2, ...)", found: header.names, nearest: nil)
        }
        let item = map.indices[.item] ?? 0
        if map.indices[.location] == item { map.indices[.location] = nil }
        let calendar = PeriodCalendar(period: options.period ?? columns.indexPeriod ?? .day)
        if let counted = columns.indexPeriod, let asked = options.period, counted != asked, asked != .day, counted != .day {
            throw .unsuitable(reason: "\(file): its columns count \(counted.rawValue)s: set period to \"\(counted.rawValue)\" or \"auto\"")
        }
        // d_1, d_2, ... are days whatever period is asked: they are bucketed; weeks and months are taken as they are.
        let indexCalendar = columns.indexPeriod == .day ? PeriodCalendar(period: .day) : calendar
        let periods = columns.periods.map { column, day in
            (column: column, day: columns.form == .index ? indexCalendar.firstDay(of: Int(day)).number : day)
        }
        let sample = columns.periods.prefix(24).flatMap { sampleColumn($0.column) }
        let mark = options.decimalComma.map { DecimalMark(isComma: $0) }
            ?? DecimalMark.decide(sample, column: "the periods", delimiter: delimiter, datesHavePoints: columns.form == .dayMonthYear && header.names[columns.periods[0].column].contains("."))
        let key = [item] + (map.further[.item] ?? []) + (map.indices[.location].map { [$0] } ?? []) + (map.further[.location] ?? [])
        let third = thirdKey(key: key, used: Set(key + (choice.fallback >= 0 ? [choice.fallback] : [])), keyName: key.count > 1 ? "item and place" : "item", periods: Set(columns.periods.map(\.column)))
        var layout = WideLayout(
            furtherItems: map.further[.item] ?? [], furtherLocations: map.further[.location] ?? [],
            fieldCount: header.names.count, neededFields: neededFields, item: item, location: map.indices[.location] ?? -1, periods: periods, indexPeriod: columns.indexPeriod, dateForm: columns.form,
            decimalComma: mark.isComma, map: map)
        layout.remarks = choice.remarks + (mark.remark.map { [$0] } ?? []) + third
        layout.fallbackItem = choice.fallback
        let items = sampleColumn(item)
        layout.hasReferenceInBrackets = CodesInBrackets.stand(in: items)
        if layout.hasReferenceInBrackets { layout.remarks.append(CodesInBrackets.remark(column: header.names[item], cells: items)) }
        return layout
    }
}

/// Parses the wide form: every cell that is not blank is a row of the history.
final class WideParser: ChunkParser {
    private let layout: WideLayout
    private let special: SpecialBytes
    private let fields: UnsafeMutablePointer<Field>
    private let scratch = ScratchBytes()
    private let nothing = ScratchBytes()
    private let joinedItem = HeldText(), joinedLocation = HeldText()
    /// Per key: the row holds the totals of the others.
    private var totals: [Bool] = []

    init(layout: WideLayout, special: SpecialBytes) {
        self.layout = layout
        self.special = special
        fields = .allocate(capacity: layout.fieldCount + RowScanner.spareFields)
        super.init()
    }

    deinit { fields.deallocate() }

    @inline(__always)
    private func quantity(_ cell: Field) throws(NumberProblem) -> Micro {
        do throws(NumberProblem) {
            return try NumberParsing.micro(cell, decimalComma: layout.decimalComma)
        } catch {
            guard case .malformed = error, let value = NumberParsing.decoratedMicro(cell, decimalComma: layout.decimalComma) else { throw error }
            return value
        }
    }

    override func parse(_ chunk: RecordChunk, into result: inout ParsedChunk) {
        result.begin(chunk)
        var loop = RecordLoop(chunk, special: special, width: layout.fieldCount, needed: layout.neededFields, fields: fields, scratch: scratch)
        while true {
            let step = loop.next()
            if step == .end { break }
            result.records += 1
            let line = loop.scanner.recordLine
            func problem(_ column: Int, _ code: QuarantineCode, _ field: Field, _ hint: String? = nil) {
                result.problems.append(
                    LocalProblem(line: line, column: column, code: code, value: cutValue(Field(start: field.start, count: min(field.count, 400)).text), hint: hint))
            }
            guard step == .record else {
                problem(-1, .wrongFieldCount, Field(start: loop.scanner.recordStart, count: loop.scanner.recordCount), loop.misfitHint)
                continue
            }
            var item = fields[layout.item].withoutFormula
            if layout.hasReferenceInBrackets { item = item.trimmed.referenceInBrackets }
            if item.trimmed.count == 0, layout.fallbackItem >= 0 { item = fields[layout.fallbackItem] }
            var location = layout.location >= 0 ? fields[layout.location] : nothing.field(from: 0)
            if !layout.furtherItems.isEmpty, item.trimmed.count > 0 { item = fields.joined(item, layout.furtherItems, joinedItem) }
            if !layout.furtherLocations.isEmpty { location = fields.joined(location, layout.furtherLocations, joinedLocation) }
            if location.equals("main") { location = nothing.field(from: 0) }
            guard item.count > 0 else {
                problem(layout.item, .missingItem, item)
                continue
            }
            guard item.isUTF8, location.isUTF8, !item.bytes.contains(0), !location.bytes.contains(0) else {
                problem(layout.item, .badEncoding, item)
                continue
            }
            let (number, isNew) = keys.intern(item, location)
            let series = number
            if isNew { totals.append(TotalRows.isTotal(item.text)) }
            let print = hashBytes(loop.scanner.recordStart, loop.scanner.recordCount)
            for (column, day) in layout.periods {
                let cell = fields[column]
                do throws(NumberProblem) {
                    let quantity = try quantity(cell)
                    result.rows.append(
                        SalesRow(
                            series: series, day: day, quantity: quantity, price: -1, fingerprint: print, customer: 0,
                            kind: totals[Int(series)] ? .notMerchandise : .sale, promotion: false, stockout: false))
                } catch {
                    if cell.trimmed.count == 0 { continue }
                    if case .outOfRange = error { problem(column, .quantityOutOfRange, cell) } else { problem(column, .badQuantity, cell) }
                }
            }
        }
        result.lines = loop.scanner.line
    }
}

/// Rows that hold the totals of the others, as reports end with.
enum TotalRows {
    private static let names: Set<String> = [
        "total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "gesamtergebnis", "somme", "total general", "total général", "suma", "totale",
        "totale complessivo", "totaal", "eindtotaal", "razem", "summa", "all items", "totales", "totais", "total geral", "celkem", "toplam", "genel toplam", "yhteensa", "osszesen", "i alt", "ialt",
        "итого", "всего", "合計", "总计", "總計", "합계", "συνολο",
        // Within a list: what was added up so far.
        "subtotal", "sub total", "subtotals", "zwischensumme", "zwischensaldo", "sous total", "subtotale", "subtotaal", "suma czesciowa", "mellansumma", "delsumma", "delsum", "valisumma", "mezisoucet",
        "ara toplam", "reszosszeg", "小計", "小计", "소계", "carried forward", "brought forward", "balance forward", "ubertrag", "a reporter", "suma y sigue", "suma anterior", "riporto",
    ]

    /// `Total for Garden hose`, `Summe Lager 1`: the end of a group.
    static func startsWithTotal(_ text: String) -> Bool {
        let first = RowWords.plain(text).split(separator: " ").first.map(String.init) ?? ""
        return ["total", "totals", "summe", "zwischensumme", "subtotal", "gesamt", "somme", "suma", "totale", "totaal", "razem", "summa"].contains(first)
    }

    static func isTotal(_ item: String) -> Bool {
        guard item.utf8.count <= 64 else { return false }
        if names.contains(item.lowercased().trimmedOfSpaces.trimmingMarks) { return true }
        let plain = RowWords.plain(item)
        return names.contains(plain) || isTotalOfPeriod(plain)
    }

    /// `Total January`, `Summe KW 3`, `Subtotal 2024`: a total and nothing but a period behind it.
    private static func isTotalOfPeriod(_ plain: String) -> Bool {
        guard startsWithTotal(plain) else { return false }
        let rest = plain.split(separator: " ").dropFirst()
        return !rest.isEmpty && rest.allSatisfy { word in
            word.allSatisfy { $0.isASCII && $0.isNumber } || periods.contains(String(word)) || word.utf8.count >= 3 && MonthNames.month(word) != nil && !goods.contains(String(word))
        }
    }

    private static let periods: Set<String> = [
        "for", "of", "fur", "de", "du", "des", "del", "van", "year", "month", "week", "day", "quarter", "jahr", "monat", "woche", "kw", "tag", "mois", "semaine", "jour", "mes", "semana", "dia", "mese", "settimana",
        "q1", "q2", "q3", "q4", "general",
    ]
    /// What spreadsheets and programs write where they have nothing.
    static func isNoCode(_ item: String) -> Bool {
        item.utf8.count <= 12 && nothing.contains(item.lowercased().trimmedOfSpaces)
    }

    private static let nothing: Set<String> = [
        "#ref!", "#n/a", "#value!", "#name?", "#div/0!", "#num!", "#null!", "#bezug!", "#wert!", "#nv", "#valeur!", "null", "(null)", "<null>", "none", "nan", "n/a", "undefined", "(blank)", "(leer)", "(vide)", "(en blanco)",
        "(vuoto)", "(leeg)", "(vazio)", "(puste)",
    ]

    /// The rows of a list by places that add up all of them.
    static func isAllPlaces(_ location: String) -> Bool {
        guard location.utf8.count <= 40 else { return false }
        let plain = RowWords.plain(location)
        return names.contains(plain) || places.contains(plain)
    }

    private static let places: Set<String> = [
        "all locations", "all stores", "all shops", "all warehouses", "all branches", "all outlets", "all sites", "all channels", "alle lager", "alle filialen", "alle standorte", "alle laden", "tous les magasins", "tous les depots",
        "todas las tiendas", "todos los almacenes", "tutti i negozi", "tutti i magazzini", "alle winkels", "alle vestigingen", "todas as lojas", "wszystkie sklepy", "alla butiker", "alle butikker", "全店", "全店舗", "все магазины",
    ]
    /// Words of goods that begin like a month.
    private static let goods: Set<String> = ["mare", "marble", "marine", "market", "marker", "mayo", "decor", "octopus", "junior", "janitor", "apron", "august", "sepia", "novel", "julep"]
}

extension String {
    /// Without quotation marks around it and a colon behind it.
    fileprivate var trimmingMarks: String {
        var text = Substring(self)
        while let first = text.first, first == "'" || first == "\"" { text.removeFirst() }
        while let last = text.last, last == "'" || last == "\"" || last == ":" { text.removeLast() }
        return String(text)
    }
}
