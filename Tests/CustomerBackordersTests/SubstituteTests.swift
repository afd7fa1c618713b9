@testable import CustomerBackorders
import DemandModel
import Testing

struct SubstituteTests {
    let asOf = CalendarDay(number: 20_000)

    /// L = 10, R = 7, Poisson demand per week.
    private func item(_ name: String, onHand: Double, perWeek: Double = 1, backordered: Double = 0, group: String? = nil, called: String? = nil, price: Double? = nil) -> PlannedItem {
        let key = ItemLocation(item: name)
        var supply = SupplyTerms(supplier: "s", leadTimeDays: 10, reviewPeriodDays: 7)
        supply.onHand = onHand
        supply.backordered = backordered
        if let group {
            var terms = StockTerms()
            terms.group = group
            supply.stock = terms
        }
        var planned = PlannedItem(
            key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []),
            outlook: DemandOutlook(
                key: key, mean: [Double](repeating: perWeek, count: 8), cumulativeVariance: (1...8).map { perWeek * Double($0) }, isCount: true,
                demandClass: .smooth, periodDays: 7, members: []),
            recommendation: Recommendation(
                key: key, status: .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: 9, orderUpTo: 10), protectionDays: 17,
                inventoryPosition: supply.inventoryPosition, reason: ""))
        if let called {
            var card = ItemCard()
            card.name = called
            planned.card = card
        }
        planned.medianPrice = price
        return planned
    }

    private func line(_ id: String, _ item: String, _ quantity: Double, day: Int) -> CustomerBackorder {
        CustomerBackorder(orderID: id, key: ItemLocation(item: item), orderedOn: asOf.advanced(by: day), quantity: quantity)
    }

    private func offers(_ items: [PlannedItem], _ waiting: [CustomerBackorder], _ rows: [Substitute]) -> [Int: SubstituteOffer] {
        var facts = BackorderFacts(waiting: waiting)
        facts.substitutes = rows
        let input = RestockInput(asOf: asOf, items: items, facts: facts)
        return substituteOffers(input, dates: restockDates(input))
    }

    /// 17 days of Poisson demand of 1 a week have mean 2.43, Q95 = 5 (P(D <= 5) = 0.963, P(D <= 4) = 0.900): of 9 units 4 are spare.
    @Test func onlyWhatItsOwnCustomersDoNotNeed() {
        let wanted = item("a", onHand: 0, backordered: 5), other = item("b", onHand: 9)
        #expect(SpareStock(RestockInput(asOf: asOf, items: [wanted, other], facts: BackorderFacts())).units(other.key) == 4)
        let waiting = [line("early", "a", 3, day: -9), line("late", "a", 2, day: -2)]
        let found = offers([wanted, other], waiting, [Substitute(item: "a", substitute: "b")])
        #expect(found[0]?.units == 3 && found[0]?.coveredUnits == 3 && found[0]?.source == .table && found[0]?.needsConsent == true)
        // One is left for the second line.
        #expect(found[1]?.units == 1 && found[1]?.coveredUnits == 1)
        #expect(offers([wanted, item("b", onHand: 5)], waiting, [Substitute(item: "a", substitute: "b")]).isEmpty)
    }

    @Test func anOpenOrderHelpsOnlyOnceItIsThere() {
        let other = item("b", onHand: 5)
        var facts = BackorderFacts()
        facts.openOrders = [OpenOrder(orderID: "p", key: other.key, supplier: "s", orderedOn: asOf.advanced(by: -5), quantity: 20)]
        // In five days: Q95 of 5 days (mean 0.71) is 2, so 3 of the 5 are spare.
        #expect(SpareStock(RestockInput(asOf: asOf, items: [other], facts: facts)).units(other.key) == 3)
    }

    @Test func ratioPriorityDaysAndDirection() {
        let wanted = item("a", onHand: 0, backordered: 3), pair = item("b", onHand: 20), whole = item("c", onHand: 20)
        let waiting = [line("x", "a", 3, day: -4)]
        let rows = [
            Substitute(item: "a", substitute: "c", priority: 2, needsConsent: false), Substitute(item: "b", substitute: "a", ratio: 0.5, isTwoWay: true, priority: 1),
        ]
        // Backwards through a two-way row: two of b for one of a.
        let first = offers([wanted, pair, whole], waiting, rows)[0]
        #expect(first?.key.item == "b" && first?.units == 6 && first?.coveredUnits == 3)
        // What is valid no more is not offered; the other needs no consent.
        var ended = rows
        ended[1].validTo = asOf.advanced(by: -1)
        let second = offers([wanted, pair, whole], waiting, ended)[0]
        #expect(second?.key.item == "c" && second?.needsConsent == false)
        // One way only.
        #expect(offers([wanted, whole], waiting, [Substitute(item: "c", substitute: "a")]).isEmpty)
    }

    @Test func aLineThatIsServedTodayIsLeftAlone() {
        let wanted = item("a", onHand: 5, backordered: 2), other = item("b", onHand: 30)
        #expect(offers([wanted, other], [line("x", "a", 2, day: -1)], [Substitute(item: "a", substitute: "b")]).isEmpty)
    }

    @Test func likeItemsAreSuggestedAndMarked() {
        let wanted = item("a", onHand: 0, backordered: 1, group: "mugs", called: "Mug blue large", price: 8)
        let like = item("b", onHand: 30, group: "mugs", called: "Mug red large", price: 9)
        let dear = item("c", onHand: 30, group: "mugs", called: "Mug blue large gilded", price: 40)
        let elsewhere = item("d", onHand: 30, group: "plates", called: "Mug blue large", price: 8)
        let offer = offers([wanted, like, dear, elsewhere], [line("x", "a", 1, day: -3)], [])[0]
        #expect(offer?.key.item == "b" && offer?.source == .found && offer?.needsConsent == true)
        #expect(offer?.evidence.contains("mugs") == true)
    }

    /// No words in common: that b sells 9 instead of 3 while a is out is what gives it away.
    @Test func demandThatRisesWhenTheOtherIsOut() {
        var wanted = item("a", onHand: 0, backordered: 1, group: "g", called: "Alpha")
        var riser = item("b", onHand: 60, perWeek: 3, group: "g", called: "Beta"), steady = item("c", onHand: 60, perWeek: 3, group: "g", called: "Gamma")
        let out = Set([5, 6, 17, 18, 30])
        wanted.history = DemandSeries(key: wanted.key, firstPeriod: 0, demand: (0..<40).map { out.contains($0) ? 0 : 6 }, stockout: (0..<40).map { out.contains($0) })
        riser.history = DemandSeries(key: riser.key, firstPeriod: 0, demand: (0..<40).map { Double(2 + $0 % 3 + (out.contains($0) ? 6 : 0)) })
        steady.history = DemandSeries(key: steady.key, firstPeriod: 0, demand: (0..<40).map { Double(2 + $0 % 3) })
        let finder = SubstituteFinder([wanted, riser, steady])
        #expect(finder.links(for: wanted.key).map(\.substitute) == ["b"])
    }

    @Test func aNoticeNamesTheSubstituteOfTheTableOnly() {
        func row(_ source: SubstituteOffer.Source) -> WaitingRow {
            WaitingRow(
                line: line("x", "a", 1, day: -3), dates: WaitingLineDates(line: 0, unitsAhead: 0, dates: DatePromise(), order: DatePromise()),
                cause: LineCause(line: 0, cause: .expected, evidence: "", supplier: ""),
                substitute: SubstituteOffer(line: 0, key: ItemLocation(item: "b"), units: 1, coveredUnits: 1, needsConsent: true, source: source, savedDays: nil))
        }
        #expect(customerNotices([row(.table)], sent: [], rules: .none, asOf: asOf).first?.substitutes.count == 1)
        #expect(customerNotices([row(.found)], sent: [], rules: .none, asOf: asOf).first?.substitutes.isEmpty == true)
    }

    /// The item itself lies at another location, its substitute at its own and at the other: the item first, then its own location's substitute.
    @Test func otherLocationsCountWhereTheShopSaysSo() {
        func at(_ place: String, _ item: PlannedItem) -> PlannedItem {
            var moved = item
            moved.key = ItemLocation(item: item.key.item, location: place)
            return moved
        }
        let items = [at("east", item("a", onHand: 0, backordered: 12)), at("west", item("a", onHand: 9)), at("east", item("b", onHand: 9)), at("west", item("b", onHand: 9))]
            .sorted { $0.key < $1.key }
        var facts = BackorderFacts(waiting: (0..<4).map { index in
            CustomerBackorder(orderID: "o\(index)", key: ItemLocation(item: "a", location: "east"), orderedOn: asOf.advanced(by: index - 9), quantity: 4)
        })
        facts.substitutes = [Substitute(item: "a", substitute: "b")]
        func offers(_ reach: SubstituteReach) -> [SubstituteOffer?] {
            let input = RestockInput(asOf: asOf, items: items, facts: facts, reach: reach)
            let found = substituteOffers(input, dates: restockDates(input))
            return (0..<4).map { found[$0] }
        }
        let near = offers(.ownLocation)
        #expect(near[0]?.key == ItemLocation(item: "b", location: "east") && near[0]?.units == 4)
        #expect(near[1] == nil && near[2] == nil)
        let far = offers(.anyLocation)
        #expect(far[0]?.key == ItemLocation(item: "a", location: "west") && far[0]?.source == .transfer && far[0]?.needsConsent == false)
        #expect(far[1]?.key == ItemLocation(item: "b", location: "east") && far[1]?.source == .table)
        #expect(far[2]?.key == ItemLocation(item: "b", location: "west") && far[2]?.units == 4)
        #expect(far[3] == nil)
    }

    @Test func neighboursAreThoseWhoCompete() {
        let rows = [Substitute(item: "a", substitute: "b"), Substitute(item: "c", substitute: "b"), Substitute(item: "d", substitute: "e")]
        #expect(substituteNeighbours(of: "a", in: rows) == ["a", "b", "c"])
        #expect(substituteNeighbours(of: "z", in: rows) == ["z"])
    }
}
