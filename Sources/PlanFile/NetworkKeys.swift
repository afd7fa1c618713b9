import DemandModel

/// `[network]`: the warehouse that feeds locations, and how long its transfers take.
extension PlanKey {
    static let network: [PlanKey] = [
        PlanKey("network.warehouse") { value, draft throws(PlanValueProblem) in draft.configuration.network = try value.network(draft) { $0.warehouse = $1 } },
        PlanKey("network.locations") { value, draft throws(PlanValueProblem) in
            var network = draft.configuration.network ?? NetworkSettings()
            switch value {
            case .texts(let names) where !names.isEmpty && !names.contains(""): network.locations = names
            case .text(let name) where !name.isEmpty: network.locations = [name]
            default: throw PlanValueProblem(needs: "the locations that the warehouse feeds, such as [\"North\", \"South\"]")
            }
            draft.configuration.network = network
        },
        days("lead_time_days", \.leadTimeDays), days("lead_time_sd_days", \.leadTimeStandardDeviationDays), days("review_period_days", \.reviewPeriodDays),
    ]

    private static func days(_ name: String, _ field: WritableKeyPath<NetworkSettings, Double?> & Sendable) -> PlanKey {
        PlanKey("network." + name) { value, draft throws(PlanValueProblem) in
            var network = draft.configuration.network ?? NetworkSettings()
            network[keyPath: field] = try value.amount("days")
            draft.configuration.network = network
        }
    }
}

extension PlanValue {
    /// The network of a draft with a text set.
    fileprivate func network(_ draft: PlanDraft, _ set: (inout NetworkSettings, String) -> Void) throws(PlanValueProblem) -> NetworkSettings {
        var network = draft.configuration.network ?? NetworkSettings()
        set(&network, try text())
        return network
    }
}

extension PlanDraft {
    /// Takes a key of `[network.lead_times]`, whose names are the shop's own; false for any other key.
    mutating func takesTransferTime(_ key: String, _ value: PlanValue) throws(PlanValueProblem) -> Bool {
        let section = "network.lead_times."
        guard key.hasPrefix(section) else { return false }
        var network = configuration.network ?? NetworkSettings()
        network.leadTimes[String(key.dropFirst(section.count))] = try value.amount("days")
        configuration.network = network
        return true
    }
}
