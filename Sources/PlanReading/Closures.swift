import DemandModel

/// Days that closures add to an order.
enum ClosureDelay {
    /// The day on which an order arrives that takes `leadTimeDays` of open days: closed days do not count.
    ///
    ///     // 14 days from 20 January, closed from 25 January to 8 February: 18 February
    static func arrival(orderedOn day: CalendarDay, leadTimeDays: Double, closures: [SupplierClosure]) -> Double {
        var arrival = Double(day.number) + leadTimeDays
        // Closures that overlap count once.
        for span in merged(closures) {
            let first = Double(span.first.number), last = Double(span.last.number) + 1
            guard last > Double(day.number), first < arrival else { continue }
            arrival += last - max(first, Double(day.number))
        }
        return arrival - Double(day.number)
    }

    /// Days that closures add to the lead time that today's order has to cover: the next order is placed a review period from now, and stock has to
    /// last until it arrives.
    static func days(asOf: CalendarDay, leadTimeDays: Double, reviewPeriodDays: Double, closures: [SupplierClosure]) -> Double {
        let next = asOf.advanced(by: Int(reviewPeriodDays.rounded()))
        return max(0, arrival(orderedOn: next, leadTimeDays: leadTimeDays, closures: closures) - leadTimeDays)
    }

    /// Closures in order, those that touch or overlap as one.
    static func merged(_ closures: [SupplierClosure]) -> [SupplierClosure] {
        var result: [SupplierClosure] = []
        for closure in closures.sorted(by: { ($0.first, $0.last) < ($1.first, $1.last) }) {
            if let last = result.last, closure.first <= last.last.advanced(by: 1) { result[result.count - 1].last = max(last.last, closure.last) } else { result.append(closure) }
        }
        return result
    }
}
