import Model
package import Values

/// A source of random numbers, for waits with jitter and for unique names.
package struct RandomSource: Sendable {
    private let draw: @Sendable () -> UInt64

    /// - Parameter next: called from any thread.
    package init(_ next: @escaping @Sendable () -> UInt64) {
        draw = next
    }

    /// The system's own.
    package static let system = RandomSource { UInt64.random(in: .min ... .max) }

    /// From 0 up to 1.
    var share: Double { Double(draw() >> 11) / Double(1 << 53) }

    /// A random UUID.
    package var identifier: Text {
        var generator = Generator(draw: draw)
        return TableIdentifier.random(using: &generator)
    }

    private struct Generator: RandomNumberGenerator {
        let draw: @Sendable () -> UInt64

        mutating func next() -> UInt64 { draw() }
    }
}
