import DemandForecasting
import DemandModel

/// The scores of all models in one case.
struct ScoredCase: Sendable {
    var models: [(model: BacktestModel, share: Double?, score: CaseScore)]
    /// Naive2's.
    var benchmark: CaseScore
}

/// Turns the forecasts of a case into scores.
struct CaseScorer: Sendable {
    let configuration: BacktestConfiguration
    let seasonLength: Int
    let leadTime: LeadTimeTotals

    /// - Parameters:
    ///   - path: the combination with its members.
    ///   - total: the combination's demand over L periods.
    func scores(_ one: BacktestCase, _ path: PathForecast, total: DemandDistribution?) -> ScoredCase {
        let horizon = configuration.horizon
        // The same numbers for every model of the case: they depend on the key, the seed and the origin alone.
        var random = SeededRandom(key: one.training.key, seed: configuration.seed &+ UInt64(one.origin))
        let uniforms = (0...horizon).map { _ in random.uniform() }
        func score(_ forecast: ModelForecast) -> CaseScore {
            CaseScore(forecast, one, uniforms: uniforms, configuration: configuration)
        }
        let naive2 = BacktestFloors.naive2(one, seasonLength: seasonLength, horizon: horizon)
        let benchmark = score(naive2)
        var forecasts = [ModelForecast(path, model: .combination, share: nil, horizon: horizon, total: total)]
        if configuration.comparesMembers {
            for member in path.memberForecasts { forecasts.append(alone(member, in: path)) }
        }
        forecasts += BacktestFloors.forecasts(one, path: path, configuration: configuration)
        var models = forecasts.map { (model: $0.model, share: $0.share, score: score($0)) }
        models.append((naive2.model, nil, benchmark))
        return ScoredCase(models: models, benchmark: benchmark)
    }

    private func alone(_ member: PathForecast, in path: PathForecast) -> ModelForecast {
        let name = member.members.first?.name ?? ""
        let share = path.members.first { $0.name == name }?.weight ?? 0
        return ModelForecast(
            member, model: BacktestModel(kind: .member, name: name), share: share, horizon: configuration.horizon,
            total: leadTime.distribution(of: member))
    }
}
