extension RandomAccessCollection {
    /// The first place whose element fulfils a predicate that is false for all elements up to some place and true from there on; the end where it
    /// never is. O(log count).
    ///
    ///     [1, 3, 3, 8].partitioningIndex { $0 >= 3 }      // 1
    ///     [1, 3, 3, 8].partitioningIndex { $0 > 8 }       // 4
    @inlinable public func partitioningIndex<Failure: Error>(where belongs: (Element) throws(Failure) -> Bool) throws(Failure) -> Index {
        var low = startIndex, left = count
        while left > 0 {
            let half = left / 2
            let middle = index(low, offsetBy: half)
            if try belongs(self[middle]) {
                left = half
            } else {
                low = index(after: middle)
                left -= half + 1
            }
        }
        return low
    }
}
