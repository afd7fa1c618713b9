import ReorderPolicies
import Testing

@Suite struct SupplierOrderTests {
    private let low = SupplierOrderLine(
        inventoryPosition: 2, reorderPoint: 4, canOrderLevel: 6, orderUpTo: 10, unitCost: 5, meanPerDay: 1)
    private let fair = SupplierOrderLine(
        inventoryPosition: 6, reorderPoint: 3, canOrderLevel: 6, orderUpTo: 9, unitCost: 2, meanPerDay: 0.5)

    @Test func othersJoinTheOrder() {
        let order = supplierOrder([low, fair])
        #expect(order.quantities == [8, 3] && order.value == 46 && order.reasons.isEmpty)
        // Alone nobody triggers an order.
        #expect(supplierOrder([fair], minimumValue: 60).quantities == [0])
    }

    @Test func minimumValueIsReached() {
        // 10 and 18 days of cover: three more of the first reach 61.
        let order = supplierOrder([low, fair], minimumValue: 60)
        #expect(order.quantities == [11, 3] && order.toppedUp == [3, 0] && order.value == 61)
        #expect(order.reasons == ["raised from 46 to 61 for the supplier's minimum order value of 60"])
    }

    @Test func packsAndItemsWithoutDemand() {
        var packed = low
        packed.orderMultiple = 6
        #expect(supplierOrder([packed]).quantities == [6])
        var dead = low
        dead.meanPerDay = 0
        let order = supplierOrder([dead], minimumValue: 500)
        #expect(order.quantities == [8] && order.reasons.count == 1)
    }

    @Test func aCapacityGrantsPacksWhereCoverIsShortest() {
        let cut = supplierOrder([low, fair], capacity: 7)
        // Two and seven units last 2 and 14 days; seven more bring the first to 9 days, still before the other.
        #expect(cut.quantities == [7, 0] && cut.cut == [1, 3] && cut.value == 35)
        #expect(cut.reasons == ["cut from 11 to 7 units for the supplier's capacity of 7"])
        #expect(supplierOrder([low, fair], capacity: 11).reasons.isEmpty)
        #expect(supplierOrder([low, fair], capacity: 0).quantities == [0, 0])
        var packed = low
        packed.orderMultiple = 4
        #expect(supplierOrder([packed, fair], capacity: 7).quantities == [4, 3])
        // What is left goes to an item without demand, in packs.
        var still = low
        still.meanPerDay = 0
        #expect(supplierOrder([fair, still], capacity: 5).quantities == [3, 2])
    }

    @Test func largestOrdersAndCapacityKeepTheValueBelowTheMinimum() {
        var limited = low
        limited.maximumQuantity = 9
        let order = supplierOrder([limited], minimumValue: 60)
        #expect(order.quantities == [8] && order.reasons.count == 1 && order.reasons[0].contains("cannot be reached"))
        let both = supplierOrder([low], minimumValue: 60, capacity: 10)
        #expect(both.quantities == [8] && both.reasons[0].contains("capacity"))
        let fits = supplierOrder([low], minimumValue: 60, capacity: 12)
        #expect(fits.quantities == [12] && fits.toppedUp == [4])
    }

    @Test func levelledPacksEqualPacksAddedOneByOne() {
        var state: UInt64 = 7
        func next(_ below: UInt64) -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double((state >> 33) % below)
        }
        for _ in 0..<60 {
            let lines = (0..<8).map { _ in
                SupplierOrderLine(
                    inventoryPosition: next(20), reorderPoint: 9, canOrderLevel: 14, orderUpTo: 15 + next(20), unitCost: 1 + next(9),
                    orderMultiple: 1 + next(6), meanPerDay: 0.13 + next(40) / 10)
            }
            let plain = supplierOrder(lines)
            guard plain.value > 0 else { continue }
            let minimum = plain.value * 1.7
            let order = supplierOrder(lines, minimumValue: minimum)
            var greedy = plain.quantities
            func value() -> Double { zip(greedy, lines).reduce(0) { $0 + $1.0 * $1.1.unitCost } }
            while value() < minimum {
                func days(_ index: Int) -> Double { (lines[index].inventoryPosition + greedy[index]) / lines[index].meanPerDay }
                guard let least = lines.indices.min(by: { days($0) < days($1) }) else { break }
                greedy[least] += lines[least].orderMultiple
            }
            #expect(order.quantities == greedy)
        }
    }
}
