/// The coarse grid that every series is measured on before its best point is refined.
///
/// Points are given as alpha, beta / alpha, gamma / (1 - alpha) and phi: in these coordinates the usual region
/// (0 < alpha < 1, 0 <= beta <= alpha, 0 <= gamma <= 1 - alpha) is a box. The shares stop at 0.4, phi at 0.98: beyond them
/// trends chase noise.
public struct SmoothingGrid: Sendable {
    public let model: SmoothingModel
    public let points: [SmoothingParameters]

    public static let alphaRange = 0.001...0.999
    public static let shareRange = 0.0...0.4
    public static let dampingRange = 0.8...0.98

    public init(model: SmoothingModel) {
        self.model = model
        let seasonal = model.seasonLength > 0
        let alphas: [Double]
        let betaShares: [Double]
        let gammaShares: [Double]
        let dampings: [Double]
        switch (model.trend, seasonal) {
        case (.none, false): alphas = [0.005, 0.03, 0.08, 0.15, 0.25, 0.4, 0.55, 0.7, 0.85, 0.99]
        case (.none, true): alphas = [0.005, 0.05, 0.12, 0.25, 0.45, 0.65, 0.85, 0.99]
        default: alphas = [0.01, 0.06, 0.15, 0.3, 0.5, 0.75, 0.97]
        }
        betaShares = model.hasTrend ? (seasonal ? [0, 0.04, 0.2] : [0, 0.02, 0.08, 0.2, 0.4]) : [0]
        gammaShares = seasonal ? [0, 0.06, 0.3] : [0]
        dampings = model.trend == .damped ? (seasonal ? [0.85, 0.96] : [0.8, 0.9, 0.97]) : [1]
        var points: [SmoothingParameters] = []
        for alpha in alphas {
            for betaShare in betaShares {
                for gammaShare in gammaShares {
                    for phi in dampings {
                        let point = SmoothingGrid.point(
                            alpha: alpha, betaShare: betaShare, gammaShare: gammaShare, phi: phi, model: model)
                        if SmoothingGrid.isStable(point, model: model) { points.append(point) }
                    }
                }
            }
        }
        self.points = points
    }

    static func point(
        alpha: Double, betaShare: Double, gammaShare: Double, phi: Double, model: SmoothingModel
    ) -> SmoothingParameters {
        SmoothingParameters(
            alpha: alpha, beta: model.hasTrend ? alpha * betaShare : 0,
            gamma: model.seasonLength > 0 ? (1 - alpha) * gammaShare : 0, phi: model.trend == .damped ? phi : 1)
    }

    /// Whether the influence of the initial state dies out (D = F - g w' has no eigenvalue outside the unit circle, Hyndman et
    /// al. 2008, section 10.1), found by running the recursion without data from unit states and watching it stay bounded.
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
