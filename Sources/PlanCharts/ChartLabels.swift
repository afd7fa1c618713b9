extension Chart {
    /// The labels of points, each above and beside its point. Where two would lie on each other the one of the higher point moves up,
    /// so that labels stand in the order of their points.
    func labels(_ frame: ChartFrame) -> String {
        var placed: [LabelBox] = []
        for layer in layers {
            guard case .label(let point, let label) = layer, point.x.isFinite, point.y.isFinite else { continue }
            let x = frame.x(point.x)
            let width = estimatedWidth(label, size: 12)
            let fits = x + 9 + width < frame.right
            placed.append(
                LabelBox(words: label, left: fits ? x + 9 : x - 9 - width, width: width, baseline: frame.y(point.y) - 7, startsAtPoint: fits))
        }
        placed.sort { ($0.baseline, $0.left, $0.words) > ($1.baseline, $1.left, $1.words) }
        for index in placed.indices {
            while let other = placed[..<index].first(where: { $0.overlaps(placed[index]) }) {
                placed[index].baseline = other.baseline - LabelBox.rowHeight
            }
        }
        return placed.map { box in
            text(
                box.words, x: box.startsAtPoint ? box.left : box.left + box.width, y: max(frame.top + 10, box.baseline), classes: "tb-ink",
                anchor: box.startsAtPoint ? "start" : "end")
        }.joined()
    }
}

/// Where a label stands, in pixels.
private struct LabelBox {
    static let rowHeight = 14.0

    let words: String
    let left: Double
    let width: Double
    var baseline: Double
    /// False for a label left of its point.
    let startsAtPoint: Bool

    func overlaps(_ other: LabelBox) -> Bool {
        left < other.left + other.width && other.left < left + width && abs(baseline - other.baseline) < Self.rowHeight
    }
}
