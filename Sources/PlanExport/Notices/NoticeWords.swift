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
    /// The day with how sure it is, in words.
    var sure: String
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
            .new: "thank you for your order. Something in it is not in stock at the moment, and we want to tell you honestly when it will be.",
            .later: "we are sorry: your order will take longer than we told you.",
            .sooner: "good news: your order should come earlier than we told you.",
            .atRisk: "we still expect your order on the day we told you, but it is no longer certain.",
            .indefinite: "we are sorry: at the moment we cannot name a day for your order.",
        ],
        sure: "We expect to send it by {date}: nine of ten orders like yours leave by then. It may well be sooner; half of them leave by {likely_date}.",
        noDate: "We are in touch with our suppliers and will write as soon as we know a day. You can cancel at any time until it is sent.",
        asked: "You decide what happens now, and it costs you nothing:", ordered: "You ordered on",
        wait: "wait for it: we send it as soon as it is here", part: "have what is here sent now, and the rest later", substitute: "choose something else in its place",
        cancel: "cancel: you get all your money back without delay",
        consent: "Please answer: without your word we cancel the order and pay back what you paid.",
        agree: "Please tell us whether you agree to the new day. You may also cancel, at once and free of charge.",
        noConsent: "If we hear nothing, we keep your order and send it as soon as we can.",
        reason: "The reason is {reason}.",
        reasons: [
            .data: "a difference between our records and the shelf", .decision: "the way we had planned our stock",
            .supplierLate: "a delivery that comes later than announced", .supplierShort: "a delivery that was not complete",
            .capacity: "limited production", .demandSpike: "far more orders than we expected", .forecast: "far more orders than we expected",
            .leadTime: "longer delivery times", .expected: "more orders than we had in stock",
        ],
        closing: "Thank you for your patience.")

    static let german = NoticeWords(
        months: ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
        dateOrder: { "\($0). \($1) \($2)" },
        subject: "Ihre Bestellung", greeting: "Guten Tag,",
        headline: [
            .new: "vielen Dank für Ihre Bestellung. Etwas davon ist zurzeit nicht vorrätig, und wir möchten Ihnen ehrlich sagen, wann es wieder da ist.",
            .later: "es tut uns leid: Ihre Bestellung dauert länger, als wir Ihnen gesagt haben.",
            .sooner: "eine gute Nachricht: Ihre Bestellung kommt voraussichtlich früher, als wir Ihnen gesagt haben.",
            .atRisk: "wir erwarten Ihre Bestellung weiterhin an dem genannten Tag, sicher ist es aber nicht mehr.",
            .indefinite: "es tut uns leid: Wir können Ihnen zurzeit keinen Tag für Ihre Bestellung nennen.",
        ],
        sure: "Wir rechnen damit, sie bis zum {date} zu versenden: Neun von zehn solchen Bestellungen gehen bis dahin hinaus. Vielleicht geht es schneller; die Hälfte geht bis zum {likely_date} hinaus.",
        noDate: "Wir sind mit unseren Lieferanten im Gespräch und schreiben Ihnen, sobald wir einen Tag kennen. Bis zum Versand können Sie jederzeit stornieren.",
        asked: "Sie entscheiden, wie es weitergeht, kostenlos:", ordered: "Bestellt am",
        wait: "warten: Wir senden die Ware, sobald sie da ist", part: "Vorhandenes jetzt erhalten, den Rest später", substitute: "etwas anderes dafür wählen",
        cancel: "stornieren: Sie erhalten Ihr Geld unverzüglich und vollständig zurück",
        consent: "Bitte antworten Sie uns: Ohne Ihre Zustimmung stornieren wir die Bestellung und erstatten den Betrag.",
        agree: "Bitte teilen Sie uns mit, ob Sie mit dem neuen Termin einverstanden sind. Sie können auch sofort und kostenlos stornieren.",
        noConsent: "Wenn wir nichts hören, bleibt Ihre Bestellung bestehen, und wir senden sie, sobald es geht.",
        reason: "Der Grund: {reason}.",
        reasons: [
            .data: "eine Abweichung zwischen unseren Aufzeichnungen und dem Regal", .decision: "unsere Planung des Vorrats",
            .supplierLate: "eine Lieferung, die später kommt als angekündigt", .supplierShort: "eine unvollständige Lieferung",
            .capacity: "begrenzte Produktion", .demandSpike: "sehr viel mehr Bestellungen als erwartet", .forecast: "sehr viel mehr Bestellungen als erwartet",
            .leadTime: "längere Lieferzeiten", .expected: "mehr Bestellungen, als wir vorrätig hatten",
        ],
        closing: "Vielen Dank für Ihre Geduld.")

    static let french = NoticeWords(
        months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
        dateOrder: { "\($0 == 1 ? "1er" : String($0)) \($1) \($2)" },
        subject: "Votre commande", greeting: "Bonjour,",
        headline: [
            .new: "merci pour votre commande. Un article n'est pas en stock pour le moment, et nous tenons à vous dire franchement quand il le sera.",
            .later: "nous sommes désolés : votre commande prendra plus de temps que nous ne vous l'avions dit.",
            .sooner: "bonne nouvelle : votre commande devrait arriver plus tôt que prévu.",
            .atRisk: "nous attendons toujours votre commande au jour annoncé, mais ce n'est plus certain.",
            .indefinite: "nous sommes désolés : nous ne pouvons pas indiquer de date pour votre commande à ce jour.",
        ],
        sure: "Nous pensons l'expédier au plus tard le {date} : neuf commandes sur dix comme la vôtre partent d'ici là. Ce sera peut-être plus tôt ; la moitié part d'ici le {likely_date}.",
        noDate: "Nous sommes en contact avec nos fournisseurs et vous écrirons dès que nous connaîtrons une date. Vous pouvez annuler à tout moment avant l'expédition.",
        asked: "C'est vous qui décidez de la suite, sans frais :", ordered: "Commandé le",
        wait: "attendre : nous expédions dès l'arrivée", part: "recevoir maintenant ce qui est disponible, le reste plus tard", substitute: "choisir un autre article à la place",
        cancel: "annuler : vous êtes remboursé intégralement et sans délai",
        consent: "Merci de nous répondre : sans votre accord, nous annulons la commande et vous remboursons.",
        agree: "Merci de nous dire si la nouvelle date vous convient. Vous pouvez aussi annuler tout de suite et sans frais.",
        noConsent: "Sans nouvelles de votre part, nous gardons votre commande et l'expédions dès que possible.",
        reason: "La raison : {reason}.",
        reasons: [
            .data: "un écart entre nos registres et le rayon", .decision: "notre planification du stock", .supplierLate: "une livraison plus tardive qu'annoncé",
            .supplierShort: "une livraison incomplète", .capacity: "une production limitée", .demandSpike: "bien plus de commandes que prévu",
            .forecast: "bien plus de commandes que prévu", .leadTime: "des délais de livraison plus longs", .expected: "plus de commandes que de stock",
        ],
        closing: "Merci de votre patience.")
}
