import TextForms

/// Items that are the sum of the items beside them on every day: rows of subtotals with a name of their own (`Mugs` above `Mug blue` and
/// `Mug red`), which no word gives away.
///
/// An item counts as one where its units are, day by day, those of two or more items that follow it, or stand before it, without a gap in
/// the order of the file. Chance does not do that: it has sold on `fewestDays` days or more, `fewestUnits` units or more, and on several of these days two of the
/// others have sold. Subtotals of subtotals are found once the inner ones are taken out.
struct NamedSubtotals {
    struct Sum: Equatable {
        var item: UInt32
        /// The first and the last of the items that it is the sum of, and how many they are.
        var first: UInt32
        var last: UInt32
        var count: Int
    }

    static let fewestDays = 8, fewestUnits = 30 * microUnit

    let ledger: SalesLedger

    /// - Parameter count: item-locations of the ledger whose numbers are in the order of the file.
    func find(_ count: Int) -> [Sum] {
        var sums: [Sum] = [], byLocation: [String: [UInt32]] = [:]
        for series in 0..<count { byLocation[ledger.keys.location(series).text, default: []].append(UInt32(series)) }
        for (_, place) in byLocation.sorted(by: { $0.key < $1.key }) {
            var rows = place.filter { net($0) != 0 }
            while true {
                let found = rows.indices.compactMap { sum(at: $0, of: rows) }
                guard !found.isEmpty else { break }
                sums += found
                let items = Set(found.map(\.item))
                rows.removeAll { items.contains($0) }
            }
        }
        return sums.sorted { $0.item < $1.item }
    }

    private func net(_ series: UInt32) -> Micro {
        let entry = ledger.totals[Int(series)]
        return entry.unitsSold &- entry.unitsReturned
    }

    private func sum(at place: Int, of rows: [UInt32]) -> Sum? {
        let units = net(rows[place])
        guard units >= NamedSubtotals.fewestUnits else { return nil }
        for step in [1, -1] {
            var other = place + step, total: Micro = 0
            while rows.indices.contains(other), total < units, net(rows[other]) > 0 {
                total += net(rows[other])
                other += step
            }
            let count = abs(other - place) - 1
            guard total == units, count >= 2 else { continue }
            let members = step > 0 ? rows[place + 1...place + count] : rows[place - count...place - 1]
            if isSum(rows[place], of: members), let first = members.first, let last = members.last {
                return Sum(item: rows[place], first: first, last: last, count: count)
            }
        }
        return nil
    }

    private func isSum(_ series: UInt32, of members: ArraySlice<UInt32>) -> Bool {
        let own = days(series)
        var sums: [Int32: Micro] = [:], sellers: [Int32: Int] = [:]
        for member in members {
            for (day, units) in days(member) {
                sums[day, default: 0] += units
                if units > 0 { sellers[day, default: 0] += 1 }
            }
        }
        guard own.values.count(where: { $0 > 0 }) >= NamedSubtotals.fewestDays, sellers.values.count(where: { $0 > 1 }) > 1 else { return false }
        return own.filter { $0.value != 0 } == sums.filter { $0.value != 0 }
    }

    private func days(_ series: UInt32) -> [Int32: Micro] {
        let pages = ledger.pages, grid = pages.grid
        var days: [Int32: Micro] = [:], page = ledger.totals[Int(series)].firstPage
        while page >= 0 {
            let head = pages.header(page).pointee
            for cell in 0..<DemandPages.days where head.seen & (1 << UInt16(cell)) != 0 {
                days[grid.day(number: head.number, cell: cell)] = pages.quantity(page: page, day: cell)
            }
            page = head.next
        }
        return days
    }

    /// What is said of them; nothing where there are none.
    func remark(_ sums: [Sum]) -> String? {
        guard !sums.isEmpty else { return nil }
        func name(_ series: UInt32) -> String { cutValue(ledger.keys.item(Int(series)).text) }
        let named = sums.prefix(3).map { "\(name($0.item)) is \(name($0.first)) to \(name($0.last)), \(grouped($0.count)) items" }.joined(separator: "; ")
        return "\(counted(sums.count, "item")) \(sums.count == 1 ? "is the sum" : "are sums") of the items beside \(sums.count == 1 ? "it" : "them") on every day, as rows of subtotals are "
            + "(\(named)\(sums.count > 3 ? "; ..." : "")): \(sums.count == 1 ? "it is" : "they are") planned like any other, so take \(sums.count == 1 ? "it" : "them") out of the file if nobody can order \(sums.count == 1 ? "it" : "them")"
    }
}
