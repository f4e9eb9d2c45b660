import JSON
import Model
import Values

/// The costs of a request that touches several tables, one sum per table.
struct CapacityByTable: Sendable {
    private var sums: [(table: Text, capacity: TableCapacity)] = []

    mutating func add(_ capacity: TableCapacity, to table: Text) {
        if let index = sums.firstIndex(where: { $0.table == table }) {
            sums[index].capacity += capacity
        } else {
            sums.append((table, capacity))
        }
    }

    mutating func add(_ capacity: Capacity, to table: Text) {
        add(TableCapacity(capacity), to: table)
    }

    /// Writes the `ConsumedCapacity` list, if it was asked for, in the order of first use.
    func writeMember(
        _ detail: Capacity.Detail, direction: TableCapacity.Direction? = nil,
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
