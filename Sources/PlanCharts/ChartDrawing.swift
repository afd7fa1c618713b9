import DemandModel
import TextForms

extension Chart {
    /// The chart as an SVG document. Same chart, same bytes.
    public func svg() -> String {
        let legend = ChartLegend(self)
        let frame = ChartFrame(self, legendRows: legend.rows)
        var body = "<rect class=\"tb-card\" width=\"\(px(width))\" height=\"\(px(height))\" rx=\"6\"/>\n"
        body += text(shortened(title, to: Int((width - 40) / 8.2)), x: 18, y: 27, classes: "tb-ink tb-title")
        body += legend.svg
        body += axes(frame)
        for layer in layers { body += svg(layer, frame) }
        body += labels(frame)
        if extent(true) == nil || extent(false) == nil {
            body += text("no data", x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2, classes: "tb-soft", anchor: "middle")
        }
        let name = "tb-" + contentName(title + description + body)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(px(width)) \(px(height))" width="\(px(width))" height="\(px(height))" \
            role="img" aria-labelledby="\(name)-title \(name)-description">
            <title id="\(name)-title">\(escapedForXML(title))</title>
            <desc id="\(name)-description">\(escapedForXML(description))</desc>
            <style>
            \(ChartStyle.sheet)</style>
            \(body)</svg>

            """
    }

    private func axes(_ frame: ChartFrame) -> String {
        var svg = ""
        for (value, label) in zip(frame.yTicks.values, frame.yTicks.labels) {
            let y = frame.y(value)
            svg += line(frame.left, y, frame.right, y, classes: "tb-grid")
            svg += text(label, x: frame.left - 7, y: y + 4, classes: "tb-soft", anchor: "end")
        }
        var free = -Double.infinity
        for (value, label) in zip(frame.xTicks.values, frame.xTicks.labels) {
            let x = frame.x(value)
            let half = estimatedWidth(label, size: 12) / 2
            svg += line(x, frame.bottom, x, frame.bottom + 4, classes: "tb-axis")
            guard x - half > free else { continue }
            svg += text(label, x: min(x, width - 4 - half), y: frame.bottom + 18, classes: "tb-soft", anchor: "middle")
            free = x + half + 6
        }
        svg += line(frame.left, frame.bottom, frame.right, frame.bottom, classes: "tb-axis")
        svg += text(x.title, x: (frame.left + frame.right) / 2, y: height - 12, classes: "tb-soft", anchor: "middle")
        let middle = (frame.top + frame.bottom) / 2
        svg += "<text class=\"tb-text tb-soft\" x=\"14\" y=\"\(px(middle))\" text-anchor=\"middle\" "
            + "transform=\"rotate(-90 14 \(px(middle)))\">\(escapedForXML(y.title))</text>\n"
        return svg
    }

    private func svg(_ layer: ChartLayer, _ frame: ChartFrame) -> String {
        switch layer {
        case .line(let points, let role, _, let dashed):
            return path(points, frame, classes: "tb-line tb-s-\(role.rawValue)" + (dashed ? " tb-dashed" : ""))
        case .area(let x, let lower, let upper, let role, _):
            let corners = zip(x, zip(lower, upper)).filter { $0.isFinite && $1.0.isFinite && $1.1.isFinite }
            guard !corners.isEmpty else { return "" }
            let there = corners.map { "\(px(frame.x($0.0))) \(px(frame.y($0.1.1)))" }
            let back = corners.reversed().map { "\(px(frame.x($0.0))) \(px(frame.y($0.1.0)))" }
            return "<path class=\"tb-area tb-f-\(role.rawValue)\" d=\"M\((there + back).joined(separator: "L"))Z\"/>\n"
        case .points(let points, let role, _):
            return points.filter { $0.x.isFinite && $0.y.isFinite }.map {
                "<circle class=\"tb-f-\(role.rawValue)\" cx=\"\(px(frame.x($0.x)))\" cy=\"\(px(frame.y($0.y)))\" r=\"4\"/>\n"
            }.joined()
        case .bars(let points, let width, let role, _):
            return points.filter { $0.x.isFinite && $0.y.isFinite }.map { point in
                let left = frame.x(point.x - width / 2), right = frame.x(point.x + width / 2)
                let ends = [frame.y(0), frame.y(point.y)].sorted()
                return "<rect class=\"tb-f-\(role.rawValue)\" x=\"\(px(left))\" y=\"\(px(ends[0]))\" "
                    + "width=\"\(px(right - left))\" height=\"\(px(ends[1] - ends[0]))\"/>\n"
            }.joined()
        case .verticalRule(let value, let label):
            let x = frame.x(value)
            let fits = x + 6 + estimatedWidth(label, size: 12) < frame.right
            return line(x, frame.top, x, frame.bottom, classes: "tb-s-reference tb-dashed")
                + text(label, x: fits ? x + 6 : x - 6, y: frame.top - 2, classes: "tb-soft", anchor: fits ? "start" : "end")
        case .horizontalRule(let value, let label):
            let y = frame.y(value)
            return line(frame.left, y, frame.right, y, classes: "tb-s-reference tb-dashed")
                + text(label, x: frame.right - 4, y: y - 6, classes: "tb-soft", anchor: "end")
        case .label: return ""  // placed together, see labels(_:)
        case .caption(let point, let label):
            let isInside = frame.y(0) - frame.y(point.y) > 26
            return text(
                label, x: frame.x(point.x), y: isInside ? frame.y(0) - 10 : frame.y(point.y) - 6,
                classes: isInside ? "tb-card" : "tb-ink", anchor: "middle")
        }
    }

    /// A line that breaks where a value is not finite; a point that stands alone is drawn as a short dash.
    private func path(_ points: [ChartPoint], _ frame: ChartFrame, classes: String) -> String {
        var commands = ""
        var isDown = false
        for (index, point) in points.enumerated() {
            guard point.x.isFinite, point.y.isFinite else {
                isDown = false
                continue
            }
            commands += (isDown ? "L" : "M") + px(frame.x(point.x)) + " " + px(frame.y(point.y))
            let next = index + 1 < points.count ? points[index + 1] : ChartPoint(.nan, .nan)
            if !isDown, !(next.x.isFinite && next.y.isFinite) { commands += "h0.01" }
            isDown = true
        }
        return commands.isEmpty ? "" : "<path class=\"\(classes)\" d=\"\(commands)\"/>\n"
    }
}

/// A number of pixels to a hundredth: enough for the eye, and the same text on every machine.
func px(_ value: Double) -> String { decimalText((value * 100).rounded() / 100) }

func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, classes: String) -> String {
    "<line class=\"\(classes)\" x1=\"\(px(x1))\" y1=\"\(px(y1))\" x2=\"\(px(x2))\" y2=\"\(px(y2))\"/>\n"
}

func text(_ words: String, x: Double, y: Double, classes: String, anchor: String = "start") -> String {
    let anchored = anchor == "start" ? "" : " text-anchor=\"\(anchor)\""
    return "<text class=\"tb-text \(classes)\" x=\"\(px(x))\" y=\"\(px(y))\"\(anchored)>\(escapedForXML(words))</text>\n"
}
