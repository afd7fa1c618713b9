import DemandModel

/// `summary.json`: what was asked, what came out in total, and from which files and settings.
///
/// The members have a fixed order and the document holds no time of day and no machine, so the same input and configuration
/// give the same bytes. `id` is a digest of the inputs and the configuration.
///
///     print(RunSummary.json(run).text())
public enum RunSummary {
    /// - Parameter files: that stand beside it; empty for a summary that is not part of a set of files.
    public static func json(_ run: PlanRun, files: [FileDigest] = []) -> JSONValue {
        let summary = run.summary
        let value: JSONValue = [
            "id": .text(run.id),
            "kind": run.parentID == nil ? "plan" : "scenario",
            "parent_id": JSONValue(run.parentID),
            "changes": .array(run.changes.map { .text($0) }),
            "version": .text(run.version),
            "as_of": .text(run.asOf.description),
            "attention": .array((summary.firstWords ?? []).map { .text($0) }),
            "objective": objective(run),
            "totals": totals(summary),
            "price_quartiles": .array(summary.priceQuartiles.map { quarter in
                [
                    "lowest_price": .number(quarter.lowestPrice), "highest_price": .number(quarter.highestPrice),
                    "items": .integer(quarter.items), "demand_per_year": .number(quarter.demandPerYear),
                    "expected_backorders": .number(quarter.expectedBackorders), "fill_rate": .number(quarter.fillRate),
                ]
            }),
            "supplier_orders": .array(summary.supplierOrders.map { order in
                [
                    "supplier": .text(order.supplier), "items": .integer(order.items), "units": .number(order.units),
                    "value": .number(order.value), "reason": .text(order.reason),
                ]
            }),
            "purchase_cap": purchaseCap(summary.purchaseCap),
            "left_over": leftOver(summary.leftOver),
            "overrides": .array(summary.overrides.map { kept in
                [
                    "item": .text(kept.key.item), "location": .text(kept.key.location), "reason": .text(kept.reason),
                    "kept_order_up_to": .number(kept.keptOrderUpTo), "recommended_order_up_to": .number(kept.recommendedOrderUpTo),
                    "average_inventory_value": JSONValue(kept.averageInventoryValue),
                    "expected_backorders": .number(kept.expectedBackorders),
                ]
            }),
            "rows": [
                "read": .integer(summary.rowsRead),
                "quarantined": .integer(summary.quarantinedRows),
                "quarantined_by_code": JSONValue(summary.quarantineCodes),
            ],
            "feed": [
                "sales_end": JSONValue(summary.salesEnd?.description), "items_sold": summary.itemsSold.map { .integer($0) } ?? .null,
                "items_without_stock": summary.itemsWithoutStock.map { .integer($0) } ?? .null,
            ],
            "bulk_orders": bulkOrders(run),
            "defaults_used": JSONValue(summary.defaultsUsed),
            "warnings": .array(summary.warnings.map { .text($0) }),
            "inputs": .array(run.inputs.map { input in
                [
                    "role": .text(input.role), "path": .text(input.path), "sha256": .text(input.sha256), "rows": .integer(input.rows),
                ]
            }),
            "configuration": configuration(run),
            "files": .array(files.map(\.json)),
        ]
        guard case .object(var members) = value else { return value }
        if let expired = summary.expiredUnitsPerYear {
            members.append(.init("expiry", ["units_per_year": .number(expired), "value_per_year": JSONValue(summary.expiredValuePerYear)]))
        }
        guard let transfers = summary.transfers else { return .object(members) }
        return .object(members + [.init("network", network(run.configuration)), .init("transfers", [
            "items": .integer(transfers.items), "units": .number(transfers.units), "short_units": .number(transfers.shortUnits),
            "owed_units": .number(transfers.owedUnits),
        ])])
    }

    /// The plan file's `[network]`.
    private static func network(_ configuration: PlanConfiguration) -> JSONValue {
        let settings = configuration.network ?? NetworkSettings()
        return [
            "table": JSONValue(configuration.networkPath?.description), "warehouse": JSONValue(settings.warehouse),
            "locations": settings.locations.map { .array($0.map { .text($0) }) } ?? .null, "lead_time_days": JSONValue(settings.leadTimeDays),
            "lead_time_sd_days": JSONValue(settings.leadTimeStandardDeviationDays), "review_period_days": JSONValue(settings.reviewPeriodDays),
            "lead_times": .object(settings.leadTimes.sorted { bytesPrecede($0.key, $1.key) }.map { JSONValue.Member($0.key, .number($0.value)) }),
        ]
    }

    /// What the averages of the coming year are, as multiples of those of today's levels.
    static func leftOver(_ factors: LeftOverFactors?) -> JSONValue {
        guard let factors else { return .null }
        return [
            "on_hand": .number(factors.onHand), "waiting": .number(factors.waiting), "unserved": .number(factors.unserved), "past_reviews": .integer(factors.reviews),
        ]
    }

    /// What a cap on today's purchases did, and the curve of purchases against units waiting.
    static func purchaseCap(_ outcome: PurchaseCapOutcome?) -> JSONValue {
        guard let outcome else { return .null }
        return [
            "budget": JSONValue(outcome.budget), "wanted": .number(outcome.wanted), "spent": .number(outcome.spent),
            "items_held_back": .integer(outcome.itemsHeldBack), "units_held_back": .number(outcome.unitsHeldBack),
            "waiting": .number(outcome.waiting), "waiting_if_all": .number(outcome.waitingIfAll), "waiting_if_none": .number(outcome.waitingIfNone),
            "lower_bound": .number(outcome.lowerBound), "gap": JSONValue(outcome.gap),
            "unreachable_suppliers": .array((outcome.unreachableSuppliers ?? []).map { .text($0) }),
            "curve": .array(outcome.curve.map { ["money": .number($0.money), "waiting": .number($0.waiting)] }),
        ]
    }

    /// What bulk order lines carry, and whose they are.
    private static func bulkOrders(_ run: PlanRun) -> JSONValue {
        guard let bulk = run.summary.bulk else { return .null }
        return [
            "covered": .bool(bulk.isCovered),
            "lines": .integer(bulk.lines),
            "units": .number(bulk.units),
            "share_of_demand": .number(bulk.shareOfDemand),
            "expected_backorders": bulk.isCovered ? .number(bulk.expectedBackorders) : .null,
            "share_of_expected_backorders": bulk.isCovered ? .number(bulk.shareOfExpectedBackorders) : .null,
            "items": .array(run.items.compactMap { item in
                item.bulk.map { [
                    "unique_id": .text(item.key.uniqueID), "lines": .integer($0.lines), "units": .number($0.units), "above": .number($0.threshold),
                ] }
            }),
        ]
    }

    private static func objective(_ run: PlanRun) -> JSONValue {
        let objective = run.configuration.objective
        return [
            "kind": .text(objective.kind.rawValue),
            "money": .text(objective.money.rawValue),
            "target": .number(objective.target),
            "weight": .text(objective.weight.rawValue),
            "value": .number(objective.kind.isLeastMoney ? run.summary.held(objective.money) : run.summary.weightedExpectedBackorders),
            "lower_bound": JSONValue(run.summary.lowerBound),
            "gap": JSONValue(run.summary.gap),
            "multiplier": JSONValue(run.summary.multiplier),
        ]
    }

    /// The member `totals`.
    static func totals(_ summary: PlanSummary) -> JSONValue {
        [
            "planned_items": .integer(summary.plannedItems),
            "capped_items": .integer(summary.cappedItems),
            "check_items": .integer(summary.checkItems ?? 0),
            "items_without_history": .integer(summary.itemsWithoutHistory),
            "failed_items": .integer(summary.failedItems),
            "demand_per_year": .number(summary.demandPerYear),
            "expected_backorders": .number(summary.expectedBackorders),
            "weighted_expected_backorders": .number(summary.weightedExpectedBackorders),
            "backordered_units_per_year": .number(summary.backorderedUnitsPerYear),
            "lost_units_per_year": .number(summary.lostUnitsPerYear),
            "fill_rate": summary.demandPerYear > 0 ? .number(summary.fillRate) : .null,
            "waiting_over_7_days": JSONValue(summary.longWaits?.over7Days),
            "waiting_over_14_days": JSONValue(summary.longWaits?.over14Days),
            "waiting_over_30_days": JSONValue(summary.longWaits?.over30Days),
            "average_inventory_value": .number(summary.averageInventoryValue),
            "stock_value": .number(summary.stockValue),
            "average_units": .number(summary.averageUnits),
            "storage_volume": .number(summary.storageVolume),
            "items_to_order": .integer(summary.itemsToOrder),
            "units_to_order": .number(summary.unitsToOrder),
            "value_to_order": .number(summary.valueToOrder),
        ]
    }

    /// The plan file's names, with every default filled in; the output directory is left out because it changes no number.
    private static func configuration(_ run: PlanRun) -> JSONValue {
        let configuration = run.configuration
        let defaults = configuration.defaults
        return [
            "as_of": JSONValue(configuration.asOf?.description),
            "sales": [
                "path": .text(configuration.salesPath.description),
                "dialect": .text(configuration.salesDialect),
                "date_form": .text(configuration.salesDateForm ?? "auto"),
                "fold_case": .bool(configuration.foldCase),
                "drop_duplicates": .bool(configuration.dropDuplicates),
                "bulk_orders": .text((configuration.bulkOrders ?? .covered).rawValue),
                "columns": .object(
                    configuration.salesColumns.sorted { bytesPrecede($0.key, $1.key) }.map { JSONValue.Member($0.key, .text($0.value)) }),
                "maximum_quarantined_share": JSONValue(configuration.maximumQuarantinedShare),
                "strict": .bool(configuration.strict ?? false),
                "table": JSONValue(configuration.salesTable),
                "query": JSONValue(configuration.salesQuery),
                "time_zone": JSONValue(configuration.salesTimeZone),
                "day_start": JSONValue(configuration.salesDayStart),
                "decimal_comma": configuration.salesDecimalComma.map { .bool($0) } ?? .null,
            ],
            "items": JSONValue(configuration.itemsPath?.description),
            "items_columns": .object(
                (configuration.itemsColumns ?? [:]).sorted { bytesPrecede($0.key, $1.key) }.map { JSONValue.Member($0.key, .text($0.value)) }),
            "calendar": JSONValue(configuration.calendarPath?.description),
            "receipts": JSONValue(configuration.receiptsPath?.description),
            "open_orders": JSONValue(configuration.openOrdersPath?.description),
            "backorders": JSONValue(configuration.backordersPath?.description),
            "planned": JSONValue(configuration.plannedPath?.description),
            "suppliers": JSONValue(configuration.suppliersPath?.description),
            "snapshots": JSONValue(configuration.snapshotsPath?.description),
            "kits": JSONValue(configuration.kitsPath?.description),
            "successors": JSONValue(configuration.successorsPath?.description),
            "closures": JSONValue(configuration.closuresPath?.description),
            "substitutes": JSONValue(configuration.substitutesPath?.description),
            "price_breaks": JSONValue(configuration.priceBreaksPath?.description),
            "substitute_take_rate": JSONValue(configuration.substituteTakeRate),
            "substitutes_from": .text((configuration.substituteReach ?? .ownLocation).rawValue),
            "items_match": .text((configuration.codeMatch ?? .exact).rawValue),
            "unseen_stock": .text((configuration.unseenStock ?? .fail).rawValue),
            "stale": .text((configuration.staleSales ?? .warn).rawValue),
            "locations": .object((configuration.locations ?? [:]).sorted { bytesPrecede($0.key, $1.key) }.map { JSONValue.Member($0.key, .text($0.value)) }),
            "overrides": JSONValue(configuration.overridesPath?.description),
            "open_orders_from_store": configuration.openOrdersFromStore.map { .bool($0) } ?? .null,
            "orders": configuration.purchaseCap.map { cap in
                [
                    "budget": JSONValue(cap.budget),
                    "supplier_budgets": .object(cap.supplierBudgets.sorted { bytesPrecede($0.key, $1.key) }.map { JSONValue.Member($0.key, .number($0.value)) }),
                ]
            } ?? .null,
            "series": .object([
                .init("period", .text(configuration.period?.rawValue ?? "auto")), .init("period_used", .text(run.calendar.period.rawValue)),
                .init("week_start", .text(configuration.weekStart.rawValue)), .init("country", JSONValue(configuration.holidayCountry?.rawValue)),
                .init("retail_calendar", JSONValue(configuration.retailPattern?.rawValue)),
                .init("season_length", configuration.seasonLength.map { .integer($0) } ?? .null),
            ] + (configuration.learnFrom.map { [.init("learn_from", .integer($0))] } ?? [])),
            "policy": JSONValue(configuration.policyKind?.rawValue),
            "yield": .text(configuration.countsYield == true ? "receipts" : "whole"),
            "defaults": [
                "lead_time_days": .number(defaults.leadTimeDays),
                "lead_time_sd_days": .number(defaults.leadTimeStandardDeviationDays),
                "review_period_days": .number(defaults.reviewPeriodDays),
                "unit_cost": JSONValue(defaults.unitCost),
                "unit_cost_share_of_price": JSONValue(defaults.unitCostShareOfPrice),
                "order_cost": .number(defaults.orderCost),
                "holding_rate_per_year": .number(defaults.holdingRatePerYear),
                "backorder_cost_per_unit_day": JSONValue(defaults.backorderCostPerUnitDay),
                "lost_sale_share": JSONValue(defaults.lostSaleShare),
            ],
            "forecast_quantiles": .array(configuration.forecastQuantiles.map { .number($0) }),
            "seed": .text(String(configuration.seed)),
        ]
    }
}
