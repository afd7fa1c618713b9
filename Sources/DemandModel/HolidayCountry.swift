/// Countries whose public holidays are known, by their ISO 3166 code.
///
/// Holidays of the whole country, as fixed by its laws; those that only some regions keep, and days given once, belong in the calendar table.
public enum HolidayCountry: String, Sendable, Codable, CaseIterable {
    case AT, BE, DE, ES, FR, GB, IE, IT, NL, PL, PT, US
}

/// The day of Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876 (Meeus 1991, "Astronomical Algorithms", ch. 8).
///
///     easterSunday(2026)        // 2026-04-05
public func easterSunday(_ year: Int) -> CalendarDay {
    let a = year % 19, b = year / 100, c = year % 100
    let d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3
    let h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4
    let l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451
    let month = (h + l - 7 * m + 114) / 31, day = (h + l - 7 * m + 114) % 31 + 1
    return CalendarDay(number: CalendarDay.dayNumber(year: year, month: month, day: day))
}

extension HolidayCountry {
    /// The holidays of the years of these days, as events for every item; one name a holiday, so that what it does is learnt over the years.
    ///
    ///     let events = HolidayCountry.GB.events(from: CalendarDay(iso: "2010-01-01")!, to: CalendarDay(iso: "2010-12-31")!)
    ///     print(events.count, events[1].name, events[1].date)        // 8 Good Friday 2010-04-02
    public func events(from first: CalendarDay, to last: CalendarDay) -> [CalendarEvent] {
        guard first <= last else { return [] }
        return (first.civil.year...last.civil.year).flatMap { year in
            rules.map { CalendarEvent(date: $0.day(in: year), name: $0.name) }
        }.filter { $0.date >= first && $0.date <= last }.sorted { $0.date != $1.date ? $0.date < $1.date : bytesPrecede($0.name, $1.name) }
    }

    private func bytesPrecede(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    private struct Rule {
        enum Kind {
            case fixed(month: Int, day: Int)
            /// Days after Easter Sunday.
            case easter(Int)
            /// The n-th such weekday (1 = Monday) of a month; -1 = the last.
            case weekday(Int, nth: Int, month: Int)
        }

        var name: String
        var kind: Kind

        func day(in year: Int) -> CalendarDay {
            func date(_ month: Int, _ day: Int) -> CalendarDay { CalendarDay(number: CalendarDay.dayNumber(year: year, month: month, day: day)) }
            switch kind {
            case .fixed(let month, let day): return date(month, day)
            case .easter(let days): return easterSunday(year).advanced(by: days)
            case .weekday(let weekday, let nth, let month):
                guard nth > 0 else {
                    let end = date(month, CalendarDay.daysInMonth(year: year, month: month))
                    return end.advanced(by: -((end.isoWeekday - weekday + 7) % 7))
                }
                let start = date(month, 1)
                return start.advanced(by: (weekday - start.isoWeekday + 7) % 7 + 7 * (nth - 1))
            }
        }
    }

    private static func fixed(_ name: String, _ month: Int, _ day: Int) -> Rule { Rule(name: name, kind: .fixed(month: month, day: day)) }
    private static func easter(_ name: String, _ days: Int) -> Rule { Rule(name: name, kind: .easter(days)) }
    private static func monday(_ name: String, _ nth: Int, _ month: Int) -> Rule { Rule(name: name, kind: .weekday(1, nth: nth, month: month)) }

    private static let newYear = fixed("New Year", 1, 1), epiphany = fixed("Epiphany", 1, 6), labourDay = fixed("Labour Day", 5, 1)
    private static let goodFriday = easter("Good Friday", -2), easterMonday = easter("Easter Monday", 1), ascension = easter("Ascension", 39)
    private static let whitMonday = easter("Whit Monday", 50), corpusChristi = easter("Corpus Christi", 60)
    private static let assumption = fixed("Assumption", 8, 15), allSaints = fixed("All Saints", 11, 1)
    private static let immaculate = fixed("Immaculate Conception", 12, 8)
    private static let christmas = fixed("Christmas", 12, 25), secondChristmas = fixed("Second day of Christmas", 12, 26)

    private var rules: [Rule] {
        typealias C = HolidayCountry
        switch self {
        case .AT:
            return [C.newYear, C.epiphany, C.easterMonday, C.labourDay, C.ascension, C.whitMonday, C.corpusChristi, C.assumption,
                    C.fixed("National Day", 10, 26), C.allSaints, C.immaculate, C.christmas, C.secondChristmas]
        case .BE:
            return [C.newYear, C.easterMonday, C.labourDay, C.ascension, C.whitMonday, C.fixed("National Day", 7, 21), C.assumption, C.allSaints,
                    C.fixed("Armistice", 11, 11), C.christmas]
        case .DE:
            return [C.newYear, C.goodFriday, C.easterMonday, C.labourDay, C.ascension, C.whitMonday, C.fixed("German Unity Day", 10, 3), C.christmas,
                    C.secondChristmas]
        case .ES:
            return [C.newYear, C.epiphany, C.goodFriday, C.labourDay, C.assumption, C.fixed("National Day", 10, 12), C.allSaints,
                    C.fixed("Constitution Day", 12, 6), C.immaculate, C.christmas]
        case .FR:
            return [C.newYear, C.easterMonday, C.labourDay, C.fixed("Victory Day", 5, 8), C.ascension, C.whitMonday, C.fixed("National Day", 7, 14),
                    C.assumption, C.allSaints, C.fixed("Armistice", 11, 11), C.christmas]
        case .GB:
            return [C.newYear, C.goodFriday, C.easterMonday, C.monday("Early May", 1, 5), C.monday("Spring Bank Holiday", -1, 5),
                    C.monday("Summer Bank Holiday", -1, 8), C.christmas, C.secondChristmas]
        case .IE:
            return [C.newYear, C.fixed("Saint Patrick", 3, 17), C.easterMonday, C.monday("May Day", 1, 5), C.monday("June Holiday", 1, 6),
                    C.monday("August Holiday", 1, 8), C.monday("October Holiday", -1, 10), C.christmas, C.secondChristmas]
        case .IT:
            return [C.newYear, C.epiphany, C.easterMonday, C.fixed("Liberation Day", 4, 25), C.labourDay, C.fixed("Republic Day", 6, 2), C.assumption,
                    C.allSaints, C.immaculate, C.christmas, C.secondChristmas]
        case .NL:
            return [C.newYear, C.easterMonday, C.fixed("King's Day", 4, 27), C.ascension, C.whitMonday, C.christmas, C.secondChristmas]
        case .PL:
            return [C.newYear, C.epiphany, C.easterMonday, C.labourDay, C.fixed("Constitution Day", 5, 3), C.corpusChristi, C.assumption, C.allSaints,
                    C.fixed("Independence Day", 11, 11), C.christmas, C.secondChristmas]
        case .PT:
            return [C.newYear, C.goodFriday, C.fixed("Freedom Day", 4, 25), C.labourDay, C.corpusChristi, C.fixed("Portugal Day", 6, 10), C.assumption,
                    C.fixed("Republic Day", 10, 5), C.allSaints, C.fixed("Restoration Day", 12, 1), C.immaculate, C.christmas]
        case .US:
            return [C.newYear, C.monday("Memorial Day", -1, 5), C.fixed("Independence Day", 7, 4), C.monday("Labor Day", 1, 9),
                    Rule(name: "Thanksgiving", kind: .weekday(4, nth: 4, month: 11)), C.christmas, C.monday("Martin Luther King Day", 3, 1),
                    C.monday("Presidents' Day", 3, 2), C.monday("Columbus Day", 2, 10), C.fixed("Veterans Day", 11, 11)]
        }
    }
}
