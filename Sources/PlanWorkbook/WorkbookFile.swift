import CXlsxWriter
import DemandModel

/// A workbook being written: thin Swift over libxlsxwriter, with the formats that the sheets share.
///
/// Rows are written in order and leave memory at once (`constant_memory`); texts are written as texts, never as formulas.
final class WorkbookFile {
    /// How a cell looks.
    enum Style: Int, CaseIterable {
        case title, note, header, text, wrapped, clipped, code, quantity, fraction, decimal, money, unitCost, percent, date, strong, strongQuantity, strongMoney, input
    }

    private let workbook: UnsafeMutablePointer<lxw_workbook>
    /// By style, in the order of its cases.
    private var formats: [UnsafeMutablePointer<lxw_format>?] = []
    private var isClosed = false
    let warning: UnsafeMutablePointer<lxw_format>?
    let alarm: UnsafeMutablePointer<lxw_format>?

    /// - Parameter day: what the properties of the file say of its making, so that the same run gives the same bytes.
    init(path: String, title: String, day: CalendarDay) throws(WorkbookError) {
        var options = lxw_workbook_options()
        options.constant_memory = 1
        guard let made = workbook_new_opt(path, &options) else { throw WorkbookError(path: path, reason: "the workbook cannot be made") }
        workbook = made
        warning = workbook_add_format(made)
        alarm = workbook_add_format(made)
        // Pale ground with dark bold text: told apart on a screen and on a grey print.
        format_set_bg_color(warning, 0xFFF2CC)
        format_set_font_color(warning, 0x7F6000)
        format_set_bg_color(alarm, 0xF8CBAD)
        format_set_font_color(alarm, 0x9C0006)
        format_set_bold(alarm)
        formats = Style.allCases.map { WorkbookFile.format($0, made) }
        title.withCString { text in
            "Twobin".withCString { author in
                var properties = lxw_doc_properties()
                properties.title = UnsafeMutablePointer(mutating: text)
                properties.author = UnsafeMutablePointer(mutating: author)
                properties.created = time_t(day.number) * 86_400
                workbook_set_properties(made, &properties)
            }
        }
    }

    deinit { if !isClosed { workbook_close(workbook) } }

    func sheet(_ name: String) throws(WorkbookError) -> WorkbookSheet {
        guard let sheet = workbook_add_worksheet(workbook, name) else { throw WorkbookError(path: name, reason: "the sheet cannot be added") }
        return WorkbookSheet(sheet, file: self)
    }

    func chart(_ kind: lxw_chart_type) -> UnsafeMutablePointer<lxw_chart>? { workbook_add_chart(workbook, UInt8(kind.rawValue)) }

    func format(_ style: Style) -> UnsafeMutablePointer<lxw_format>? { formats[style.rawValue] }

    /// Writes the file.
    func close(path: String) throws(WorkbookError) {
        isClosed = true
        let code = workbook_close(workbook)
        guard code.rawValue == 0 else { throw WorkbookError(path: path, reason: String(cString: lxw_strerror(code))) }
    }

    private static func format(_ style: Style, _ workbook: UnsafeMutablePointer<lxw_workbook>) -> UnsafeMutablePointer<lxw_format>? {
        let format = workbook_add_format(workbook)
        func top() { format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue)) }
        switch style {
        case .title:
            format_set_bold(format)
            format_set_font_size(format, 15)
        case .note: format_set_font_color(format, 0x595959)
        case .header:
            format_set_bold(format)
            format_set_text_wrap(format)
            format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
            format_set_bg_color(format, 0xE7ECF3)
            top()
        case .text: top()
        case .wrapped:
            format_set_text_wrap(format)
            // Off the number in the column before it.
            format_set_indent(format, 1)
            top()
        case .clipped:
            // Does not run over into what is beside it, on paper neither.
            format_set_align(format, UInt8(LXW_ALIGN_FILL.rawValue))
            top()
        case .code:
            // Text, so that 0012 stays 0012 when somebody edits the cell.
            format_set_num_format(format, "@")
            top()
        // Two formats, as Excel shows the point of a format with decimals behind whole numbers too: 12.
        case .quantity: format_set_num_format(format, "#,##0")
        case .fraction: format_set_num_format(format, "#,##0.0##")
        case .decimal: format_set_num_format(format, "#,##0.00")
        case .money: format_set_num_format(format, "#,##0.00")
        // Costs of cents and fractions of one: at least two decimals, as many as there are up to four.
        case .unitCost: format_set_num_format(format, "#,##0.00##")
        case .percent: format_set_num_format(format, "0.0%")
        case .date:
            format_set_num_format(format, "yyyy-mm-dd")
            // Off the text in the column after it.
            format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
        case .strong: format_set_bold(format)
        case .strongQuantity:
            format_set_bold(format)
            format_set_num_format(format, "#,##0")
            format_set_top(format, UInt8(LXW_BORDER_THIN.rawValue))
        case .strongMoney:
            format_set_bold(format)
            format_set_num_format(format, "#,##0.00")
            format_set_top(format, UInt8(LXW_BORDER_THIN.rawValue))
        case .input:
            format_set_bg_color(format, 0xFFFBE6)
            format_set_border(format, UInt8(LXW_BORDER_HAIR.rawValue))
        }
        if [.quantity, .fraction, .decimal, .money, .unitCost, .percent, .date].contains(style) { top() }
        return format
    }
}

/// Why a workbook could not be written.
public struct WorkbookError: Error, Sendable, Equatable, CustomStringConvertible {
    public var path: String
    public var reason: String

    public var description: String { "cannot write the workbook \(path): \(reason). Nothing was changed; make room or choose another place, then run again." }
}

/// One sheet, written row by row.
struct WorkbookSheet {
    let sheet: UnsafeMutablePointer<lxw_worksheet>
    let file: WorkbookFile
    /// The most rows that a sheet can have.
    static let mostRows = 1_048_576

    init(_ sheet: UnsafeMutablePointer<lxw_worksheet>, file: WorkbookFile) {
        self.sheet = sheet
        self.file = file
    }

    func text(_ row: Int, _ column: Int, _ text: String, _ style: WorkbookFile.Style = .text) {
        // A cell holds 32,767 characters.
        let text = text.utf8.count > 32_000 && text.utf16.count > 32_000 ? String(text.prefix(16_000)) + "..." : text
        // A zero byte would end the text, and control characters are no XML.
        let clean = text.utf8.contains { $0 < 0x20 && $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\t") }
            ? String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 && $0 != "\n" && $0 != "\t" ? " " : $0 })) : text
        worksheet_write_string(sheet, lxw_row_t(row), lxw_col_t(column), clean, file.format(style))
    }

    /// A number; of quantities those with a fraction show it.
    func number(_ row: Int, _ column: Int, _ value: Double?, _ style: WorkbookFile.Style = .quantity) {
        guard let value, value.isFinite else { return }
        let style = style == .quantity && value != value.rounded() ? .fraction : style
        worksheet_write_number(sheet, lxw_row_t(row), lxw_col_t(column), value, file.format(style))
    }

    func day(_ row: Int, _ column: Int, _ day: CalendarDay?) {
        // Days of the 1900 system: 1970-01-01 is 25569.
        number(row, column, day.map { Double($0.number) + 25_569 }, .date)
    }

    func formula(_ row: Int, _ column: Int, _ formula: String, value: Double, _ style: WorkbookFile.Style) {
        worksheet_write_formula_num(sheet, lxw_row_t(row), lxw_col_t(column), formula, file.format(style), value)
    }

    /// Points that a line of text takes.
    static let lineHeight = 15.0

    /// Text in a column of so many characters, in as many lines as it needs, up to eight; the row is as high. Programs that open the file do not all work that out by themselves.
    func wrapped(_ row: Int, _ column: Int, _ text: String, width: Double, options: lxw_row_col_options? = nil) {
        self.text(row, column, text, .wrapped)
        let lines = min(max((Double(text.count) / (0.95 * width)).rounded(.up), 1), 8)
        var options = options ?? lxw_row_col_options()
        worksheet_set_row_opt(sheet, lxw_row_t(row), lines * Self.lineHeight, nil, &options)
    }

    /// Names above their columns, in two or more lines where they are wider.
    func header(_ row: Int, _ names: [String], lines: Int = 2) {
        worksheet_set_row(sheet, lxw_row_t(row), Double(lines) * Self.lineHeight + 1, nil)
        for (column, name) in names.enumerated() { text(row, column, name, .header) }
    }

    /// Widths in characters, from the first column on.
    func widths(_ widths: [Double]) {
        for (column, width) in widths.enumerated() { worksheet_set_column(sheet, lxw_col_t(column), lxw_col_t(column), width, nil) }
    }

    /// Rows and columns that stay in sight, and the header on every printed page.
    func freeze(rows: Int, columns: Int = 0) {
        worksheet_freeze_panes(sheet, lxw_row_t(rows), lxw_col_t(columns))
        if rows > 0 { worksheet_repeat_rows(sheet, lxw_row_t(rows - 1), lxw_row_t(rows - 1)) }
    }

    /// Across, with name and page below.
    ///
    /// - Parameter repeatedColumns: a sheet too wide for one page is printed on several side by side, each beginning with so many columns; 0: as wide as the paper.
    func printSetup(_ title: String, repeatedColumns: Int = 0) {
        worksheet_set_landscape(sheet)
        worksheet_set_paper(sheet, 9)
        if repeatedColumns > 0 {
            worksheet_repeat_columns(sheet, 0, lxw_col_t(repeatedColumns - 1))
            worksheet_set_print_scale(sheet, 75)
        } else {
            worksheet_fit_to_pages(sheet, 1, 0)
        }
        worksheet_set_margins(sheet, 0.4, 0.4, 0.5, 0.6)
        let plain = String(title.unicodeScalars.filter { $0 != "&" && $0.value >= 0x20 }.prefix(120).map(Character.init))
        worksheet_set_footer(sheet, "&L\(plain)&C&A&R&P / &N")
    }

    func autofilter(_ row: Int, lastRow: Int, columns: Int) {
        worksheet_autofilter(sheet, lxw_row_t(row), 0, lxw_row_t(max(row, lastRow)), lxw_col_t(columns - 1))
    }
}
