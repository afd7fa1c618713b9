import DemandModel
import PlanEngine
import PlanStore
import Synchronization
import TextForms

/// One run as the page shows it: what lists need, computed once and kept. Runs do not change, so nothing here is ever stale.
final class OpenRun: Sendable {
    let listing: RunListing
    /// Without items.
    let header: PlanRun
    let items: [ItemStanding]
    let classes: [ValueClass]
    /// The plan before this one, if the store has it.
    let previous: RunListing?
    let attention: [AttentionKind: [Attention]]
    /// Levels set by hand whose last day has passed, when the run was opened: what people do afterwards makes another view of the same run.
    let expired: [LevelOverride]
    private let before: [ItemStanding]?
    /// The columns of all items as JSON.
    let columns: [UInt8]
    /// The run with the items that order today, once it was asked for.
    private let orderingRun = Mutex<PlanRun?>(nil)
    private let knownBackorders = Mutex<BackorderFacts??>(nil)

    init(_ listing: RunListing, store: RunStore, threads: Int) throws(StoreError) {
        self.listing = listing
        header = try store.loadHeader(listing.id)
        items = try store.standings(of: listing.id, threads: threads)
        classes = valueClasses(items)
        let earlier = try store.runs().filter { $0.kind == .plan && $0.createdAt < listing.createdAt && $0.id != listing.id }
        // A scenario is compared with the plan that it changes.
        let base = listing.parentID.flatMap { parent in earlier.first { $0.id == parent } } ?? earlier.first
        previous = base
        before = try base.map { run throws(StoreError) in try store.standings(of: run.id, threads: threads) }
        expired = expiredOverrides(try store.overrides(), on: header.asOf)
        attention = PlanEngine.attention(items, previous: before, expired: expired)
        columns = GridColumns.json(listing: listing, items: items, classes: classes, attention: attention)
    }

    /// The same run after people set levels anew or ended them.
    private init(_ earlier: OpenRun, expired: [LevelOverride]) {
        listing = earlier.listing
        header = earlier.header
        items = earlier.items
        classes = earlier.classes
        previous = earlier.previous
        before = earlier.before
        self.expired = expired
        attention = PlanEngine.attention(items, previous: before, expired: expired)
        columns = GridColumns.json(listing: listing, items: items, classes: classes, attention: attention)
    }

    /// The run as the store's overrides make it look: itself where nothing has changed.
    func current(_ store: RunStore) throws(StoreError) -> OpenRun {
        let expired = expiredOverrides(try store.overrides(), on: header.asOf)
        return expired == self.expired ? self : OpenRun(self, expired: expired)
    }

    /// Changes with every content that this run could have.
    var tag: String {
        "\"\(listing.id)-\(Int(listing.createdAt.timeIntervalSince1970 * 1000))" + expired.map { "-\($0.number)" }.joined() + "\""
    }

    /// Who waits and what is on its way; `nil` where no table of the plan says so.
    func backorders(store: RunStore) throws(StoreError) -> BackorderFacts? {
        if let known = knownBackorders.withLock({ $0 }) { return known }
        let facts = try store.loadBackorders(listing.id)
        knownBackorders.withLock { $0 = .some(facts) }
        return facts
    }

    /// The run with the items that order today and those that are named.
    func ordering(with keys: [ItemLocation], store: RunStore, threads: Int) throws(StoreError) -> PlanRun {
        let known = orderingRun.withLock { $0 }
        if let known, keys.isEmpty { return known }
        let missing = keys.filter { key in (position(of: key).map { items[$0].orderNow } ?? 0) <= 0 }
        if let known, missing.isEmpty { return known }
        let run = try store.loadOrdering(listing.id, with: missing, threads: threads)
        if missing.isEmpty { orderingRun.withLock { $0 = run } }
        return run
    }

    /// Position of an item in key order.
    func position(of key: ItemLocation) -> Int? {
        let place = items.partitioningIndex { !($0.key < key) }
        return place < items.count && items[place].key == key ? place : nil
    }
}
