import CMath

/// One member of the smoothing family: a shape with a small grid of smoothing parameters and a prior on the initial state.
///
/// A form is averaged over its grid, not optimised: on short series the best point of a grid is mostly luck. Splitting the trends
/// into several forms lets a panel learn which of them it has.
///
/// | name | trend |
/// |---|---|
/// | N | none |
/// | D, Dh | drift that never changes (beta = 0), held loosely or tightly towards zero |
/// | A, B | local slope with small, with large beta |
/// | P, Q | local slope damped by 0.85, by 0.97 per period |
public struct SmoothingForm: Sendable, Hashable {
    public var name: String
    public var model: SmoothingModel
    public var points: [SmoothingParameters]
    /// Prior precision of the initial slope and of the initial seasons, in units of 1 / error variance; the level has none.
    public var slopePrecision: Double
    public var seasonPrecision: Double

    public init(
        name: String, model: SmoothingModel, points: [SmoothingParameters], slopePrecision: Double = 0, seasonPrecision: Double = 0
    ) {
        self.name = name
        self.model = model
        self.points = points
        self.slopePrecision = slopePrecision
        self.seasonPrecision = seasonPrecision
    }

    /// The seven forms for series whose year (or other season) has `panelSeason` periods, with or without a season of their own.
    ///
    ///     SmoothingForm.family(panelSeason: 12, seasonal: true).map(\.name)     // N, D, Dh, A, B, P, Q
    ///
    /// The precision of the slope grows with the season length: a slope is a change per period, and periods of a month change
    /// less than those of a year.
    public static func family(panelSeason: Int, seasonal: Bool) -> [SmoothingForm] {
        let m = Double(max(panelSeason, 1))
        let season = seasonal ? panelSeason : 0
        let usual = max(4, m * m), loose = 4 * m, tight = panelSeason > 1 ? 16 * pow(m, 1.25) : 32
        func form(_ name: String, _ betaShares: [Double], _ phi: Double, _ precision: Double) -> SmoothingForm {
            let trend: SmoothingModel.Trend = name == "N" ? .none : (phi < 1 ? .damped : .additive)
            let model = SmoothingModel(trend: trend, seasonLength: season)
            return SmoothingForm(
                name: name, model: model, points: grid(model, betaShares: betaShares, phi: phi),
                slopePrecision: model.hasTrend ? precision : 0, seasonPrecision: seasonal ? 0.3 : 0)
        }
        return [
            form("N", [0], 1, 0), form("D", [0], 1, loose), form("Dh", [0], 1, tight), form("A", [0.01, 0.05], 1, usual),
            form("B", [0.15, 0.3], 1, usual), form("P", [0.03, 0.15, 0.4], 0.85, usual), form("Q", [0.03, 0.15], 0.97, usual),
        ]
    }

    /// alpha x beta / alpha x gamma / (1 - alpha): the usual region (0 < alpha < 1, 0 <= beta <= alpha, 0 <= gamma <= 1 - alpha).
    static func grid(_ model: SmoothingModel, betaShares: [Double], phi: Double) -> [SmoothingParameters] {
        let seasonal = model.seasonLength > 0
        let alphas = seasonal ? [0.02, 0.1, 0.25, 0.45, 0.7, 0.95] : [0.02, 0.08, 0.2, 0.35, 0.5, 0.65, 0.8, 0.97]
        let gammaShares = seasonal ? [0, 0.08, 0.3] : [0]
        var points: [SmoothingParameters] = []
        for alpha in alphas {
            for betaShare in betaShares {
                for gammaShare in gammaShares {
                    let point = SmoothingParameters(
                        alpha: alpha, beta: model.hasTrend ? alpha * betaShare : 0,
                        gamma: seasonal ? (1 - alpha) * gammaShare : 0, phi: model.hasTrend ? phi : 1)
                    if isStable(point, model: model) { points.append(point) }
                }
            }
        }
        return points
    }

    /// Whether the influence of the initial state stays bounded (D = F - g w' has no eigenvalue outside the unit circle, Hyndman
    /// et al. 2008, section 10.1), found by running the recursion without data from unit states.
    static func isStable(_ p: SmoothingParameters, model: SmoothingModel) -> Bool {
        let m = model.seasonLength
        var level = 1.0, slope = model.hasTrend ? 0.5 : 0
        var season = (0..<m).map { $0 % 2 == 0 ? 1.0 : -0.5 }
        for t in 0..<max(400, 8 * m) {
            if model.hasTrend { slope *= p.phi }
            let slot = m > 0 ? t % m : 0
            let error = -(level + slope + (m > 0 ? season[slot] : 0))
            level += slope + p.alpha * error
            if model.hasTrend { slope += p.beta * error }
            if m > 0 { season[slot] += p.gamma * error }
            if !(abs(error) < 100) { return false }
        }
        return true
    }
}
