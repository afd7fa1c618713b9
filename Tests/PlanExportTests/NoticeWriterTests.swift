@testable import CustomerBackorders
import DemandModel
import Foundation
@testable import PlanExport
import Testing

struct NoticeWriterTests {
    private let notice = CustomerNotice(
        orderID: "C<1>", kind: .later, lines: [CustomerBackorder(orderID: "C<1>", key: ItemLocation(item: "mug"), quantity: 2)],
        orderedOn: CalendarDay(iso: "2024-03-01"), toldBefore: CalendarDay(iso: "2024-03-10"), date: CalendarDay(iso: "2024-04-02"),
        likelyDate: CalendarDay(iso: "2024-03-14"), cause: .supplierLate, requiresConsent: true, canSplit: false)

    @Test(arguments: NoticeLanguage.allCases)
    func everyLanguageSaysAllOfIt(_ language: NoticeLanguage) throws {
        let writer = try NoticeWriter(language: language, rules: .usFTC435)
        for kind in NoticeKind.allCases {
            for cause in BackorderCause.allCases {
                var one = notice
                one.kind = kind
                one.cause = cause
                let message = writer.message(one)
                #expect(!message.text.contains("{") && !message.html.contains("{"))
                #expect(["headline", "reason", "body", "choices"].allSatisfy { !(message.values[$0] ?? "").isEmpty })
                #expect(message.text.contains(language == .en ? "2 April 2024" : "2024"))
                #expect(message.html.contains("C&lt;1&gt;"))
            }
        }
    }

    /// Two lines of one item are one, with its name; the day told before is said, and a day that is half's and most's is said once.
    @Test func itemsAreNamedOnceAndDaysAreNotRepeated() throws {
        let writer = try NoticeWriter(language: .en, rules: .none, names: ["mug": "Mug <blue>"])
        var one = notice
        one.lines.append(CustomerBackorder(orderID: "C<1>", key: ItemLocation(item: "mug", location: "north"), quantity: 3))
        one.substitutes = [2.0, 1].enumerated().map { line, units in
            SubstituteOffer(line: line, key: ItemLocation(item: "cup"), units: units, coveredUnits: units, needsConsent: true, source: .table, savedDays: 9)
        }
        let message = writer.message(one)
        #expect(message.text.contains("You ordered on 1 March 2024:\n  5 x Mug <blue> (mug)\n"))
        #expect(message.html.contains("5 x Mug &lt;blue&gt; (mug)"))
        #expect(message.text.contains("take another item instead: 3 x cup\n"))
        #expect(message.text.contains("The day we had told you was 10 March 2024. We expect to send it by 2 April 2024"))
        #expect(message.text.contains("half of them leave by 14 March 2024"))
        one.likelyDate = one.date
        #expect(!writer.message(one).text.contains("half of them"))
        one.kind = .new
        one.toldBefore = nil
        one.waitedDays = 3
        #expect(writer.message(one).text.contains("Thank you for your order."))
        one.waitedDays = 60
        #expect(writer.message(one).text.contains("We are sorry that you are still waiting"))
    }

    @Test func anUnknownFieldIsNamed() {
        #expect(throws: NoticeTemplate.Fault.self) { try NoticeTemplate("Dear {customer_name}", name: "notice.txt") }
        #expect(throws: NoticeTemplate.Fault.self) { try NoticeTemplate("Dear {order_id", name: "notice.txt") }
        do {
            _ = try NoticeTemplate("Dear {customer_name}", name: "notice.txt")
        } catch { #expect(error.description.contains("{customer_name}") && error.description.contains("notice.txt")) }
    }

    @Test func bracesAndFieldsOfATemplate() throws {
        #expect(try NoticeTemplate("{{x} {order_id}!", name: "t").filled(["order_id": "7"]) == "{x} 7!")
    }

    @Test func mailIsReadableByOthers() throws {
        let writer = try NoticeWriter(language: .pl, rules: .none)
        let message = writer.message(notice)
        let mail = String(decoding: writer.mail(message), as: UTF8.self)
        #expect(mail.hasPrefix("X-Unsent: 1\r\nSubject: =?utf-8?B?"))
        #expect(!mail.contains("To:") && !mail.contains("From:"))
        #expect(base64(Array("any carnal pleas".utf8)) == Data("any carnal pleas".utf8).base64EncodedString())
        #expect(base64(Array("ab".utf8)) == "YWI=" && base64([]) == "")
    }
}
