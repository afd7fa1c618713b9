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
}
