/// A stage of a plan whose steps are counted.
public enum PlanStage: String, Sendable, CaseIterable {
    case forecasting
    case calibration
    case leadTimeDemand = "lead-time demand"
    case policies
}

/// What a plan reports while it runs.
public enum PlanEvent: Sendable {
    case began(PlanStage, steps: Int)
    /// Steps of the stage that are done so far.
    case reached(PlanStage, steps: Int)
    /// Nothing is forecast: the forecasts of this run were made from the same and are taken over.
    case tookForecasts(of: String)
}
