import CustomerBackorders
import DemandModel
import TextForms

/// A message to a customer. It holds an order number and no other personal data: the address is the mail program's.
public struct NoticeMessage: Sendable, Equatable {
    public var notice: CustomerNotice
    public var subject: String
    public var text: String
    public var html: String
    /// The merge fields, by name.
    public var values: [String: String]
}

/// Writes notices in one language, by the built-in texts or a shop's own templates.
public struct NoticeWriter: Sendable {
    private let words: NoticeWords
    private let textTemplate: NoticeTemplate
    private let htmlTemplate: NoticeTemplate
    private let language: NoticeLanguage
    private let rules: NoticeRules
    private let names: [String: String]

    static let plainText = "{greeting}\n\n{headline}\n\n{body}\n\n{items}\n\n{choices}\n\n{closing}\n"
    static let plainHTML = """
        <!doctype html>
        <html><head><meta charset="utf-8"><title>{order_id}</title></head>
        <body style="font-family: sans-serif; line-height: 1.5; max-width: 36em">
        <p>{greeting}</p>
        <p>{headline}</p>
        <p>{body}</p>
        <pre style="font-family: inherit">{items}</pre>
        <pre style="font-family: inherit">{choices}</pre>
        <p>{closing}</p>
        </body></html>

        """

    /// - Parameters:
    ///   - text: a template of the shop's own for the text; `nil`: the built-in one.
    ///   - html: the same for HTML.
    ///   - names: items' names for people, by item; an item without one goes by its code.
    public init(language: NoticeLanguage, rules: NoticeRules, text: NoticeTemplate? = nil, html: NoticeTemplate? = nil, names: [String: String] = [:]) throws(NoticeTemplate.Fault) {
        self.language = language
        self.names = names
        self.rules = rules
        words = NoticeWords.of(language)
        if let text { textTemplate = text } else { textTemplate = try NoticeTemplate(NoticeWriter.plainText, name: "text") }
        if let html { htmlTemplate = html } else { htmlTemplate = try NoticeTemplate(NoticeWriter.plainHTML, name: "html") }
    }

    public func message(_ notice: CustomerNotice) -> NoticeMessage {
        let values = values(notice)
        return NoticeMessage(
            notice: notice, subject: "\(words.subject) \(notice.orderID)", text: textTemplate.filled(values),
            html: htmlTemplate.filled(values, escaped: escapedHTML), values: values)
    }

    private func values(_ notice: CustomerNotice) -> [String: String] {
        let date = notice.date.map(words.day) ?? ""
        let likely = (notice.likelyDate ?? notice.date).map(words.day) ?? ""
        let told = notice.toldBefore.map { words.told.replacing("{old_date}", with: words.day($0)) + " " } ?? ""
        let sure = notice.date == nil ? words.noDate
            : words.sure.replacing("{date}", with: date)
                + (likely == date ? "" : " " + words.sooner.replacing("{likely_date}", with: likely))
        let reason = words.reason.replacing("{reason}", with: words.reasons[notice.cause] ?? "")
        var choices = ["- " + words.wait]
        if notice.canSplit { choices.append("- " + words.part) }
        if !notice.substitutes.isEmpty {
            choices.append("- " + words.substitute + ": " + counted(notice.substitutes.map { ($0.key.item, $0.units) }).joined(separator: ", "))
        }
        choices.append("- " + words.cancel)
        // Who ordered weeks ago is not thanked as if it were today.
        let headline = notice.kind == .new && (notice.waitedDays ?? 0) > 14 ? words.newAfterLong : words.headline[notice.kind]
        let answer = !notice.requiresConsent ? words.noConsent : rules == .usFTC435 ? words.consent : words.agree
        return [
            "order_id": notice.orderID, "ordered_on": notice.orderedOn.map(words.day) ?? "", "kind": notice.kind.rawValue,
            "items": ([words.ordered.replacing("{day}", with: notice.orderedOn.map(words.day) ?? "")].filter { _ in notice.orderedOn != nil }
                + counted(notice.lines.map { ($0.key.item, $0.quantity) }).map { "  " + $0 }).joined(separator: "\n"),
            "old_date": notice.toldBefore.map(words.day) ?? "", "date": date, "likely_date": likely, "reason": words.reasons[notice.cause] ?? "",
            "choices": words.asked + "\n" + choices.joined(separator: "\n") + "\n\n" + answer, "greeting": words.greeting,
            "headline": headline ?? "", "body": told + sure + " " + reason, "closing": words.closing,
        ]
    }

    /// "2 x Mug, blue (0012)", each item once, in the order in which they come.
    private func counted(_ units: [(item: String, units: Double)]) -> [String] {
        var order: [String] = [], sums: [String: Double] = [:]
        for (item, count) in units {
            if sums[item] == nil { order.append(item) }
            sums[item, default: 0] += count
        }
        return order.map { item in
            let name = names[item] ?? ""
            return "\(decimalText(sums[item] ?? 0)) x " + (name.isEmpty || name == item ? item : "\(name) (\(item))")
        }
    }

    /// The message as a file for a mail program: both forms, no sender and no address (RFC 5322, RFC 2046).
    public func mail(_ message: NoticeMessage) -> [UInt8] {
        let boundary = "=_notice_\(message.notice.orderID.utf8.reduce(UInt64(5381)) { ($0 << 5) &+ $0 &+ UInt64($1) })"
        let lines = [
            "X-Unsent: 1", "Subject: " + encodedWord(message.subject), "Content-Language: \(language.rawValue)", "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "", "--" + boundary, "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64", "", base64(Array(message.text.utf8)), "--" + boundary, "Content-Type: text/html; charset=utf-8",
            "Content-Transfer-Encoding: base64", "", base64(Array(message.html.utf8)), "--" + boundary + "--", "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    /// RFC 2047 words of at most 45 bytes each, where the text is not plain ASCII.
    private func encodedWord(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return text }
        var words: [String] = [], current = ""
        for character in text {
            if current.utf8.count + String(character).utf8.count > 42 {
                words.append(current)
                current = ""
            }
            current.append(character)
        }
        if !current.isEmpty { words.append(current) }
        return words.map { "=?utf-8?B?" + base64(Array($0.utf8), wrapping: false) + "?=" }.joined(separator: "\r\n ")
    }
}

/// The characters that mean something in HTML, written as entities.
func escapedHTML(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
}

/// Base64 (RFC 4648), in lines of 76 characters.
func base64(_ bytes: [UInt8], wrapping: Bool = true) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    var column = 0
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let a = bytes[start], b = start + 1 < bytes.count ? bytes[start + 1] : 0, c = start + 2 < bytes.count ? bytes[start + 2] : 0
        let equals = UInt8(ascii: "=")
        result += [
            alphabet[Int(a >> 2)], alphabet[Int((a & 3) << 4 | b >> 4)], start + 1 < bytes.count ? alphabet[Int((b & 15) << 2 | c >> 6)] : equals,
            start + 2 < bytes.count ? alphabet[Int(c & 63)] : equals,
        ]
        column += 4
        if wrapping, column == 76, start + 3 < bytes.count {
            result += [0x0D, 0x0A]
            column = 0
        }
    }
    return String(decoding: result, as: UTF8.self)
}

/// `notices.csv`: one row per message with the merge fields, for mail programs.
public enum NoticeTable {
    public static let columns = [
        "order_id", "written_on", "kind", "old_date", "date", "likely_date", "requires_consent", "subject", "old_date_words", "date_words",
        "likely_date_words", "reason", "greeting", "headline", "body", "items", "choices", "closing",
    ]

    public static func write(_ messages: [NoticeMessage], asOf: CalendarDay, textEscaping: TextEscaping = .spreadsheet, to sink: ByteSink) throws(OutputError) {
        var table = CommaSeparatedWriter(textEscaping: textEscaping)
        table.header(columns)
        for message in messages {
            table.text(message.notice.orderID)
            table.day(asOf)
            table.text(message.notice.kind.rawValue)
            table.day(message.notice.toldBefore)
            table.day(message.notice.date)
            table.day(message.notice.likelyDate)
            table.text(message.notice.requiresConsent ? "1" : "0")
            table.text(message.subject)
            for name in ["old_date", "date", "likely_date", "reason", "greeting", "headline", "body", "items", "choices", "closing"] {
                table.text(message.values[name] ?? "")
            }
            table.endRow()
            if table.count >= bytesPerChunk { try sink(table.drain()) }
        }
        try sink(table.drain())
    }

    /// `notices-log.csv`: what was written, so that the next run knows.
    public static let logColumns = ["order_id", "written_on", "kind", "date"]

    public static func writeLog(_ notices: [SentNotice], to sink: ByteSink) throws(OutputError) {
        var table = CommaSeparatedWriter()
        table.header(logColumns)
        for notice in notices {
            table.text(notice.orderID)
            table.day(notice.writtenOn)
            table.text(notice.kind.rawValue)
            table.day(notice.date)
            table.endRow()
        }
        try sink(table.drain())
    }
}
