import DemandModel

/// A column whose words say what its rows are.
struct WordColumn: Sendable, Equatable {
    enum Role: Sendable, Equatable {
        /// What a row is: a sale, a refund, a transfer; or the movement type of a stock ledger.
        case type
        /// The state of its order.
        case status
        /// Yes (or a day) where the order is cancelled; where goods came back.
        case cancelledFlag, returnedFlag
        /// Rows count only where the cell is this (`Principal` among the amounts of a settlement).
        case only(String)
        /// An order is a test where the cell holds this word.
        case test(String)
    }

    var column: Int
    var role: Role
    /// Other rows of the column are named as sales: `Purchase` and `Payment` are none.
    var besideSales = true
    /// Other rows of the column are purchases, transfers or adjustments: a word that nobody knows may be one.
    var isLedger = false
    /// Words of this system beyond those that are known everywhere.
    var extra: [String: RowMeaning] = [:]
}

/// What the rows of one file look like: found once from header and sample, used by every worker.
struct LineLayout: Sendable {
    var dialect: SalesDialect
    var fieldCount: Int
    var dateForm: DateForm
    var decimalComma: Bool
    var date: Int
    /// -1: the item stands on a heading row above (`heading`).
    var item: Int
    var quantity: Int
    /// -1: the file has no such column.
    var location = -1
    var price = -1
    /// Columns whose values are part of the item's or the place's key, behind its own.
    var furtherItems: [Int] = []
    var furtherLocations: [Int] = []
    var promotion = -1
    var stockout = -1
    var order = -1
    var customer = -1
    var unitsPerPack = -1
    /// The name that stands for a blank code, and what tells its variants apart.
    var fallbackItem = -1
    var variation = -1
    /// Columns of words, in the order in which they decide.
    var words: [WordColumn] = []
    /// Units that came back, in columns of their own.
    var returnedUnits: [Int] = []
    /// The quantity in stock units beside one in sold units (`Stock Qty` beside `Qty`).
    var stockQuantity = -1
    /// Sold rows have negative quantities (goods issues of a ledger).
    var soldIsNegative = false
    /// Date and state stand on the first row of an order only.
    var carriesOrders = false
    /// The item (or the date) stands on the first row of its group only, as in merged cells and outlines.
    var carriesItem = false, carriesDate = false
    /// First rows of orders have no item of their own.
    var hasHeads = false
    /// The column of headings above groups of rows.
    var heading = -1
    /// The price is that of the whole line.
    var priceIsTotal = false
    /// Cells are padded to the width of their column, as in framed lists.
    var trimsNames = false
    var priceDecimalComma = false
    /// Rows get a print of their order line, to count an order once that stands in several files.
    var marksOrderLines = false
    /// `[FURN-1] Desk` is the item `FURN-1`.
    var hasReferenceInBrackets = false
    /// `'0012` is the code `0012`.
    var hasTextMarks = false
    /// The name that tells tips, gift cards and shipping from goods.
    var extras = -1
    /// Rows without an item are fees and transfers of the account.
    var skipsBlankItems = false
    /// Refunded amount and total of an order: one that is refunded in full is none.
    var refundedAmount = -1, orderTotal = -1
    /// The names of date and quantity, as they stand in a header that is repeated among the rows.
    var dateName = "", quantityName = ""
    /// The year (and the month) of a date whose column has only its day, week or month.
    var year = -1, month = -1
    var dateParts = DateParts.whole
    /// Money of the row: below zero beside a quantity above it, goods came back. -1: it is never below zero in the sample.
    var money = -1
    /// No known form of dates fits the column.
    var datesAreUnknown = false
    /// Fields a row needs at least; columns behind them have no name.
    var neededFields = 0
    /// A whole-number date is the index of one of these; its first day stands for the period.
    var indexPeriod: Period = .day
    var zone: ZoneOffset?
    /// Days outside of these are set aside: isolated ones.
    var firstDay = Int32.min, lastDay = Int32.max
    var isolationHint = ""

    init(dialect: SalesDialect, fieldCount: Int, dateForm: DateForm, decimalComma: Bool, date: Int, item: Int, quantity: Int) {
        self.dialect = dialect
        self.fieldCount = fieldCount
        self.dateForm = dateForm
        self.decimalComma = decimalComma
        self.date = date
        self.item = item
        self.quantity = quantity
    }

    /// Cancelling invoices, write-offs and codes that are no goods are told apart.
    var hasOrderLines: Bool { dialect == .onlineRetail }

    /// True where a row is an order line and not the total of a period: lines of invoices, and sales with a time of day.
    var holdsOrderLines = false

    /// True where rows must be read in their order, by one worker.
    var isSequential: Bool { carriesOrders || heading >= 0 || carriesItem || carriesDate }
}

/// A row that cannot be used, before its file-wide line number is known.
struct LocalProblem {
    var line: Int
    var column: Int
    var code: QuarantineCode
    var value: String
    var hint: String?
    /// The units it would have had, as far as they can be read.
    var units: Micro = 0
}

/// What one chunk turned into.
struct ParsedChunk {
    var index = 0
    var lines = 0
    var records = 0
    let rows = RowBuffer()
    /// Prints of the order lines of `rows`, where orders may stand in several files.
    var orderLines: [UInt64] = []
    var problems: [LocalProblem] = []
    /// Rows that are no lines: heads of orders, headings, totals, repeated headers.
    var skipped = 0
    /// Those of them that are the header once more: lines of the chunk.
    var repeatedHeaders: [Int] = []
    /// Rows and units that count as brought back for their money below zero.
    var turnedRows = 0, turnedUnits: Micro = 0
    /// A number that the decimal mark of the file cannot be right for.
    var contradiction: String?

    mutating func begin(_ chunk: RecordChunk) {
        index = chunk.index
        rows.removeAll()
        orderLines.removeAll(keepingCapacity: true)
        problems.removeAll(keepingCapacity: true)
        records = 0
        skipped = 0
        repeatedHeaders.removeAll(keepingCapacity: true)
        (turnedRows, turnedUnits) = (0, 0)
    }
}

/// Turns chunks of one file into rows. One per worker; holds the worker's own key numbers.
class ChunkParser {
    let keys = KeyTable()
    /// The words of type and state columns so far.
    let words = WordTally()

    /// Parses a chunk; `result.rows` and `result.problems` are replaced.
    func parse(_ chunk: RecordChunk, into result: inout ParsedChunk) {}
}

extension UnsafeMutablePointer<Field> {
    /// A key of several columns: `W1/web`; its first part alone where the others are blank.
    ///
    /// - Parameter text: holds the key until the next one.
    func joined(_ first: Field, _ further: [Int], _ text: HeldText) -> Field {
        guard further.contains(where: { self[$0].trimmed.count > 0 }) else { return first }
        text.set(first.trimmed)
        for column in further {
            text.append("/")
            text.append(self[column].trimmed)
        }
        return text.field
    }
}

/// A copy of a text that stays where it is until it is set anew.
final class HeldText {
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity = 256
    private(set) var count = 0

    init() { bytes = .allocate(capacity: 256) }

    deinit { bytes.deallocate() }

    var field: Field { Field(start: UnsafePointer(bytes), count: count) }

    func set(_ field: Field) {
        count = 0
        append(field)
    }

    func append(_ field: Field) {
        if count + field.count > capacity {
            capacity = 2 * (count + field.count)
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
            larger.update(from: bytes, count: count)
            bytes.deallocate()
            bytes = larger
        }
        (bytes + count).update(from: field.start, count: field.count)
        count += field.count
    }

    func append(_ text: StaticString) { append(Field(start: text.utf8Start, count: text.utf8CodeUnitCount)) }

    func clear() { count = 0 }

    func equals(_ field: Field) -> Bool {
        guard field.count == count else { return false }
        for i in 0..<count where bytes[i] != field.start[i] { return false }
        return true
    }
}
