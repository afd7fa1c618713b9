/// Finds the sale a return belongs to: the latest earlier sale of the same item to the same customer that still has units left,
/// at the same price first. A return that finds none stays on its own day.
///
/// The result does not depend on the order in which rows are added: they are sorted by day, price and quantity first.
struct ReturnMatcher {
    private struct Event {
        var series: UInt32
        var day: Int32
        var customer: UInt64
        var quantity: Micro
        var price: Micro
    }

    private var events: [Event] = []
    private var returns: [Event] = []

    mutating func add(series: UInt32, customer: UInt64, day: Int32, quantity: Micro, price: Micro) {
        let event = Event(series: series, day: day, customer: customer, quantity: quantity, price: price)
        if quantity > 0 { events.append(event) } else { returns.append(event) }
    }

    struct Move {
        var series: UInt32
        var from: Int32
        var to: Int32
        /// Negative: the returned units.
        var quantity: Micro
    }

    /// Units that go back to an earlier day, and how many returned units found their sale (also on the same day).
    ///
    /// Complexity: O(n log n) for n lines of items and customers that have a return.
    mutating func match() -> (moves: [Move], matchedUnits: Micro) {
        struct Key: Hashable {
            var series: UInt32
            var customer: UInt64
        }
        guard !returns.isEmpty else { return ([], 0) }
        let wanted = Set(returns.map { Key(series: $0.series, customer: $0.customer) })
        var sales: [Key: [Event]] = [:]
        for event in events {
            let key = Key(series: event.series, customer: event.customer)
            if wanted.contains(key) { sales[key, default: []].append(event) }
        }
        for key in sales.keys { sales[key]?.sort { ($0.day, $0.price, $0.quantity) < ($1.day, $1.price, $1.quantity) } }
        returns.sort { ($0.day, $0.price, $0.quantity, $0.series, $0.customer) < ($1.day, $1.price, $1.quantity, $1.series, $1.customer) }
        var moves: [Move] = []
        var matched: Micro = 0
        for event in returns {
            let key = Key(series: event.series, customer: event.customer)
            guard var candidates = sales[key] else { continue }
            var left = -event.quantity
            for samePrice in [true, false] where left > 0 {
                for index in candidates.indices.reversed() where left > 0 {
                    let sale = candidates[index]
                    guard sale.day <= event.day, sale.quantity > 0, (sale.price == event.price) == samePrice else { continue }
                    let units = min(left, sale.quantity)
                    candidates[index].quantity -= units
                    left -= units
                    matched += units
                    if sale.day != event.day { moves.append(Move(series: event.series, from: event.day, to: sale.day, quantity: -units)) }
                }
            }
            sales[key] = candidates
        }
        return (moves, matched)
    }
}

extension ReturnMatcher {
    func write(to state: inout StateWriter) {
        state.array(events)
        state.array(returns)
    }

    init?(from state: inout StateReader) {
        guard let events = state.array(Event.self), let returns = state.array(Event.self) else { return nil }
        self.init()
        (self.events, self.returns) = (events, returns)
    }
}
