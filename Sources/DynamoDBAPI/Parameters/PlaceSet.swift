/// A set of places among an operation's parameters, as `JSONFields` has bits for them.
///
/// Iterates in the order of the places.
struct PlaceSet: Sequence, IteratorProtocol, Sendable {
    private var bits: UInt32

    init(bits: UInt32) {
        self.bits = bits
    }

    init(_ places: [Int]) {
        bits = places.reduce(0) { $0 | PlaceSet.bit($1) }
    }

    func contains(_ place: Int) -> Bool { bits & PlaceSet.bit(place) != 0 }

    func union(_ other: PlaceSet) -> PlaceSet { PlaceSet(bits: bits | other.bits) }

    mutating func remove(_ place: Int) { bits &= ~PlaceSet.bit(place) }

    mutating func next() -> Int? {
        guard bits != 0 else { return nil }
        defer { bits &= bits &- 1 }
        return bits.trailingZeroBitCount
    }

    private static func bit(_ place: Int) -> UInt32 { 1 &<< UInt32(truncatingIfNeeded: place) }
}
