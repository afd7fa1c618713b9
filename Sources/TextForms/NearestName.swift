/// The name out of `candidates` that a misspelt `name` most likely meant, or `nil` where none is near.
///
/// Near means an edit distance (Levenshtein 1966, with neighbouring letters swapped counting one) of at most two, and of less
/// than half the length of the name; the first of equally near candidates wins. O(|name| x |candidate|) for each candidate.
///
///     nearestName(to: "lead_tiem_days", among: ["lead_time_days", "unit_cost"])   // "lead_time_days"
public func nearestName(to name: String, among candidates: [String]) -> String? {
    let typed = Array(name.lowercased().utf8)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
        let distance = editDistance(typed, Array(candidate.lowercased().utf8))
        if distance <= 2 || distance * 4 <= typed.count, distance * 2 < max(typed.count, 2), distance < best?.distance ?? .max {
            best = (candidate, distance)
        }
    }
    return best?.name
}

/// Least number of inserted, deleted, replaced or swapped neighbouring bytes between two words (optimal string alignment). O(|a| x |b|).
///
///     editDistance(Array("tiem".utf8), Array("time".utf8))      // 1
public func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var twoBack: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        row.reserveCapacity(b.count + 1)
        for j in b.indices {
            var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, twoBack[j - 1] + 1) }
            row.append(cost)
        }
        twoBack = previous
        previous = row
    }
    return previous[b.count]
}
