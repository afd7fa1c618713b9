import DemandModel

/// Whose law says when a customer must agree to wait longer. Contracts between businesses differ; this is no legal advice.
public enum NoticeRules: String, Sendable, Codable, CaseIterable {
    /// 16 CFR Part 435: silence is consent to a first delay of at most 30 days with a definite day; longer, indefinite and further delays need
    /// the customer's word.
    case usFTC435 = "us-ftc-435"
    /// Directive 2011/83/EU, Article 18: delivery within 30 days unless agreed otherwise; a later day must be agreed.
    case eu2011_83 = "eu-2011-83"
    /// Consumer Rights Act 2015, section 28: the same.
    case ukCRA = "uk-cra"
    case none
}

/// Why a customer hears from the shop.
public enum NoticeKind: String, Sendable, Codable, CaseIterable {
    /// No day has been told so far.
    case new
    /// The day has moved back.
    case later
    /// The day has come nearer by a week or more.
    case sooner
    /// The day told stands, but is not sure.
    case atRisk = "at_risk"
    /// No day can be named.
    case indefinite
}

/// A notice that was written earlier.
public struct SentNotice: Sendable, Equatable {
    public var orderID: String
    /// The planning day it was written on.
    public var writtenOn: CalendarDay
    public var kind: NoticeKind
    /// The day it told; `nil` where it told none.
    public var date: CalendarDay?

    public init(orderID: String, writtenOn: CalendarDay, kind: NoticeKind, date: CalendarDay?) {
        self.orderID = orderID
        self.writtenOn = writtenOn
        self.kind = kind
        self.date = date
    }
}

/// One message to write: an order, what is told and what is asked.
public struct CustomerNotice: Sendable, Equatable {
    public var orderID: String
    public var kind: NoticeKind
    /// Items and units that the order waits for.
    public var lines: [CustomerBackorder]
    public var orderedOn: CalendarDay?
    /// Days from the order to the notice; `nil` where its day is not known.
    public var waitedDays: Int?
    /// The day told before: by the last notice, else the promise of the order.
    public var toldBefore: CalendarDay?
    /// The day that nine of ten such orders are filled by, and the day that half of them are; `nil` where none can be named.
    public var date: CalendarDay?
    public var likelyDate: CalendarDay?
    public var cause: BackorderCause
    public var requiresConsent: Bool
    /// Some lines of the order could be sent before the others.
    public var canSplit: Bool
    /// What the shop's table offers in place of its lines; suggestions that only the data makes are not told to customers.
    public var substitutes: [SubstituteOffer]

    public init(
        orderID: String, kind: NoticeKind, lines: [CustomerBackorder], orderedOn: CalendarDay? = nil, waitedDays: Int? = nil, toldBefore: CalendarDay? = nil,
        date: CalendarDay? = nil, likelyDate: CalendarDay? = nil, cause: BackorderCause, requiresConsent: Bool, canSplit: Bool, substitutes: [SubstituteOffer] = []
    ) {
        self.orderID = orderID
        self.kind = kind
        self.lines = lines
        self.orderedOn = orderedOn
        self.waitedDays = waitedDays
        self.toldBefore = toldBefore
        self.date = date
        self.likelyDate = likelyDate
        self.cause = cause
        self.requiresConsent = requiresConsent
        self.canSplit = canSplit
        self.substitutes = substitutes
    }
}

/// Orders with a notice due, in the order in which they came.
///
/// An order hears at most once in seven days. Notices written on or after `asOf` do not count as earlier ones, so that the same run writes the
/// same notices however often. Lines without an order number cannot be written to and are left out.
///
/// - Parameter toleranceDays: a day that moves back by no more is not worth a message.
public func customerNotices(
    _ rows: [WaitingRow], sent: [SentNotice], rules: NoticeRules, asOf: CalendarDay, toleranceDays: Int = 2
) -> [CustomerNotice] {
    var history: [String: [SentNotice]] = [:]
    for notice in sent where notice.writtenOn < asOf { history[notice.orderID, default: []].append(notice) }
    var orders: [String: [WaitingRow]] = [:]
    var names: [String] = []
    for row in rows where !row.line.orderID.isEmpty {
        if orders[row.line.orderID] == nil { names.append(row.line.orderID) }
        orders[row.line.orderID, default: []].append(row)
    }
    return names.compactMap { name -> CustomerNotice? in
        guard let members = orders[name], let first = members.first else { return nil }
        let earlier = (history[name] ?? []).sorted { $0.writtenOn < $1.writtenOn }
        if let last = earlier.last, last.writtenOn.days(until: asOf) < 7 { return nil }
        let dates = first.dates.order
        // The day of the whole order is that of its latest promise.
        let promised = members.compactMap(\.line.promisedOn).max()
        let told = earlier.last.map(\.date) ?? promised
        guard let kind = noticeKind(dates, told: told, last: earlier.last, asOf: asOf, tolerance: toleranceDays)
        else { return nil }
        let ordered = members.compactMap(\.line.orderedOn).min()
        let worst = members.max { ($0.dates.dates.p90?.number ?? .max) < ($1.dates.dates.p90?.number ?? .max) } ?? first
        let halves = Set(members.map { $0.dates.dates.p90?.number ?? .max })
        let original = firstDay(ordered: ordered, promised: promised, asOf: asOf)
        // The first word on an order may itself tell of a delay, where its day lies beyond what was agreed.
        let delays = earlier.count { $0.kind == .later || $0.kind == .indefinite || $0.date.map { $0 > original } ?? true }
        return CustomerNotice(
            orderID: name, kind: kind, lines: members.map(\.line), orderedOn: ordered, waitedDays: ordered.map { $0.days(until: asOf) }, toldBefore: told, date: dates.p90, likelyDate: dates.p50,
            cause: worst.cause.cause,
            requiresConsent: needsConsent(dates.p90, kind: kind, ordered: ordered, promised: promised, furtherDelay: delays > 0, rules: rules, asOf: asOf),
            canSplit: halves.count > 1, substitutes: members.compactMap(\.substitute).filter { $0.source == .table })
    }
}

/// A log with the notices of a planning day in place of those that the same day wrote to the same orders. Nothing else leaves it: an older run into the same
/// folder, or another run of the day, would else write again to those that it forgets.
public func noticeLog(_ log: [SentNotice], with written: [SentNotice], asOf: CalendarDay) -> [SentNotice] {
    let orders = Set(written.map(\.orderID))
    return log.filter { $0.writtenOn < asOf || $0.writtenOn == asOf && !orders.contains($0.orderID) } + written + log.filter { $0.writtenOn > asOf }
}

private func noticeKind(
    _ dates: DatePromise, told: CalendarDay?, last: SentNotice?, asOf: CalendarDay, tolerance: Int
) -> NoticeKind? {
    guard let day = dates.p90 else { return last?.kind == .indefinite ? nil : .indefinite }
    // Who was told that there is no day hears the first one.
    guard let told else { return .new }
    let moved = told.days(until: day)
    if moved > tolerance { return .later }
    if moved <= -7 { return .sooner }
    // Within a week of the day, and a little late by the odds.
    if moved > 0, asOf.days(until: told) <= 7, last?.kind != .atRisk { return .atRisk }
    return nil
}

/// The day that was agreed, else thirty days from the order.
private func firstDay(ordered: CalendarDay?, promised: CalendarDay?, asOf: CalendarDay) -> CalendarDay {
    promised ?? (ordered ?? asOf).advanced(by: 30)
}

/// - Parameter furtherDelay: the customer has been told of a delay before.
func needsConsent(
    _ day: CalendarDay?, kind: NoticeKind, ordered: CalendarDay?, promised: CalendarDay?, furtherDelay: Bool, rules: NoticeRules, asOf: CalendarDay
) -> Bool {
    guard rules != .none, kind != .sooner else { return false }
    let original = firstDay(ordered: ordered, promised: promised, asOf: asOf)
    guard let day else { return true }
    guard day > original else { return false }
    switch rules {
    case .usFTC435: return furtherDelay || original.days(until: day) > 30
    case .eu2011_83, .ukCRA: return true
    case .none: return false
    }
}
