import DemandModel
import Testing
import TextForms

@Suite struct NearestNameTests {
    @Test func findsTheMisspeltName() {
        #expect(nearestName(to: "lead_tiem_days", among: ["lead_time_days", "unit_cost"]) == "lead_time_days")
        #expect(nearestName(to: "quantitty", among: ["quantity", "item"]) == "quantity")
        #expect(nearestName(to: "xyz", among: ["quantity", "item"]) == nil)
        #expect(nearestName(to: "", among: ["a"]) == nil)
    }
}
