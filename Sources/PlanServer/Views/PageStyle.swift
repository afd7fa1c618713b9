import PlanCharts

/// Style that comes from the charts: one set of colours on the page and in the exports. The reader's own choice of light or dark is
/// an attribute of the document, so the rules for dark surroundings are there twice.
enum PageStyle {
    static let charts: String = {
        let sheet = Chart.styleSheet
        guard let mark = sheet.range(of: "@media (prefers-color-scheme:dark){\n") else { return sheet }
        let light = String(sheet[..<mark.lowerBound])
        let dark = String(sheet[mark.upperBound...].dropLast(2))
        func scoped(_ scope: String) -> String {
            dark.split(separator: "\n").map { scope + " " + $0 }.joined(separator: "\n") + "\n"
        }
        return light + "@media (prefers-color-scheme:dark){\n" + scoped(":root:not([data-theme=light])") + "}\n" + scoped(":root[data-theme=dark]")
    }()
}
