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

    private struct Key: Hashable {
        var series: UInt32
        var customer: UInt64
    }

    /// The sales of one item to one customer, by day; those up to the day that was reached lie on stacks, the latest on top.
    private struct Book {
        var sales: [Event]
        private var reached = 0
        private var all: [Int] = []
        private var byPrice: [Micro: [Int]] = [:]

        init(_ sales: [Event]) { self.sales = sales.sorted { ($0.day, $0.price, $0.quantity) < ($1.day, $1.price, $1.quantity) } }

        mutating func advance(to day: Int32) {
            while reached < sales.count, sales[reached].day <= day {
                all.append(reached)
                byPrice[sales[reached].price, default: []].append(reached)
                reached += 1
            }
        }

        /// The latest sale with units left: at a price, or at any.
        mutating func latest(at price: Micro?) -> Int? {
            if let price {
                while let top = byPrice[price]?.last {
                    if sales[top].quantity > 0 { return top }
                    byPrice[price]?.removeLast()
                }
                return nil
            }
            while let top = all.last {
                if sales[top].quantity > 0 { return top }
                all.removeLast()
            }
            return nil
        }
    }

    /// Units that go back to an earlier day, and how many returned units found their sale (also on the same day).
    ///
    /// Complexity: O(n log n) for n lines of items and customers that have a return.
    mutating func match() -> (moves: [Move], matchedUnits: Micro) {
        guard !returns.isEmpty else { return ([], 0) }
        let wanted = Set(returns.map { Key(series: $0.series, customer: $0.customer) })
        var sales: [Key: [Event]] = [:]
        for event in events {
            let key = Key(series: event.series, customer: event.customer)
            if wanted.contains(key) { sales[key, default: []].append(event) }
        }
        var books = sales.mapValues { Book($0) }
        returns.sort { ($0.day, $0.price, $0.quantity, $0.series, $0.customer) < ($1.day, $1.price, $1.quantity, $1.series, $1.customer) }
        var moves: [Move] = []
        var matched: Micro = 0
        for event in returns {
            let key = Key(series: event.series, customer: event.customer)
            guard var book = books.removeValue(forKey: key) else { continue }
            book.advance(to: event.day)
            var left = -event.quantity
            for price in [event.price, nil] {
                while left > 0, let index = book.latest(at: price) {
                    let units = min(left, book.sales[index].quantity)
                    book.sales[index].quantity -= units
                    left -= units
                    matched += units
                    let day = book.sales[index].day
                    if day != event.day { moves.append(Move(series: event.series, from: event.day, to: day, quantity: -units)) }
                }
            }
            books[key] = book
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
