import Platform

/// Where one connection's numbers come from.
final class RequestNumbers {
    private let nextLink: () -> Int
    private let nextDue: () -> Int
    private let source: Int
    private var sequence = 0
    private var random = SplitMix64(seed: UInt64.random(in: .min ... .max))
    private var link = 0
    private var visitor = 0
    private var minute = 0
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
        case .link: link = nextLink()
        case .visitor: visitor = Int(random.next() % RequestNumbers.visitors)
        case .minute: minute = Int(random.next() % 60)
        case .source: return source
        case .sequence: return sequence
        case .due: return nextDue()
        case .sameLink, .sameVisitor, .sameMinute: break
        }
        return switch slot {
        case .link, .sameLink: link
        case .visitor, .sameVisitor: visitor
        default: minute
        }
    }
}
