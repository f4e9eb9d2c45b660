/// A request as bytes in which some numbers differ from one to the next; all are equally long.
///
/// Written as a string with slots in it: `"L#\(.link)"`.
struct RequestTemplate: Sendable {
    /// What a number stands for.
    enum Slot: Sendable {
        /// The item or series that the load asks for next.
        case link
        /// The link of the slot before, once more.
        case sameLink
        /// Somebody at random.
        case visitor
        /// The visitor of the slot before, once more.
        case sameVisitor
        /// A minute of an hour, at random.
        case minute
        /// The minute of the slot before, once more.
        case sameMinute
        /// The connection's name, the same in all its requests.
        case source
        /// One more in each request of the connection.
        case sequence
        /// The moment at which a change is due, in nanoseconds of the machine's steady clock.
        case due

        fileprivate var digits: Int {
            switch self {
            case .minute, .sameMinute: 2
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

    mutating func append(bytes more: some Sequence<UInt8>) {
        bytes += more
    }

    mutating func append(contentsOf other: RequestTemplate) {
        slots += other.slots.map { ($0.offset + bytes.count, $0.slot) }
        bytes += other.bytes
    }

    /// Puts a head before the body that is there so far.
    func request(_ lines: [String]) -> RequestTemplate {
        let lines = bytes.isEmpty ? lines : lines + ["Content-Length: \(bytes.count)"]
        return request(lines.map { RequestTemplate(stringLiteral: $0) })
    }

    /// The same, where the head has slots and the body is empty.
    func request(_ lines: [RequestTemplate]) -> RequestTemplate {
        var whole = RequestTemplate()
        for line in lines {
            whole.append(contentsOf: line)
            whole.append("\r\n")
        }
        whole.append("\r\n")
        whole.append(contentsOf: self)
        return whole
    }

    /// Writes the next request's numbers into `request`, a copy of the bytes or a request before.
    func fill(_ request: inout [UInt8], _ values: RequestNumbers) {
        for (offset, slot) in slots {
            var number = values.next(slot)
            var position = offset + slot.digits
            while position > offset {
                position -= 1
                request[position] = UInt8(ascii: "0") + UInt8(number % 10)
                number /= 10
            }
        }
    }
}

extension RequestTemplate: ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var template = RequestTemplate()

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ text: String) {
            template.append(text)
        }

        mutating func appendInterpolation(_ slot: Slot) {
            template.append(slot)
        }

        mutating func appendInterpolation(_ text: String) {
            template.append(text)
        }

        mutating func appendInterpolation(_ part: RequestTemplate) {
            template.append(contentsOf: part)
        }
    }

    init(stringLiteral text: String) {
        append(text)
    }

    init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.template
    }
}
