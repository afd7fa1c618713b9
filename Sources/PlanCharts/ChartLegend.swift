/// The names of the layers with a sample of their marks, in rows under the title.
struct ChartLegend {
    private(set) var rows = 0
    private(set) var svg = ""

    init(_ chart: Chart) {
        var x = 18.0
        var y = 48.0
        // Bands lie on each other: one within others is as dark as all of them.
        var depth: [ChartRole: Int] = [:]
        for layer in chart.layers {
            if case .area(_, _, _, let role, _) = layer { depth[role, default: 0] += 1 }
            guard let name = ChartLegend.name(layer), !name.isEmpty else { continue }
            let words = shortened(name, to: 60)
            let needed = 28 + estimatedWidth(words, size: 12) + 18
            if rows == 0 { rows = 1 }
            if x > 18, x + needed > chart.width - 18 {
                rows += 1
                x = 18
                y += 20
            }
            svg += ChartLegend.sample(layer, x: x, y: y - 4, depth: depth)
            svg += text(words, x: x + 28, y: y, classes: "tb-ink")
            x += needed
        }
    }

    private static func name(_ layer: ChartLayer) -> String? {
        switch layer {
        case .line(_, _, let name, _), .area(_, _, _, _, let name), .points(_, _, let name), .bars(_, _, _, let name): name
        case .verticalRule, .horizontalRule, .label, .caption: nil
        }
    }

    private static func sample(_ layer: ChartLayer, x: Double, y: Double, depth: [ChartRole: Int]) -> String {
        switch layer {
        case .line(_, let role, _, let dashed):
            line(x, y, x + 22, y, classes: "tb-line tb-s-\(role.rawValue)" + (dashed ? " tb-dashed" : ""))
        case .area(_, _, _, let role, _):
            String(
                repeating: "<rect class=\"tb-area tb-f-\(role.rawValue)\" x=\"\(px(x))\" y=\"\(px(y - 5))\" width=\"22\" height=\"10\"/>\n",
                count: max(1, depth[role] ?? 1))
        case .points(_, let role, _):
            "<circle class=\"tb-f-\(role.rawValue)\" cx=\"\(px(x + 11))\" cy=\"\(px(y))\" r=\"4\"/>\n"
        case .bars(_, _, let role, _):
            "<rect class=\"tb-f-\(role.rawValue)\" x=\"\(px(x + 4))\" y=\"\(px(y - 5))\" width=\"14\" height=\"10\"/>\n"
        case .verticalRule, .horizontalRule, .label, .caption: ""
        }
    }
}
