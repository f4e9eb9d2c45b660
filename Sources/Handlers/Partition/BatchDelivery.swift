import Platform

/// What is left of one batch, and what to do about it after each try.
///
/// Records are numbered from 0 in their order and handled in that order: the first part is tried
/// until it is handled or given up, then the next. Performs nothing itself.
package struct BatchDelivery: Hashable, Sendable {
    /// Records that are tried together.
    package struct Part: Hashable, Sendable {
        package var records: Range<Int>
        /// Tries that counted.
        package var failures = 0
    }

    /// What to do after a failure.
    package enum Step: Hashable, Sendable {
        /// Try what is first now, at once.
        case goOn
        /// Try again after a while.
        case wait(Duration)
        /// The first part has used up its tries.
        case giveUp
    }

    private let policy: DeliveryPolicy
    /// The last one is the first to be tried.
    private var parts: [Part]

    package init(count: Int, policy: DeliveryPolicy) {
        self.policy = policy
        parts = count > 0 ? [Part(records: 0..<count)] : []
    }

    /// What is to be tried next; `nil` when nothing is left.
    package var current: Part? { parts.last }

    /// The current part was handled, or given up.
    package mutating func finish() {
        parts.removeLast()
    }

    /// The first `count` records of the current part are not to be tried any more.
    package mutating func drop(_ count: Int) {
        guard var part = parts.popLast() else { return }
        part.records = part.records.dropFirst(count)
        if !part.records.isEmpty { parts.append(part) }
    }

    /// The current part was handled up to `first`, and failed from there on.
    ///
    /// A split costs no try: first off what was handled, then in halves. Without splitting, what
    /// remains is tried as a whole; its tries begin anew once a part of it was handled, the one
    /// that just failed counted.
    package mutating func fail(at first: Int, share: Double) -> Step {
        guard var part = parts.popLast() else { return .goOn }
        let isShorter = first > part.records.lowerBound
        part.records = first..<part.records.upperBound
        if policy.bisects, isShorter {
            parts.append(Part(records: part.records))
            return .goOn
        }
        if policy.bisects, part.records.count > 1 {
            let middle = first + part.records.count / 2
            parts.append(Part(records: middle..<part.records.upperBound))
            parts.append(Part(records: first..<middle))
            return .goOn
        }
        part.failures = isShorter ? 1 : part.failures + 1
        parts.append(part)
        if let retriesMax = policy.retriesMax, part.failures > retriesMax { return .giveUp }
        return .wait(DeliveryPolicy.backoff.delay(afterFailures: part.failures, share: share))
    }
}
