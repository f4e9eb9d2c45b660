import Values

/// Which attributes of buckets an answer is about.
struct AttributeSelection: Sendable {
    /// What an attribute counts for.
    enum Role: Hashable, Sendable {
        /// The place in `counters`.
        case counter(Int)
        /// The place in `sketches`.
        case sketch(Int)
        /// Nothing, though a prefix may fit.
        case other
    }

    /// One attribute by its name.
    struct Named: Sendable {
        let name: [UInt8]
        let role: Role
    }

    /// Where a walk through an item must stop.
    enum Stop: Sendable {
        case named(Named)
        /// At all that begin so; those among them that are known by name, in ascending order.
        case prefix([UInt8], exceptions: [Named])

        fileprivate var bytes: [UInt8] {
            switch self {
            case .named(let named): named.name
            case .prefix(let prefix, _): prefix
            }
        }
    }

    let counters: [Text]
    let sketches: [Text]
    /// In the order in which an item has its attributes.
    let stops: [Stop]

    /// - Parameter sums: counters; those that end in `*` are prefixes, and every attribute that begins so
    ///   is summed by itself.
    /// - Parameter others: attributes that no prefix means.
    init(sums: [Text], unions: [Text], others: [Text]) {
        counters = sums.filter { !$0.string.hasSuffix("*") }
        sketches = unions
        var roles: [Text: Role] = [:]
        for name in others { roles[name] = .other }
        for (place, name) in unions.enumerated() { roles[name] = .sketch(place) }
        for (place, name) in counters.enumerated() { roles[name] = .counter(place) }
        let named = roles.sorted { $0.key < $1.key }
            .map { Named(name: $0.key.bytes, role: $0.value) }
        let prefixes = sums.filter { $0.string.hasSuffix("*") }
            .map { Array($0.string.utf8.dropLast()) }
        let stops =
            named.filter { $0.role != .other }.map { Stop.named($0) }
            + prefixes.map { prefix in
                .prefix(prefix, exceptions: named.filter { $0.name.starts(with: prefix) })
            }
        self.stops = stops.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }
}
