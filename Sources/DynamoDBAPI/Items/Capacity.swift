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

    /// Which of the two counters of a transaction's report the units belong to.
    enum Direction: String, Sendable {
        case read = "ReadCapacityUnits"
        case write = "WriteCapacityUnits"
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

extension Capacity {
    /// Writes the `ConsumedCapacity` member of an answer about one table, if it was asked for.
    func writeMember(_ detail: Detail, table: Text, to writer: inout JSONWriter) {
        if detail == .none { return }
        writer.name("ConsumedCapacity")
        write(detail, table: table, to: &writer)
    }

    /// Writes one table's report; transactions say also which kind of units they are.
    func write(
        _ detail: Detail, table: Text, direction: Direction? = nil, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.name("TableName")
        writer.string(table.string)
        writeUnits(direction, to: &writer)
        if detail == .indexes {
            writer.name("Table")
            writer.beginObject()
            writeUnits(direction, to: &writer)
            writer.endObject()
        }
        writer.endObject()
    }

    private func writeUnits(_ direction: Direction?, to writer: inout JSONWriter) {
        writer.name("CapacityUnits")
        writer.number(text: text)
        if let direction {
            writer.name(direction.rawValue)
            writer.number(text: text)
        }
    }
}

/// The costs of a request that touches several tables, one sum per table.
struct CapacityByTable: Sendable {
    private var sums: [(table: Text, capacity: Capacity)] = []

    mutating func add(_ capacity: Capacity, to table: Text) {
        if let index = sums.firstIndex(where: { $0.table == table }) {
            sums[index].capacity += capacity
        } else {
            sums.append((table, capacity))
        }
    }

    /// Writes the `ConsumedCapacity` list, if it was asked for, in the order of first use.
    func writeMember(
        _ detail: Capacity.Detail, direction: Capacity.Direction? = nil,
        to writer: inout JSONWriter
    ) {
        if detail == .none { return }
        writer.name("ConsumedCapacity")
        writer.beginArray()
        for (table, capacity) in sums {
            capacity.write(detail, table: table, direction: direction, to: &writer)
        }
        writer.endArray()
    }
}
