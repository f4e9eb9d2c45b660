import JSON
import Values

/// What a request costs in AWS's units, counted in halves, and how it is reported.
struct Capacity: Sendable {
    /// How much of it the request wants to see.
    enum Detail: Sendable {
        case none, total, indexes

        /// The `ReturnConsumedCapacity` parameter; its value has been checked.
        init(_ request: RequestReader) {
            self =
                switch request.string(.returnConsumedCapacity) {
                case "TOTAL": .total
                case "INDEXES": .indexes
                default: .none
                }
        }
    }

    private(set) var halfUnits: Int

    static let zero = Capacity(halfUnits: 0)

    /// Reading `bytes`, a missing item or an empty page included: one unit per 4 KiB begun, at
    /// least one; half of that unless the read is consistent.
    ///
    /// - Parameter parts: how many parts of a table had to be asked, each of which costs a unit at
    ///   least: a Scan of one small item on demand costs four.
    static func read(bytes: Int, consistent: Bool, parts: Int = 1) -> Capacity {
        let units = max(parts, (bytes + 4095) / 4096)
        return Capacity(halfUnits: consistent ? units * 2 : units)
    }

    /// Writing an item whose larger image has `bytes`: one unit per KiB begun, at least one.
    static func write(bytes: Int) -> Capacity {
        Capacity(halfUnits: max(1, (bytes + 1023) / 1024) * 2)
    }

    /// What the same access costs inside a transaction.
    var transactional: Capacity {
        Capacity(halfUnits: halfUnits * 2)
    }

    static func + (left: Capacity, right: Capacity) -> Capacity {
        Capacity(halfUnits: left.halfUnits + right.halfUnits)
    }

    static func += (left: inout Capacity, right: Capacity) {
        left = left + right
    }

    /// The units as a JSON number with one decimal.
    var text: String {
        "\(halfUnits / 2).\(halfUnits % 2 == 0 ? 0 : 5)"
    }
}
