import TextForms

/// What was worked out at levels, found again by the level: a sorted list, smaller and quicker than a table for some dozens.
struct LevelResults<Value: Sendable>: Sendable {
    private var levels: [Double] = []
    private var values: [Value] = []
    /// Results that are kept: a page that is open all day does not grow without end.
    private static var most: Int { 160 }

    /// The result at a level; `nil` where none is kept. O(log n).
    subscript(level: Double) -> Value? {
        let place = place(of: level)
        return place < levels.count && levels[place] == level ? values[place] : nil
    }

    mutating func keep(_ value: Value, at level: Double) {
        if levels.count >= Self.most {
            levels.removeAll(keepingCapacity: true)
            values.removeAll(keepingCapacity: true)
        }
        let place = place(of: level)
        if place < levels.count, levels[place] == level {
            values[place] = value
        } else {
            levels.insert(level, at: place)
            values.insert(value, at: place)
        }
    }

    /// Makes room for so many further results, and for no more.
    mutating func reserve(_ count: Int) {
        levels.reserveCapacity(levels.count + count)
        values.reserveCapacity(values.count + count)
    }

    private func place(of level: Double) -> Int {
        levels.partitioningIndex { $0 >= level }
    }
}
