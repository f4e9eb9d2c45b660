import NIOCore

/// A request as bytes in which some numbers differ from one to the next; all are equally long.
struct RequestTemplate: Sendable {
    /// What a number stands for.
    enum Slot: Sendable {
        /// The item or series that the load asks for next.
        case link
        /// Somebody at random.
        case visitor
        /// A minute of an hour, at random.
        case minute
        /// The connection's name, the same in all its requests.
        case source
        /// One more in each request of the connection.
        case sequence
        /// The moment at which a change is due, in nanoseconds of the machine's steady clock.
        case due

        fileprivate var digits: Int {
            switch self {
            case .minute: 2
            case .due: 18
            default: 9
            }
        }
    }

    private(set) var bytes: [UInt8] = []
    private var slots: [(offset: Int, slot: Slot)] = []

    mutating func append(_ text: String) {
        bytes += text.utf8
    }

    mutating func append(_ slot: Slot) {
        slots.append((bytes.count, slot))
        bytes += repeatElement(UInt8(ascii: "0"), count: slot.digits)
    }

    /// Puts a head before the body that is there so far.
    func request(_ lines: [String]) -> RequestTemplate {
        let lines = bytes.isEmpty ? lines : lines + ["Content-Length: \(bytes.count)"]
        var whole = RequestTemplate()
        whole.append(lines.joined(separator: "\r\n") + "\r\n\r\n")
        whole.slots = slots.map { ($0.offset + whole.bytes.count, $0.slot) }
        whole.bytes += bytes
        return whole
    }

    /// Writes the next request's numbers into `request`, a copy of the template.
    func fill(
        _ request: inout ByteBuffer, _ values: RequestNumbers
    ) {
        for (offset, slot) in slots {
            var number = values.next(slot)
            var position = offset + slot.digits
            while number > 0, position > offset {
                position -= 1
                request.setInteger(UInt8(ascii: "0") + UInt8(number % 10), at: position)
                number /= 10
            }
        }
    }
}

/// Where one connection's numbers come from.
final class RequestNumbers {
    private let nextLink: () -> Int
    private let nextDue: () -> Int
    private let source: Int
    private var sequence = 0
    private var random = SplitMix64(seed: UInt64.random(in: .min ... .max))
    private static let visitors: UInt64 = 1_000_000

    init(
        source: Int, nextLink: @escaping () -> Int, nextDue: @escaping () -> Int = { 0 }
    ) {
        self.source = source
        self.nextLink = nextLink
        self.nextDue = nextDue
    }

    /// Begins another request.
    func advance() {
        sequence += 1
    }

    func next(_ slot: RequestTemplate.Slot) -> Int {
        switch slot {
        case .link: nextLink()
        case .visitor: Int(random.next() % RequestNumbers.visitors)
        case .minute: Int(random.next() % 60)
        case .source: source
        case .sequence: sequence
        case .due: nextDue()
        }
    }
}
