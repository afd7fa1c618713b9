import DemandModel
import Foundation
import TextForms

/// Moves moments to the shop's days: stamps that carry a time zone go to the shop's zone, and a day may start later than midnight.
///
///     let zone = try ZoneOffset(timeZone: "Europe/London", dayStartsAtMinute: 4 * 60)
public struct ZoneOffset: Sendable, Equatable {
    private let zone: TimeZone?
    private let dayStartSeconds: Int

    /// - Parameters:
    ///   - timeZone: `+02:00` or a name such as `Europe/London`; `nil`: the date is taken as written.
    ///   - dayStartsAtMinute: sales before this minute belong to the day before, 0...1439.
    /// - Throws: `unsuitable` for a zone that is not known.
    public init(timeZone: String?, dayStartsAtMinute: Int = 0) throws(IngestionError) {
        if let timeZone {
            if let seconds = ZoneOffset.fixed(Array(timeZone.utf8)) {
                zone = TimeZone(secondsFromGMT: seconds)
            } else {
                guard let known = TimeZone(identifier: timeZone) else {
                    throw .unsuitable(reason: "the time zone '\(timeZone)' is not known; write a name such as Europe/London or an offset such as +02:00")
                }
                zone = known
            }
        } else {
            zone = nil
        }
        guard (0..<1440).contains(dayStartsAtMinute) else { throw .unsuitable(reason: "a day starts at a minute from 0 to 1439") }
        dayStartSeconds = dayStartsAtMinute * 60
    }

    /// `Z`, `+02:00`, `-0500`, `+02`, `UTC` as seconds; `nil` for anything else.
    static func fixed(_ text: [UInt8]) -> Int? {
        let word = String(decoding: text, as: UTF8.self).trimmedOfSpaces.uppercased()
        if word == "Z" || word == "UTC" || word == "GMT" { return 0 }
        guard let sign = word.first, sign == "+" || sign == "-" else { return nil }
        let digits = word.dropFirst().filter { $0 != ":" }
        guard digits.count == 2 || digits.count == 4, let value = Int(digits) else { return nil }
        let seconds = digits.count == 2 ? value * 3600 : value / 100 * 3600 + value % 100 * 60
        guard seconds <= 18 * 3600 else { return nil }
        return sign == "-" ? -seconds : seconds
    }

    /// A sentence where all moments of a sample are in UTC: their days begin at midnight in Greenwich.
    static func remarks(_ stamps: [String]) -> [String] {
        let known = stamps.filter { !$0.isEmpty }
        // Summer and winter are an hour apart.
        let offsets = Set(known.compactMap(offset))
        if let least = offsets.min(), let most = offsets.max(), most - least > 3_600 {
            return ["the dates are moments of several time zones, such as \(known.first { offset($0) == least } ?? "") and \(known.first { offset($0) == most } ?? ""): "
                + "their days are taken as written; time_zone moves them to the shop's days"]
        }
        guard let first = known.first, known.allSatisfy({ ["Z", "+00:00", "+0000", "UTC", "GMT"].contains(where: $0.hasSuffix) && $0.contains(":") }) else { return [] }
        return ["the dates are moments in UTC, such as \(first): their days are taken as written; time_zone moves them to the shop's days"]
    }

    /// What a stamp has behind its time: `+02:00`, `Z`.
    private static func offset(_ stamp: String) -> Int? {
        guard let time = stamp.firstIndex(of: ":") else { return nil }
        let rest = stamp[time...]
        guard let sign = rest.lastIndex(where: { $0 == "+" || $0 == "-" }) ?? (rest.last == "Z" ? rest.index(before: rest.endIndex) : nil) else { return nil }
        return fixed(Array(rest[sign...].utf8))
    }

    /// The day of a stamp in the shop.
    /// - Parameters:
    ///   - day: the day as written.
    ///   - time: what follows the date in the cell (` 08:26:00 +0200`), or nothing.
    func day(_ day: Int32, time: Field) -> Int32 {
        guard time.count > 0, let clock = ZoneOffset.clock(time) else { return day }
        var seconds = Int(day) * 86_400 + clock.seconds
        if let zone, let written = clock.offset {
            let moment = seconds - written
            seconds = moment + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment)))
        }
        seconds -= dayStartSeconds
        return Int32(clamping: seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400))
    }

    /// Seconds after midnight, and the offset from UTC where one is written.
    static func clock(_ time: Field) -> (seconds: Int, offset: Int?)? {
        var parts = [0, 0, 0]
        var part = 0, digits = 0
        var i = 1
        while i < time.count, part < 3 {
            let byte = time.start[i]
            if byte &- 0x30 <= 9, digits < 2 {
                parts[part] = parts[part] * 10 + Int(byte &- 0x30)
                digits += 1
            } else if byte == 0x3A, part < 2 {
                part += 1
                digits = 0
            } else {
                break
            }
            i += 1
        }
        guard part >= 1, parts[0] < 25, parts[1] < 60, parts[2] < 61 else { return nil }
        if i < time.count, time.start[i] == 0x2E || time.start[i] == 0x2C {
            i += 1
            while i < time.count, time.start[i] &- 0x30 <= 9 { i += 1 }
        }
        let rest = Array(Field(start: time.start + i, count: time.count - i).bytes)
        let word = String(decoding: rest, as: UTF8.self).trimmedOfSpaces.uppercased().replacing(".", with: "")
        if word == "PM", parts[0] < 12 { parts[0] += 12 } else if word == "AM", parts[0] == 12 { parts[0] = 0 }
        return (parts[0] * 3600 + parts[1] * 60 + parts[2], fixed(rest))
    }
}
