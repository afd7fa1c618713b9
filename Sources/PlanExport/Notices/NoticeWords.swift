import CustomerBackorders
import DemandModel

/// The languages that notices are written in.
public enum NoticeLanguage: String, Sendable, CaseIterable {
    case en, de, fr, es, pl
}

/// What notices say, language by language: exact, without blame, with the choices there are.
struct NoticeWords: Sendable {
    var months: [String]
    /// Day, month name, year.
    var dateOrder: @Sendable (Int, String, Int) -> String
    var subject: String
    var greeting: String
    var headline: [NoticeKind: String]
    /// The first word on an order of more than two weeks ago.
    var newAfterLong: String
    /// The day told before.
    var told: String
    /// The day with how sure it is, in words.
    var sure: String
    /// Where half of such orders leave on an earlier day.
    var sooner: String
    var noDate: String
    var asked: String
    var ordered: String
    var wait: String
    var part: String
    var substitute: String
    var cancel: String
    /// Where silence ends the order, and where a new day must be agreed.
    var consent: String
    var agree: String
    var noConsent: String
    var reason: String
    var reasons: [BackorderCause: String]
    var closing: String

    static func of(_ language: NoticeLanguage) -> NoticeWords {
        switch language {
        case .en: english
        case .de: german
        case .fr: french
        case .es: spanish
        case .pl: polish
        }
    }

    func day(_ day: CalendarDay) -> String {
        let (year, month, number) = day.civil
        return dateOrder(number, months[month - 1], year)
    }

    static let english = NoticeWords(
        months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
        dateOrder: { "\($0) \($1) \($2)" },
        subject: "Your order", greeting: "Hello,",
        headline: [
            .new: "Thank you for your order. Something in it is not in stock at the moment, and we want to tell you honestly when it will be.",
            .later: "We are sorry: your order will take longer than we told you.",
            .sooner: "Good news: your order should come earlier than we told you.",
            .atRisk: "Your order may come a day or two later than we told you.",
            .indefinite: "We are sorry: at the moment we cannot name a day for your order.",
        ],
        newAfterLong: "We are sorry that you are still waiting for your order. Something in it is not in stock, and we want to tell you honestly when it will be.",
        told: "The day we had told you was {old_date}.",
        sure: "We expect to send it by {date}: nine out of ten orders like yours leave by then.",
        sooner: "It may well be sooner: half of them leave by {likely_date}.",
        noDate: "We will write to you as soon as we know a day. You can cancel at any time until your order is sent.",
        asked: "It is your choice what happens now, and it costs you nothing:", ordered: "You ordered on {day}:",
        wait: "wait: we send your order as soon as all of it is here", part: "have each part sent as soon as it is here", substitute: "take another item instead",
        cancel: "cancel: we refund everything you paid, without delay",
        consent: "Please answer: unless you agree to wait, we cancel the order and refund everything you paid.",
        agree: "Please tell us whether you agree to this. You may also cancel, at once and free of charge.",
        noConsent: "If we hear nothing, we keep your order and send it as soon as we can.",
        reason: "The reason is {reason}.",
        reasons: [
            .data: "a difference between our records and what is on the shelf", .decision: "the way we planned our stock",
            .supplierLate: "a delivery that comes later than announced", .supplierShort: "a delivery that was not complete",
            .capacity: "limited supply", .demandSpike: "far more orders at once than we expected", .forecast: "more orders than we expected",
            .leadTime: "longer delivery times", .expected: "more orders than we had in stock",
        ],
        closing: "Thank you for your patience.")

    static let german = NoticeWords(
        months: ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
        dateOrder: { "\($0). \($1) \($2)" },
        subject: "Ihre Bestellung", greeting: "Guten Tag,",
        headline: [
            .new: "vielen Dank für Ihre Bestellung. Ein Teil davon ist zurzeit nicht vorrätig, und wir möchten Ihnen ehrlich sagen, wann er wieder da ist.",
            .later: "es tut uns leid: Ihre Bestellung dauert länger, als wir Ihnen gesagt haben.",
            .sooner: "eine gute Nachricht: Ihre Bestellung kommt voraussichtlich früher, als wir Ihnen gesagt haben.",
            .atRisk: "Ihre Bestellung könnte ein bis zwei Tage später kommen, als wir Ihnen gesagt haben.",
            .indefinite: "es tut uns leid: Wir können Ihnen zurzeit keinen Termin für Ihre Bestellung nennen.",
        ],
        newAfterLong: "es tut uns leid, dass Sie noch immer auf Ihre Bestellung warten. Ein Teil davon ist nicht vorrätig, und wir möchten Ihnen ehrlich sagen, wann er wieder da ist.",
        told: "Genannt hatten wir Ihnen den {old_date}.",
        sure: "Wir rechnen damit, Ihre Bestellung bis zum {date} zu versenden: Neun von zehn vergleichbaren Bestellungen sind bis dahin unterwegs.",
        sooner: "Vielleicht geht es schneller: Die Hälfte ist schon bis zum {likely_date} unterwegs.",
        noDate: "Wir schreiben Ihnen, sobald wir einen Termin kennen. Bis zum Versand können Sie jederzeit stornieren.",
        asked: "Sie entscheiden, wie es weitergeht; Kosten entstehen Ihnen dadurch nicht:", ordered: "Bestellt am {day}:",
        wait: "warten: Wir versenden Ihre Bestellung, sobald alles da ist", part: "in Teilen erhalten: jeden Teil, sobald er da ist", substitute: "stattdessen einen anderen Artikel nehmen",
        cancel: "stornieren: Wir erstatten Ihnen unverzüglich alles, was Sie gezahlt haben",
        consent: "Bitte antworten Sie uns: Ohne Ihre Zustimmung stornieren wir die Bestellung und erstatten Ihnen alles, was Sie gezahlt haben.",
        agree: "Bitte teilen Sie uns mit, ob Sie damit einverstanden sind. Sie können auch sofort und kostenlos stornieren.",
        noConsent: "Wenn wir nichts hören, bleibt Ihre Bestellung bestehen, und wir senden sie, sobald es geht.",
        reason: "Der Grund: {reason}.",
        reasons: [
            .data: "eine Abweichung zwischen unserem erfassten und unserem tatsächlichen Bestand", .decision: "unsere eigene Bestandsplanung",
            .supplierLate: "eine Lieferung, die später kommt als angekündigt", .supplierShort: "eine unvollständige Lieferung",
            .capacity: "begrenzte Liefermengen", .demandSpike: "sehr viele Bestellungen auf einmal", .forecast: "mehr Bestellungen als erwartet",
            .leadTime: "längere Lieferzeiten", .expected: "mehr Bestellungen, als wir vorrätig hatten",
        ],
        closing: "Vielen Dank für Ihre Geduld.")

    static let french = NoticeWords(
        months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
        dateOrder: { "\($0 == 1 ? "1er" : String($0)) \($1) \($2)" },
        subject: "Votre commande", greeting: "Bonjour,",
        headline: [
            .new: "Merci pour votre commande. Une partie n'est pas en stock pour le moment, et nous tenons à vous dire franchement quand elle le sera.",
            .later: "Nous sommes désolés : votre commande prendra plus de temps que nous ne vous l'avions annoncé.",
            .sooner: "Bonne nouvelle : votre commande devrait arriver plus tôt que nous ne vous l'avions annoncé.",
            .atRisk: "Votre commande pourrait arriver un ou deux jours plus tard que nous ne vous l'avions annoncé.",
            .indefinite: "Nous sommes désolés : pour le moment, nous ne pouvons pas vous donner de date pour votre commande.",
        ],
        newAfterLong: "Nous sommes désolés que vous attendiez encore votre commande. Une partie n'est pas en stock, et nous tenons à vous dire franchement quand elle le sera.",
        told: "La date annoncée était le {old_date}.",
        sure: "Nous pensons l'expédier au plus tard le {date} : neuf commandes sur dix comme la vôtre sont parties à cette date.",
        sooner: "Ce sera peut-être plus tôt : la moitié est partie au plus tard le {likely_date}.",
        noDate: "Nous vous écrirons dès que nous connaîtrons une date. Vous pouvez annuler à tout moment avant l'expédition.",
        asked: "La suite dépend de vous, et ne vous coûte rien :", ordered: "Commandé le {day} :",
        wait: "attendre : nous expédions votre commande dès qu'elle est complète", part: "être livré en plusieurs fois : chaque partie dès qu'elle est disponible", substitute: "prendre un autre article à la place",
        cancel: "annuler : nous vous remboursons toute la somme versée, sans retard",
        consent: "Merci de nous répondre : sans votre accord, nous annulons la commande et vous remboursons toute la somme versée.",
        agree: "Merci de nous dire si cela vous convient. Vous pouvez aussi annuler tout de suite et sans frais.",
        noConsent: "Sans nouvelles de votre part, nous gardons votre commande et l'expédions dès que possible.",
        reason: "La raison : {reason}.",
        reasons: [
            .data: "un écart entre notre stock enregistré et notre stock réel", .decision: "notre planification du stock", .supplierLate: "une livraison plus tardive qu'annoncée",
            .supplierShort: "une livraison incomplète", .capacity: "un approvisionnement limité", .demandSpike: "un afflux soudain de commandes",
            .forecast: "plus de commandes que prévu", .leadTime: "des délais de livraison plus longs", .expected: "plus de commandes que de stock",
        ],
        closing: "Merci de votre patience.")
}
