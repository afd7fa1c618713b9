import DemandModel
import TextForms

/// The day by which the next order is expected to be due: the first day on which the position less the expected demand is at
/// or below the reorder point. `nil` where that is beyond the forecast.
///
/// - Parameters:
///   - inventoryPosition: units now, after the order that is placed today.
///   - meanPerPeriod: expected demand of the coming periods, units.
///   - periodDays: days per period.
public func nextOrderDay(
    reorderPoint: Double, inventoryPosition: Double, meanPerPeriod: [Double], periodDays: Double, asOf: CalendarDay
) -> CalendarDay? {
    var position = inventoryPosition
    guard position > reorderPoint else { return asOf }
    for (index, mean) in meanPerPeriod.enumerated() {
        if position - mean <= reorderPoint, mean > 0 {
            let days = (Double(index) + (position - reorderPoint) / mean) * periodDays
            return asOf.advanced(by: Int(days.rounded(.down)))
        }
        position -= mean
    }
    return nil
}

/// A quantity without a needless decimal point.
func plain(_ value: Double) -> String { upTo(3, value) }
