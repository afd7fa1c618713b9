import DemandModel

/// What the `[objective]` section says, before it is known to be complete.
struct ObjectiveKeys {
    var kind: PlanObjective.Kind?
    var averageInventoryValue: Double?
    var stockValue: Double?
    var fillRate: Double?
    var averageUnits: Double?
    var storageVolume: Double?
    var readyRate: Double?
    var cycleService: Double?
    var expectedBackorders: Double?
    var systemFillRate: Double?
    var weight: PlanObjective.Weight?

    /// The budgets that are given: one, in a plan file that makes sense.
    var budgets: [(money: PlanObjective.Money, value: Double)] {
        let all: [(PlanObjective.Money, Double?)] = [
            (.averageInventoryValue, averageInventoryValue), (.stockValue, stockValue), (.averageUnits, averageUnits),
            (.storageVolume, storageVolume),
        ]
        return all.compactMap { money, value in value.map { (money, $0) } }
    }
}

/// Of when a plan's averages are.
enum AverageTime: String, CaseIterable {
    /// Of today's levels, as if they stayed.
    case today
    /// Of the coming year, with what falling levels leave over.
    case comingYear = "coming_year"
}

/// From where is known how much of an order becomes usable.
enum YieldSource: String, CaseIterable {
    /// Orders come whole.
    case whole
    /// As the purchase history says, supplier by supplier.
    case receipts
}

/// What is being read: the configuration so far, and the parts that are put together at the end.
struct PlanDraft {
    var configuration = PlanConfiguration()
    var objective = ObjectiveKeys()
    /// Limits of `[groups.NAME]` and `[supplier_limits.NAME]`.
    var groups = GroupLimits(subject: .group)
    var suppliers = GroupLimits(subject: .supplier)
    /// Limits of `[alerts]`.
    var alerts = AlertLimits()
}

/// One key of the plan file: its dotted name and how it takes a value.
struct PlanKey: Sendable {
    let name: String
    let apply: @Sendable (PlanValue, inout PlanDraft) throws(PlanValueProblem) -> Void

    init(_ name: String, _ apply: @escaping @Sendable (PlanValue, inout PlanDraft) throws(PlanValueProblem) -> Void) {
        self.name = name
        self.apply = apply
    }

    /// The environment variable that overrides the key: `TWOBIN_` and the dotted name in capitals, dots as underscores.
    var environmentName: String { "TWOBIN_" + name.uppercased().replacing(".", with: "_") }

    /// Where a table is: `path`, and for databases `table` or `query`.
    static func source(_ section: String, _ field: WritableKeyPath<PlanConfiguration, TableSource?> & Sendable) -> [PlanKey] {
        [
            PlanKey(section + ".path") { value, draft throws(PlanValueProblem) in
                draft.configuration[keyPath: field, default: TableSource()].addresses = try value.addresses()
            },
            PlanKey(section + ".table") { value, draft throws(PlanValueProblem) in
                draft.configuration[keyPath: field, default: TableSource()].table = try value.text()
            },
            PlanKey(section + ".query") { value, draft throws(PlanValueProblem) in
                draft.configuration[keyPath: field, default: TableSource()].query = try value.text()
            },
        ]
    }

    static func amount(_ name: String, _ unit: String, _ field: WritableKeyPath<SupplyDefaults, Double> & Sendable) -> PlanKey {
        PlanKey("defaults." + name) { value, draft throws(PlanValueProblem) in draft.configuration.defaults[keyPath: field] = try value.amount(unit) }
    }

    static func optionalAmount(_ name: String, _ unit: String, _ field: WritableKeyPath<SupplyDefaults, Double?> & Sendable) -> PlanKey {
        PlanKey("defaults." + name) { value, draft throws(PlanValueProblem) in draft.configuration.defaults[keyPath: field] = try value.amount(unit) }
    }

    /// Every key there is.
    static let all: [PlanKey] = settings + network + alerts + tables.flatMap { source($0.section, $0.field) }

    /// The tables besides the sales, each a section of its own.
    static let tables: [(section: String, field: WritableKeyPath<PlanConfiguration, TableSource?> & Sendable)] = [
        ("items", \.itemsPath), ("calendar", \.calendarPath), ("receipts", \.receiptsPath), ("open_orders", \.openOrdersPath),
        ("backorders", \.backordersPath), ("planned", \.plannedPath), ("suppliers", \.suppliersPath), ("snapshots", \.snapshotsPath),
        ("kits", \.kitsPath), ("successors", \.successorsPath), ("closures", \.closuresPath), ("substitutes", \.substitutesPath),
        ("price_breaks", \.priceBreaksPath), ("network", \.networkPath),
        ("overrides", \.overridesPath),
    ]

    private static let settings: [PlanKey] = [
        PlanKey("as_of") { value, draft throws(PlanValueProblem) in draft.configuration.asOf = try value.day() },
        PlanKey("seed") { value, draft throws(PlanValueProblem) in
            draft.configuration.seed = UInt64(try value.wholeNumber(0...9_007_199_254_740_992, "a whole number, 0 or more"))
        },
        PlanKey("sales.path") { value, draft throws(PlanValueProblem) in draft.configuration.salesPath.addresses = try value.addresses() },
        PlanKey("sales.dialect") { value, draft throws(PlanValueProblem) in draft.configuration.salesDialect = try value.text() },
        PlanKey("sales.date_form") { value, draft throws(PlanValueProblem) in
            let form = try value.text()
            draft.configuration.salesDateForm = form == "auto" ? nil : form
        },
        PlanKey("sales.table") { value, draft throws(PlanValueProblem) in draft.configuration.salesTable = try value.text() },
        PlanKey("sales.query") { value, draft throws(PlanValueProblem) in draft.configuration.salesQuery = try value.text() },
        PlanKey("sales.time_zone") { value, draft throws(PlanValueProblem) in draft.configuration.salesTimeZone = try value.text() },
        PlanKey("sales.day_start") { value, draft throws(PlanValueProblem) in draft.configuration.salesDayStart = try value.text() },
        PlanKey("sales.decimal_comma") { value, draft throws(PlanValueProblem) in draft.configuration.salesDecimalComma = try value.flag() },
        PlanKey("sales.decimal_mark") { value, draft throws(PlanValueProblem) in
            switch try value.text() {
            case "comma": draft.configuration.salesDecimalComma = true
            case "point": draft.configuration.salesDecimalComma = false
            case "auto": draft.configuration.salesDecimalComma = nil
            default: throw PlanValueProblem(needs: "one of \"comma\", \"point\", \"auto\"")
            }
        },
        PlanKey("sales.encoding") { value, draft throws(PlanValueProblem) in draft.configuration.salesEncoding = try value.text() },
        PlanKey("sales.sold_is_negative") { value, draft throws(PlanValueProblem) in draft.configuration.soldIsNegative = try value.flag() },
        PlanKey("sales.strict") { value, draft throws(PlanValueProblem) in draft.configuration.strict = try value.flag() },
        PlanKey("sales.incremental") { value, draft throws(PlanValueProblem) in draft.configuration.incremental = try value.flag() },
        PlanKey("sales.fold_case") { value, draft throws(PlanValueProblem) in draft.configuration.foldCase = try value.flag() },
        PlanKey("sales.drop_duplicates") { value, draft throws(PlanValueProblem) in draft.configuration.dropDuplicates = try value.flag() },
        PlanKey("sales.max_quarantined") { value, draft throws(PlanValueProblem) in
            draft.configuration.maximumQuarantinedShare = try value.share("a share such as 0.01 or \"1%\"")
        },
        PlanKey("sales.bulk_orders") { value, draft throws(PlanValueProblem) in
            draft.configuration.bulkOrders = try value.choice(BulkOrderCover.self)
        },
        PlanKey("sales.stale") { value, draft throws(PlanValueProblem) in draft.configuration.staleSales = try value.choice(Reaction.self) },
        PlanKey("items.match") { value, draft throws(PlanValueProblem) in draft.configuration.codeMatch = try value.choice(CodeMatch.self) },
        PlanKey("items.unseen_stock") { value, draft throws(PlanValueProblem) in draft.configuration.unseenStock = try value.choice(Reaction.self) },
        PlanKey("password_file") { value, draft throws(PlanValueProblem) in draft.configuration.passwordFile = try value.text() },
        PlanKey("open_orders") { value, draft throws(PlanValueProblem) in
            guard try value.text() == "store" else { throw PlanValueProblem(needs: "\"store\", or a section [open_orders] with a path") }
            draft.configuration.openOrdersFromStore = true
        },
        PlanKey("orders.budget") { value, draft throws(PlanValueProblem) in
            draft.configuration.purchaseCap = PurchaseCap(
                budget: try value.amount("money"), supplierBudgets: draft.configuration.purchaseCap?.supplierBudgets ?? [:])
        },
        PlanKey("series.period") { value, draft throws(PlanValueProblem) in
            if case .text("auto") = value { draft.configuration.period = nil; return }
            let period = try? value.choice(Period.self)
            guard let period, [.day, .week, .month].contains(period) else {
                throw PlanValueProblem(needs: "one of \"day\", \"week\", \"month\", \"auto\"")
            }
            draft.configuration.period = period
        },
        PlanKey("series.week_start") { value, draft throws(PlanValueProblem) in
            draft.configuration.weekStart = try value.choice(PlanConfiguration.WeekStart.self)
        },
        PlanKey("series.country") { value, draft throws(PlanValueProblem) in
            draft.configuration.holidayCountry = try value.choice(HolidayCountry.self)
        },
        PlanKey("series.retail_calendar") { value, draft throws(PlanValueProblem) in
            draft.configuration.retailPattern = try value.choice(RetailPattern.self)
        },
        PlanKey("series.season") { value, draft throws(PlanValueProblem) in
            draft.configuration.seasonLength = Int(try value.wholeNumber(1...366, "a whole number of periods from 1 (none) to 366"))
        },
        PlanKey("series.learn_from") { value, draft throws(PlanValueProblem) in
            draft.configuration.learnFrom = Int(try value.wholeNumber(100...10_000_000, "a whole number of items, 100 or more"))
        },
        PlanKey("objective.kind") { value, draft throws(PlanValueProblem) in draft.objective.kind = try value.choice(PlanObjective.Kind.self) },
        PlanKey("objective.average_inventory_value") { value, draft throws(PlanValueProblem) in draft.objective.averageInventoryValue = try value.amount("money") },
        PlanKey("objective.stock_value") { value, draft throws(PlanValueProblem) in draft.objective.stockValue = try value.amount("money") },
        PlanKey("objective.fill_rate") { value, draft throws(PlanValueProblem) in
            draft.objective.fillRate = try value.number(0.000001...0.999999, "a share of units above 0 and below 1, such as 0.95")
        },
        PlanKey("objective.average_units") { value, draft throws(PlanValueProblem) in draft.objective.averageUnits = try value.amount("units") },
        PlanKey("objective.storage_volume") { value, draft throws(PlanValueProblem) in draft.objective.storageVolume = try value.amount("volume") },
        PlanKey("objective.ready_rate") { value, draft throws(PlanValueProblem) in
            draft.objective.readyRate = try value.number(0.000001...0.999999, "a share of time above 0 and below 1, such as 0.95")
        },
        PlanKey("objective.cycle_service") { value, draft throws(PlanValueProblem) in
            draft.objective.cycleService = try value.number(0.000001...0.999999, "a probability above 0 and below 1, such as 0.95")
        },
        PlanKey("objective.expected_backorders") { value, draft throws(PlanValueProblem) in draft.objective.expectedBackorders = try value.amount("units") },
        PlanKey("objective.system_fill_rate") { value, draft throws(PlanValueProblem) in
            draft.objective.systemFillRate = try value.number(0.000001...0.999999, "a share of all units above 0 and below 1, such as 0.95")
        },
        PlanKey("objective.averages") { value, draft throws(PlanValueProblem) in
            draft.configuration.countsLeftOver = try value.choice(AverageTime.self) == .comingYear
        },
        PlanKey("objective.horizon_days") { value, draft throws(PlanValueProblem) in
            draft.configuration.levelHorizonDays = try value.number(1...366, "days, 1 to 366")
        },
        PlanKey("objective.weight") { value, draft throws(PlanValueProblem) in draft.objective.weight = try value.choice(PlanObjective.Weight.self) },
        PlanKey("substitution.take_rate") { value, draft throws(PlanValueProblem) in
            draft.configuration.substituteTakeRate = try value.share("a share of customers such as 0.5 or \"50%\"")
        },
        PlanKey("substitution.from") { value, draft throws(PlanValueProblem) in
            draft.configuration.substituteReach = try value.choice(SubstituteReach.self)
        },
        PlanKey("policy.yield") { value, draft throws(PlanValueProblem) in
            draft.configuration.countsYield = try value.choice(YieldSource.self) == .receipts
        },
        PlanKey("policy.kind") { value, draft throws(PlanValueProblem) in
            draft.configuration.policyKind = try value.choice(ReplenishmentPolicy.Kind.self)
        },
        amount("lead_time_days", "days", \.leadTimeDays),
        PlanKey("defaults.lead_time_sd_days") { value, draft throws(PlanValueProblem) in
            draft.configuration.defaults.leadTimeStandardDeviationDays = try value.number(0...365, "a number of days from 0 to 365: the spread around lead_time_days")
        },
        amount("review_period_days", "days", \.reviewPeriodDays),
        optionalAmount("unit_cost", "money", \.unitCost),
        optionalAmount("unit_cost_share_of_price", "the price", \.unitCostShareOfPrice),
        amount("order_cost", "money", \.orderCost),
        amount("holding_rate_per_year", "the unit cost", \.holdingRatePerYear),
        optionalAmount("backorder_cost_per_unit_day", "money", \.backorderCostPerUnitDay),
        PlanKey("defaults.lost_sale_share") { value, draft throws(PlanValueProblem) in
            draft.configuration.defaults.lostSaleShare = try value.share("a share of customers such as 0.3 or \"30%\"")
        },
        PlanKey("output.directory") { value, draft throws(PlanValueProblem) in draft.configuration.outputDirectory = try value.text() },
        PlanKey("output.database") { value, draft throws(PlanValueProblem) in draft.configuration.outputDatabase = TableAddress(try value.text()) },
        PlanKey("output.keep_runs") { value, draft throws(PlanValueProblem) in
            draft.configuration.keptRuns = Int(try value.wholeNumber(1...1_000_000, "a whole number of runs from 1"))
        },
        PlanKey("output.reuse_forecasts") { value, draft throws(PlanValueProblem) in draft.configuration.reusesForecasts = try value.flag() },
        PlanKey("output.quantiles") { value, draft throws(PlanValueProblem) in
            draft.configuration.forecastQuantiles = try value.quantiles()
        },
    ]
}

extension PlanConfiguration {
    fileprivate subscript(keyPath path: WritableKeyPath<PlanConfiguration, TableSource?>, default fallback: TableSource) -> TableSource {
        get { self[keyPath: path] ?? fallback }
        set { self[keyPath: path] = newValue }
    }
}
