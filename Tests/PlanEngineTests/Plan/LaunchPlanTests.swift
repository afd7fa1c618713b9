import DemandModel
import Testing

@testable import PlanEngine

/// Items in their first periods and items about to be sold for the first time, through a plan.
@Suite struct LaunchPlanTests {
    /// Two groups, one sells ten a week and one sells one; an item of each group was launched every week since the tenth.
    static func input(_ extra: [ItemRecord]) -> PlanInput {
        let last = SmallShop.calendar.periodNumber(of: SmallShop.asOf) - 1
        var series: [DemandSeries] = [], items: [ItemRecord] = extra
        for index in 0..<130 {
            let isFast = index % 2 == 0, born = index < 30 ? 0 : 10 + index / 3
            var state = UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
            let demand = (born..<60).map { week -> Double in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let noise = Double(state >> 40) / Double(1 << 24)
                return max(week == born ? 1 : 0, ((isFast ? 10 : 1) * 2 * noise).rounded())
            }
            let key = ItemLocation(item: "\(isFast ? "fast" : "slow")-\(index)")
            series.append(DemandSeries(key: key, firstPeriod: last - 59 + born, demand: demand))
            var record = ItemRecord(key: key)
            record.stock.group = isFast ? "fast" : "slow"
            items.append(record)
        }
        return PlanInput(asOf: SmallShop.asOf, calendar: SmallShop.calendar, series: series, items: items, rowsRead: 1000)
    }

    static func record(_ item: String, group: String?, launch: Bool?) -> ItemRecord {
        var record = ItemRecord(key: ItemLocation(item: item))
        record.stock.group = group
        record.stock.isLaunch = launch
        return record
    }

    private func plan(_ input: PlanInput, threads: Int = 1) throws -> PlanRun {
        try makePlan(
            input, configuration: SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.9)), id: "plan-1",
            options: PlanOptions(threads: threads, version: "test"))
    }

    @Test func aLaunchIsPlannedFromItsGroupAndADeadRowIsNot() throws {
        let run = try plan(Self.input([
            Self.record("launch-fast", group: "fast", launch: true), Self.record("launch-slow", group: "slow", launch: true),
            Self.record("launch-plain", group: nil, launch: true), Self.record("dead", group: "fast", launch: nil),
            Self.record("not-yet", group: "fast", launch: false),
        ]))
        func item(_ name: String) throws -> PlannedItem { try #require(run.items.first { $0.key.item == name }) }
        let fast = try item("launch-fast").recommendation, slow = try item("launch-slow").recommendation
        // 35 days of ten and of one a week.
        #expect(fast.status == .ok && abs(fast.demandMean / 50 - 1) < 0.25 && fast.orderNow > fast.demandMean)
        #expect(slow.status == .ok && abs(slow.demandMean / 6 - 1) < 0.4)
        #expect(try item("launch-plain").recommendation.orderNow > 0)
        #expect(fast.reason.contains("launch: no sales yet, drawn to ") && fast.reason.contains(" look-alikes of group fast"))
        #expect(try item("launch-fast").forecast?.mean.count == item("fast-0").forecast?.mean.count)
        for name in ["dead", "not-yet"] {
            let recommendation = try item(name).recommendation
            #expect(recommendation.status == .noHistory && recommendation.policy == nil && recommendation.orderNow == 0)
            #expect(recommendation.reason.contains("launch = 1"))
        }
        #expect(try plan(Self.input([Self.record("launch-fast", group: "fast", launch: true)]), threads: 2).items
            == plan(Self.input([Self.record("launch-fast", group: "fast", launch: true)])).items)
    }

    @Test func anItemInItsFirstWeekIsDrawnToItsGroup() throws {
        var input = Self.input([])
        let last = SmallShop.calendar.periodNumber(of: SmallShop.asOf) - 1
        for group in ["fast", "slow"] {
            input.series.append(DemandSeries(key: ItemLocation(item: "new-\(group)"), firstPeriod: last, demand: [2]))
            input.items.append(Self.record("new-\(group)", group: group, launch: nil))
        }
        let run = try plan(input)
        func item(_ name: String) throws -> PlannedItem { try #require(run.items.first { $0.key.item == name }) }
        let fast = try item("new-fast"), slow = try item("new-slow")
        #expect(fast.recommendation.reason.contains("new: 1 period, drawn to "))
        #expect(fast.recommendation.reason.contains("look-alikes of group fast"))
        #expect(fast.recommendation.demandMean > 3 * slow.recommendation.demandMean)
        #expect(fast.pooled?.lookAlike?.share == 1 && explain(fast, in: run).text.contains("100%: about "))
        #expect(try item("fast-0").pooled?.lookAlike == nil)
    }

    @Test func withoutLookAlikesALaunchSaysWhatToDo() throws {
        var input = SmallShop.input()
        input.items.append(Self.record("launch", group: nil, launch: true))
        let run = try makePlan(
            input, configuration: SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.9)), id: "plan-1",
            options: PlanOptions(version: "test"))
        let launch = try #require(run.items.first { $0.key.item == "launch" }).recommendation
        #expect(launch.status == .noHistory && launch.reason.contains("order by hand"))
    }
}
