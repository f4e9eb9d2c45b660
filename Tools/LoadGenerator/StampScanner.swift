/// What the load writes into an item so that a handler can tell when the change was due.
enum Stamp {
    /// The attribute, a number.
    static let attribute = "stamp"
    /// Added to the nanoseconds, since a JSON number has no leading zeros and all are equally long.
    static let base: UInt64 = 1_000_000_000_000_000_000
    /// A link's key: `L` and nine digits.
    static let keyBytes = 10
}

/// Finds one text in many bytes, looking at few of them (Horspool's search).
struct Needle {
    private let bytes: [UInt8]
    /// How far to go on behind a last byte that does not fit.
    private let steps: [Int]

    init(_ text: String) {
        bytes = Array(text.utf8)
        var steps = [Int](repeating: bytes.count, count: 256)
        for (index, byte) in bytes.dropLast().enumerated() {
            steps[Int(byte)] = bytes.count - 1 - index
        }
        self.steps = steps
    }

    /// Where the next occurrence from `start` on ends.
    func end(in text: Span<UInt8>, from start: Int) -> Int? {
        var last = start + bytes.count - 1
        while last < text.count {
            if fits(text, endingAt: last) { return last + 1 }
            last += steps[Int(text[last])]
        }
        return nil
    }

    private func fits(_ text: Span<UInt8>, endingAt last: Int) -> Bool {
        var index = bytes.count - 1
        while index >= 0 {
            if text[last - (bytes.count - 1 - index)] != bytes[index] { return false }
            index -= 1
        }
        return true
    }
}

/// Goes through an event by its stamps, without reading the JSON around them.
///
/// Knows the order of the members: key, new image, old image, differences.
struct StampScanner {
    struct Record {
        /// Nanoseconds of the machine's steady clock.
        let due: UInt64
        /// Where the link's key begins.
        let key: Int
    }

    private let key = Needle(#""Keys":{"pk":{"S":""#)
    private let image = Needle(#""NewImage":{"#)
    private let stamp = Needle(#""\#(Stamp.attribute)":{"N":""#)

    /// The next record from `position` on, which moves behind its stamp.
    func next(in event: Span<UInt8>, from position: inout Int) -> Record? {
        guard let key = key.end(in: event, from: position),
            let image = image.end(in: event, from: key + Stamp.keyBytes),
            let digits = stamp.end(in: event, from: image)
        else { return nil }
        var number: UInt64 = 0
        position = digits
        while position < event.count, (0x30...0x39).contains(event[position]) {
            number = number &* 10 &+ UInt64(event[position] &- 0x30)
            position += 1
        }
        return Record(due: number &- Stamp.base, key: key)
    }
}
