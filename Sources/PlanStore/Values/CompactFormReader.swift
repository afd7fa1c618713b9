extension JSONTextTape {
    /// Takes in values in the compact form, which must stay where they are while they are read. False for bytes that are none.
    func scan(compact bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        begin(bytes)
        guard bytes.count < Int(Int32.max) else { return false }
        var at = 0
        /// Containers that are being read, the innermost last, with the values or members that are still to come.
        var open: [(place: Int, isObject: Bool, remaining: UInt64)] = []
        repeat {
            if let innermost = open.indices.last, open[innermost].isObject, !key(bytes, &at) { return false }
            guard at < bytes.count else { return false }
            let tag = bytes[at], tagPlace = at
            at += 1
            if let innermost = open.indices.last { open[innermost].remaining -= 1 }
            switch tag {
            case CompactForm.array, CompactForm.object:
                // A value takes a byte or more: a count beyond the bytes that are left is damage.
                guard open.count < Self.mostDepth, let count = CompactForm.number(bytes, &at), count <= UInt64(bytes.count - at) else { return false }
                let isObject = tag == CompactForm.object
                open.append((entries.count, isObject, count))
                add(isObject ? .object : .array, start: Int32(tagPlace), end: 0, count: Int32(count))
            default:
                guard scalar(tag, bytes, &at) else { return false }
            }
            while let innermost = open.last, innermost.remaining == 0 {
                close(innermost.place, at: at)
                open.removeLast()
            }
        } while !open.isEmpty
        return at == bytes.count
    }

    private func key(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Bool {
        guard let place = CompactForm.number(bytes, &at) else { return false }
        return place == 0 ? text(bytes, &at) : word(place - 1)
    }

    private func word(_ place: UInt64) -> Bool {
        guard place < UInt64(CompactForm.vocabulary.count) else { return false }
        add(.word, start: Int32(place), end: 0)
        return true
    }

    private func text(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Bool {
        guard let count = CompactForm.number(bytes, &at), count <= UInt64(bytes.count - at) else { return false }
        add(.plainText, start: Int32(at), end: Int32(at + Int(count)))
        at += Int(count)
        return true
    }

    private func scalar(_ tag: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Bool {
        func fixed(_ width: Int) -> UInt64? {
            guard bytes.count - at >= width else { return nil }
            defer { at += width }
            return (0..<width).reduce(0) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) }
        }
        switch tag {
        case CompactForm.null: add(.null, start: 0, end: 0)
        case CompactForm.no: add(.no, start: 0, end: 0)
        case CompactForm.yes: add(.yes, start: 0, end: 0)
        case CompactForm.double:
            guard let bits = fixed(8) else { return false }
            add(.double, bits: bits)
        case CompactForm.single:
            guard let bits = fixed(4) else { return false }
            add(.double, bits: Double(Float(bitPattern: UInt32(bits))).bitPattern)
        case CompactForm.unsigned:
            guard let bits = fixed(8) else { return false }
            add(.unsigned, bits: bits)
        case CompactForm.whole:
            guard let folded = CompactForm.number(bytes, &at) else { return false }
            add(.whole, bits: UInt64(bitPattern: CompactForm.unfolded(folded)))
        case CompactForm.thousandths:
            guard let folded = CompactForm.number(bytes, &at) else { return false }
            add(.double, bits: (Double(CompactForm.unfolded(folded)) / 1000).bitPattern)
        case CompactForm.text: return text(bytes, &at)
        case CompactForm.word:
            guard let place = CompactForm.number(bytes, &at) else { return false }
            return word(place)
        case CompactForm.firstWhole...: add(.whole, bits: UInt64(tag - CompactForm.firstWhole))
        case CompactForm.firstWord...: return word(UInt64(tag - CompactForm.firstWord))
        default: return false
        }
        return true
    }

    private func add(_ kind: Kind, bits: UInt64) {
        add(kind, start: Int32(bitPattern: UInt32(truncatingIfNeeded: bits)), end: Int32(bitPattern: UInt32(truncatingIfNeeded: bits >> 32)))
    }
}
