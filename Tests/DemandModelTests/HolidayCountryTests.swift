import DemandModel
import Testing

/// Dates against published calendars.
@Suite struct HolidayCountryTests {
    @Test(arguments: [
        (1818, "1818-03-22"), (1943, "1943-04-25"), (2000, "2000-04-23"), (2008, "2008-03-23"), (2010, "2010-04-04"), (2019, "2019-04-21"),
        (2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2038, "2038-04-25"),
    ])
    func easter(year: Int, date: String) { #expect(easterSunday(year).description == date) }

    private func dates(_ country: HolidayCountry, _ year: Int) -> [String: String] {
        let events = country.events(from: CalendarDay(iso: "\(year)-01-01")!, to: CalendarDay(iso: "\(year)-12-31")!)
        return Dictionary(events.map { ($0.name, $0.date.description) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func britain2010() {
        #expect(dates(.GB, 2010) == [
            "New Year": "2010-01-01", "Good Friday": "2010-04-02", "Easter Monday": "2010-04-05", "Early May": "2010-05-03",
            "Spring Bank Holiday": "2010-05-31", "Summer Bank Holiday": "2010-08-30", "Christmas": "2010-12-25",
            "Second day of Christmas": "2010-12-26",
        ])
    }

    @Test func movingFeasts() {
        let states = dates(.US, 2025), germany = dates(.DE, 2025), poland = dates(.PL, 2026)
        #expect(states["Thanksgiving"] == "2025-11-27" && states["Memorial Day"] == "2025-05-26" && states["Labor Day"] == "2025-09-01")
        #expect(germany["Ascension"] == "2025-05-29" && germany["Whit Monday"] == "2025-06-09")
        #expect(poland["Corpus Christi"] == "2026-06-04")
    }

    @Test func everyCountryHasChristmasAndNothingOutsideItsDays() {
        let first = CalendarDay(iso: "2023-12-20")!, last = CalendarDay(iso: "2024-01-01")!
        for country in HolidayCountry.allCases {
            let events = country.events(from: first, to: last)
            #expect(events.contains { $0.name == "Christmas" } && events.contains { $0.name == "New Year" })
            #expect(events.allSatisfy { $0.date >= first && $0.date <= last } && events.map(\.date) == events.map(\.date).sorted())
            #expect(country.events(from: last, to: first).isEmpty)
        }
    }
}
