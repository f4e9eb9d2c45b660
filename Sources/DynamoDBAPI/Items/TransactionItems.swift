import API
import Engine
import JSON
import Model
import StreamRecords
import Values

/// The answer to a transaction of reads: its items as they all are at one moment, and what they cost.
struct TransactionItems: Sendable {
    let targets: TransactionTargets
    let detail: Capacity.Detail

    /// - Parameter show: writes what is wanted of the item that the read at a position found.
    func answer(
        in snapshot: borrowing Snapshot, _ show: (Int, ItemImage, inout JSONWriter) -> Void
    ) throws(StoreError) -> [UInt8] {
        var writer = JSONWriter(reservingBytes: 4096)
        var capacity = CapacityByTable()
        writer.beginObject()
        writer.name("Responses")
        writer.beginArray()
        for (index, target) in targets.items.enumerated() {
            let item = try snapshot.image(target.key, in: target.table)
            writer.beginObject()
            if let item {
                writer.name("Item")
                show(index, item, &writer)
            }
            writer.endObject()
            capacity.add(
                Capacity.read(bytes: item?.size ?? 0, consistent: true).transactional,
                to: target.table.name)
        }
        writer.endArray()
        capacity.writeMember(detail, direction: .read, to: &writer)
        writer.endObject()
        return writer.bytes
    }
}
