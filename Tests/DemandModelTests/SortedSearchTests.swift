import Testing
import TextForms

/// Every place in sorted lists of all small lengths, against a search from the front.
@Suite struct SortedSearchTests {
    @Test func thePlaceIsThatOfASearchFromTheFront() {
        for count in 0..<12 {
            let list = (0..<count).map { $0 / 2 * 3 }
            for wanted in -1...20 {
                let expected = list.firstIndex { $0 >= wanted } ?? list.endIndex
                #expect(list.partitioningIndex { $0 >= wanted } == expected)
            }
            let part = list.dropFirst(count / 3)
            #expect(part.partitioningIndex { $0 >= 6 } == (part.firstIndex { $0 >= 6 } ?? part.endIndex))
        }
    }
}
