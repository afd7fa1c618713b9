import DemandModel
import Testing

@Suite struct ItemLocationTests {
    @Test func keepsTextExactly() {
        #expect(ItemLocation(item: "0012").uniqueID == "0012")
        #expect(ItemLocation(item: "0012", location: "north").uniqueID == "0012@north")
        // The same letter composed and decomposed: equal as texts, two keys for us.
        #expect(ItemLocation(item: "caf\u{E9}") != ItemLocation(item: "cafe\u{301}"))
        #expect(Set([ItemLocation(item: "a"), ItemLocation(item: "A"), ItemLocation(item: "a")]).count == 2)
    }

    @Test func ordersByBytes() {
        let keys = ["b", "a", "B", "\u{E9}", "10", "9"].map { ItemLocation(item: $0) }.sorted().map(\.item)
        #expect(keys == ["10", "9", "B", "a", "b", "\u{E9}"])
        #expect(ItemLocation(item: "a", location: "x") < ItemLocation(item: "a", location: "y"))
        #expect(ItemLocation(item: "a", location: "z") < ItemLocation(item: "ab", location: "a"))
    }
}
