import DemandModel

extension OpenOrder {
    /// A line of an order that was placed with Twobin: nothing is promised, it is expected a lead time after its day.
    public init(placed reference: String, key: ItemLocation, supplier: String, orderedOn: CalendarDay, quantity: Double) {
        self.init(orderID: reference, key: key, supplier: supplier, orderedOn: orderedOn, promisedOn: nil, quantity: quantity)
    }
}
