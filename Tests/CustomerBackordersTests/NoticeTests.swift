@testable import CustomerBackorders
import DemandModel
import Testing

struct NoticeTests {
    let asOf = CalendarDay(number: 20_000)

    private func row(_ id: String, promised: Int?, p50: Int?, p90: Int?, ordered: Int = -5) -> WaitingRow {
        let dates = DatePromise(p50: p50.map { asOf.advanced(by: $0) }, p90: p90.map { asOf.advanced(by: $0) })
        let line = CustomerBackorder(
            orderID: id, key: ItemLocation(item: "a"), orderedOn: asOf.advanced(by: ordered), promisedOn: promised.map { asOf.advanced(by: $0) }, quantity: 1)
        return WaitingRow(
            line: line, dates: WaitingLineDates(line: 0, unitsAhead: 0, dates: dates, order: dates),
            cause: LineCause(line: 0, cause: .expected, evidence: "", supplier: ""), ageDays: 5, value: nil)
    }

    @Test func onlyNewsIsWritten() {
        let rows = [
            row("new", promised: nil, p50: 5, p90: 9), row("later", promised: 4, p50: 5, p90: 9), row("stands", promised: 12, p50: 5, p90: 9),
            row("sooner", promised: 30, p50: 5, p90: 9), row("risk", promised: 5, p50: 3, p90: 7), row("none", promised: 5, p50: nil, p90: nil),
            row("", promised: nil, p50: 5, p90: 9),
        ]
        let notices = customerNotices(rows, sent: [], rules: .none, asOf: asOf)
        #expect(notices.map(\.orderID) == ["new", "later", "sooner", "risk", "none"])
        #expect(notices.map(\.kind) == [.new, .later, .sooner, .atRisk, .indefinite])
        #expect(notices.allSatisfy { !$0.requiresConsent })
    }

    @Test func atMostOnceAWeekAndTheSameAgain() {
        let rows = [row("a", promised: 4, p50: 5, p90: 20)]
        let recent = [SentNotice(orderID: "a", writtenOn: asOf.advanced(by: -3), kind: .new, date: asOf.advanced(by: 4))]
        #expect(customerNotices(rows, sent: recent, rules: .none, asOf: asOf).isEmpty)
        let old = [SentNotice(orderID: "a", writtenOn: asOf.advanced(by: -9), kind: .later, date: asOf.advanced(by: 20))]
        #expect(customerNotices(rows, sent: old, rules: .none, asOf: asOf).isEmpty)
        // What this very day wrote does not count against itself.
        let today = [SentNotice(orderID: "a", writtenOn: asOf, kind: .later, date: asOf.advanced(by: 20))]
        #expect(customerNotices(rows, sent: today, rules: .none, asOf: asOf) == customerNotices(rows, sent: [], rules: .none, asOf: asOf))
    }

    @Test func consentFollowsTheRules() {
        func consent(_ rules: NoticeRules, promised: Int?, p90: Int?, earlier: Bool = false) -> Bool? {
            let sent = earlier ? [SentNotice(orderID: "a", writtenOn: asOf.advanced(by: -20), kind: .later, date: asOf.advanced(by: 1))] : []
            return customerNotices([row("a", promised: promised, p50: p90, p90: p90)], sent: sent, rules: rules, asOf: asOf).first?.requiresConsent
        }
        #expect(consent(.usFTC435, promised: 2, p90: 20) == false)
        #expect(consent(.usFTC435, promised: 2, p90: 40) == true)
        #expect(consent(.usFTC435, promised: 2, p90: nil) == true)
        #expect(consent(.usFTC435, promised: 2, p90: 20, earlier: true) == true)
        #expect(consent(.eu2011_83, promised: 2, p90: 20) == true)
        // Thirty days from the order where none was agreed.
        #expect(consent(.eu2011_83, promised: nil, p90: 20) == false)
        #expect(consent(.ukCRA, promised: nil, p90: 26) == true)
        #expect(consent(NoticeRules.none, promised: 2, p90: nil) == false)
    }

    @Test func aFirstDayAfterNoneIsNotLater() {
        let sent = [SentNotice(orderID: "a", writtenOn: asOf.advanced(by: -9), kind: .indefinite, date: nil)]
        #expect(customerNotices([row("a", promised: 3, p50: 5, p90: 9)], sent: sent, rules: .none, asOf: asOf).map(\.kind) == [.new])
    }

    @Test func aLogForgetsNobody() {
        func sent(_ order: String, _ day: Int) -> SentNotice { SentNotice(orderID: order, writtenOn: asOf.advanced(by: day), kind: .new, date: asOf.advanced(by: 20)) }
        let log = [sent("a", -9), sent("b", 0), sent("c", 0), sent("a", 5)]
        let after = noticeLog(log, with: [sent("c", 0)], asOf: asOf)
        #expect(after == log)
        #expect(noticeLog(after, with: [sent("c", 0)], asOf: asOf) == after)
    }

    /// The first word named a day beyond the thirty: it told of a delay, and the next one is a further delay.
    @Test func aFirstWordThatIsLateCountsAsADelay() {
        let rows = [row("a", promised: nil, p50: 30, p90: 30, ordered: -20)]
        func consent(toldBefore day: Int) -> Bool? {
            let sent = [SentNotice(orderID: "a", writtenOn: asOf.advanced(by: -8), kind: .new, date: asOf.advanced(by: day))]
            return customerNotices(rows, sent: sent, rules: .usFTC435, asOf: asOf).first?.requiresConsent
        }
        #expect(consent(toldBefore: 15) == true)
        #expect(consent(toldBefore: 9) == false)
    }
}
