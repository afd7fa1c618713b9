import NumericCore
import Testing

@Suite struct LossCaseTests {
    @Test func allCasesAreRead() {
        #expect(PolicyCases.given.count == 130)
        #expect(PolicyCases.all.count > 200)
    }

    @Test(arguments: PolicyCases.starting(with: "stdnormal_loss"))
    func standardNormal(_ one: PolicyCase) {
        let losses = standardNormalLosses(one.inputs["z"].double)
        one.check("n1", losses.first)
        one.check("n2", losses.second)
    }

    @Test(arguments: PolicyCases.starting(with: "normal_loss"))
    func normal(_ one: PolicyCase) {
        let x = one.inputs["x"].double
        let normal = NormalDistribution(mean: one.inputs["mean"].double, standardDeviation: one.inputs["sd"].double)
        let losses = normal.losses(at: x)
        one.check("n1", losses.first)
        one.check("n2", losses.second)
        if one.expected["n1_bar"].isPresent { one.check("n1_bar", losses.first + x - normal.mean) }
    }

    @Test(arguments: PolicyCases.starting(with: "gamma_loss"))
    func gamma(_ one: PolicyCase) {
        let gamma = GammaDistribution(shape: one.inputs["shape"].double, scale: one.inputs["scale"].double)
        let losses = gamma.losses(at: one.inputs["x"].double)
        one.check("n1", losses.first)
        one.check("n2", losses.second)
    }

    @Test(arguments: PolicyCases.starting(with: "poisson_loss"))
    func poisson(_ one: PolicyCase) {
        let losses = PoissonDistribution(mean: one.inputs["mean"].double).losses(at: one.inputs["x"].double)
        one.check("n1", losses.first)
        one.check("n2", losses.second)
        one.check("tail", losses.upperTail)
    }

    @Test(arguments: PolicyCases.starting(with: "negbin_loss"))
    func negativeBinomial(_ one: PolicyCase) throws {
        let distribution = try #require(
            NegativeBinomialDistribution(mean: one.inputs["mean"].double, variance: one.inputs["variance"].double))
        let losses = distribution.losses(at: one.inputs["x"].double)
        one.check("n1", losses.first)
        one.check("n2", losses.second)
        one.check("tail", losses.upperTail)
        one.check("r", distribution.size)
        one.check("p", 1 / (1 + distribution.scale))
    }
}
