/// What a mark means; its colour follows from that, in light and in dark surroundings.
///
/// The colours are those of Okabe and Ito (2008), told apart by readers with any common colour vision deficiency, in two
/// shades: one for a white card, one for a dark card.
public enum ChartRole: String, Sendable, CaseIterable {
    /// What happened.
    case history
    /// What is expected.
    case forecast
    /// What is asked for or perfect: a target, a diagonal.
    case reference
    /// What the reader should look at.
    case highlight
    /// A warning.
    case warning
}

/// The style sheet of every chart. Each chart paints its own card, so it stays readable on a page of any colour.
enum ChartStyle {
    private static let light: [ChartRole: String] = [
        .history: "#0072b2", .forecast: "#d55e00", .reference: "#5f6773", .highlight: "#007a5a", .warning: "#a3358a",
    ]
    private static let dark: [ChartRole: String] = [
        .history: "#56b4e9", .forecast: "#f0a030", .reference: "#a5adba", .highlight: "#3fd0a4", .warning: "#e093c6",
    ]

    static let sheet: String = {
        let fixed = """
            .tb-text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:12px}
            .tb-title{font-size:15px;font-weight:600}
            .tb-line{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
            .tb-dashed{stroke-dasharray:5 4}
            .tb-area{stroke:none;fill-opacity:0.22}

            """
        return fixed + colours(light, card: "#ffffff", ink: "#1c2128", soft: "#57606a", grid: "#e3e6ea")
            + "@media (prefers-color-scheme:dark){\n"
            + colours(dark, card: "#161b22", ink: "#e6edf3", soft: "#9aa4b0", grid: "#30363d") + "}\n"
    }()

    private static func colours(_ roles: [ChartRole: String], card: String, ink: String, soft: String, grid: String) -> String {
        var rules = ".tb-card{fill:\(card)}\n.tb-ink{fill:\(ink)}\n.tb-soft{fill:\(soft)}\n.tb-grid{stroke:\(grid)}\n.tb-axis{stroke:\(soft)}\n"
        for role in ChartRole.allCases {
            let colour = roles[role] ?? ink
            rules += ".tb-s-\(role.rawValue){stroke:\(colour)}\n.tb-f-\(role.rawValue){fill:\(colour)}\n"
        }
        return rules
    }
}

extension Chart {
    /// The rules that every chart's own `<style>` holds, for a page that draws charts inside itself and allows no inline style.
    public static var styleSheet: String { ChartStyle.sheet }
}
