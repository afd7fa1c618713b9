import CTwobin
import DemandModel
import PlanStore
import TextForms

/// What a `tb_plan` points to.
final class PlanHandle {
    let run: PlanRun
    /// What the reader understood of the tables.
    let report: [String]

    init(run: PlanRun, report: [String]) {
        self.run = run
        self.report = report
    }

    /// The item that a person names: its id, its item and location, or its item where that is stocked at one location.
    func item(_ reference: String) throws -> PlannedItem {
        if let exact = run.items.first(where: { $0.key.uniqueID == reference }) ?? run.items.first(where: { "\($0.key.item)@\($0.key.location)" == reference }) {
            return exact
        }
        let same = run.items.filter { $0.key.item == reference }
        if let only = same.first, same.count == 1 { return only }
        if same.count > 1 {
            throw CallFailure.input(StoreError.ambiguousItem(reference: reference, run: run.id, candidates: same.map(\.key.uniqueID)).description)
        }
        let near = nearestName(to: reference, among: run.items.map(\.key.uniqueID))
        throw CallFailure.input(StoreError.noSuchItem(reference: reference, run: run.id, similar: near.map { [$0] } ?? []).description)
    }
}

/// What a `tb_text` points to.
final class TextHandle {
    let bytes: UnsafeMutablePointer<CChar>
    let count: Int

    init(_ text: String) {
        let characters = Array(text.utf8CString)
        bytes = .allocate(capacity: characters.count)
        bytes.initialize(from: characters, count: characters.count)
        count = characters.count - 1
    }

    /// Any bytes, with a zero behind them.
    init(bytes given: [UInt8]) {
        let characters = UnsafeMutablePointer<CChar>.allocate(capacity: given.count + 1)
        given.withUnsafeBytes { source in
            if let start = source.baseAddress { UnsafeMutableRawPointer(characters).copyMemory(from: start, byteCount: source.count) }
        }
        characters[given.count] = 0
        bytes = characters
        count = given.count
    }

    deinit { bytes.deallocate() }
}

@_cdecl("tb_text_bytes")
public func textBytes(_ text: OpaquePointer?, _ length: UnsafeMutablePointer<Int64>?) -> UnsafePointer<CChar>? {
    guard let text else {
        length?.pointee = 0
        return nil
    }
    let held = Unmanaged<TextHandle>.fromOpaque(UnsafeRawPointer(text)).takeUnretainedValue()
    length?.pointee = Int64(held.count)
    return UnsafePointer(held.bytes)
}

@_cdecl("tb_text_free")
public func textFree(_ text: OpaquePointer?) {
    if let text { Unmanaged<TextHandle>.fromOpaque(UnsafeRawPointer(text)).release() }
}

@_cdecl("tb_plan_free")
public func planFree(_ plan: OpaquePointer?) {
    if let plan { Unmanaged<PlanHandle>.fromOpaque(UnsafeRawPointer(plan)).release() }
}
