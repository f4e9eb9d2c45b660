/// Which history of a partition: another one begins when it goes on from a state that is not the whole
/// outcome of its log, as after a loss that was accepted.
package struct Epoch: Hashable, Sendable {
    package let rawValue: UInt64

    /// That of a partition that never lost anything.
    package static let first = Epoch(rawValue: 1)

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package var successor: Epoch { Epoch(rawValue: rawValue + 1) }
}
