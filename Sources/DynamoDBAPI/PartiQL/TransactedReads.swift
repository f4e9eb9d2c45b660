import API
import Engine
import JSON
import Model
import PartiQL
import Values

/// The SELECTs of a transaction, each of one item, as they all are at one moment.
struct TransactedReads: Sendable {
    private let reads: [PointRead]
    private let targets: TransactionTargets
    private let detail: Capacity.Detail

    init(_ bound: [BoundStatement], detail: Capacity.Detail) throws(WireError) {
        var reads: [PointRead] = []
        for (index, statement) in bound.enumerated() {
            guard case .select(let selection) = statement.statement else { continue }
            reads.append(
                try ExecuteTransaction.naming(index) { () throws(WireError) in
                    if statement.index != nil {
                        throw .validation("Reads on indices are not supported within transactions.")
                    }
                    return try PointRead(selection, of: statement, in: "ExecuteTransaction")
                })
        }
        self.reads = reads
        self.detail = detail
        targets = try WireError.translate(among: reads.count) {
            () throws(TransactionProblem) in
            try TransactionTargets(reads.map(\.request), in: reads.map(\.table))
        }
    }

    func answer(in snapshot: borrowing Snapshot) throws(StoreError) -> [UInt8] {
        var writer = JSONWriter(reservingBytes: 4096)
        var capacity = CapacityByTable()
        writer.beginObject()
        writer.name("Responses")
        writer.beginArray()
        for (read, target) in zip(reads, targets.items) {
            let image = try snapshot.image(target.key, in: target.table)
            writer.beginObject()
            if let image {
                writer.name("Item")
                read.columns.write(image, to: &writer)
            }
            writer.endObject()
            capacity.add(
                Capacity.read(bytes: image?.size ?? 0, consistent: true).transactional,
                to: target.table.name)
        }
        writer.endArray()
        capacity.writeMember(detail, direction: .read, to: &writer)
        writer.endObject()
        return writer.bytes
    }
}
