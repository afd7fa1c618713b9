/// Where a panel's tendencies start: what was learnt on other panels, so that a panel too small to learn from still combines well.
///
/// Learnt as a panel's own are (`CombinationLearning`), with ridge 0.3 per thousand cases, on origins h, 2h, 3h and 4h before the
/// end of the training parts of the M1, M3 and Tourism competitions, every group of series with equal weight; once for yearly
/// groups and once for quarterly and monthly ones. Test parts had no part in it. Learnt with one competition left out, the
/// prior served that competition as well as its own.
enum CombinationPrior {
    /// Tendencies of the members in their order; zeros where nothing comparable was seen. What months and quarters taught serves days of
    /// the week too, but misleads hours and weeks of a year.
    static func tendencies(seasonLength: Int, isIntermittent: Bool, count: Int) -> [Double] {
        let known = isIntermittent ? [] : (seasonLength == 1 ? withoutSeason : (seasonLength <= longestKnownSeason ? withSeason : []))
        // The members of a long season come last.
        return known.count <= count ? known + [Double](repeating: 0, count: count - known.count) : [Double](repeating: 0, count: count)
    }

    /// How tightly a panel's tendencies are held to these, rho of `CombinationLearning`: loosely where they are zeros for want of
    /// anything comparable, so that the panel may speak for itself.
    static func ridge(seasonLength: Int, isIntermittent: Bool) -> Double {
        isIntermittent || seasonLength <= longestKnownSeason ? 4 : 0.25
    }

    private static let longestKnownSeason = 12

    /// Raw forms N, D, Dh, A, B, P, Q; the same on the log scale; Theta, AR, pooled AR, pooled regression, each raw and log; naive.
    private static let withoutSeason: [Double] = [
        2.03, 0.20, 0.00, 0.23, 0.37, 0.63, 0.12, 0.03, -1.10, -0.04, -1.14, -1.36, -0.61, -1.02,
        -0.07, -0.02, -0.36, -0.14, 0.11, -0.44, 3.29, -0.05, -0.67,
    ]

    /// Raw forms without, then with a season; the same on the log scale; then as above, and seasonal AR, pooled AR behind the
    /// adjustment, season sums, pooled seasonal regression and pooled season sums, each raw and log; the
    /// seasonal naive forecast last.
    private static let withSeason: [Double] = [
        0.19, 0.01, 0.10, -0.09, 0.02, -0.50, -0.37, -0.11, 0.03, -0.06, 0.01, -0.15, -0.19, -0.18,
        0.27, 0.17, 0.05, -0.02, 0.13, 0.44, -0.03, -0.03, -0.29, -0.09, -0.40, -0.30, 0.06, 0.14,
        -0.12, -0.14, -0.22, -0.36, -0.05, -0.23, -0.26, -0.49, -0.47, 0.32, 0.00, -0.24, -0.56, 0.46, 0.13,
        0.31, 0.31, 2.90, -0.16, 0.00,
    ]
}
