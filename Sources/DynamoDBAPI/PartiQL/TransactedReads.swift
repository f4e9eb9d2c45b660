import API
import Engine
import JSON
import Model
import PartiQL
import Values

/// The SELECTs of a transaction, each of one item, as they all are at one moment.
struct TransactedReads: Sendable {
    private let reads: [PointRead]
    private let items: TransactionItems

    /// - Parameters:
    ///   - bound: the statements, `nil` for those whose table is missing.
    ///   - faults: what is known to be wrong with them.
    init(
        _ bound: [BoundStatement?], _ faults: StatementFaults, detail: Capacity.Detail
    ) throws(WireError) {
        var faults = faults
        var reads: [PointRead] = []
        for (index, statement) in bound.enumerated() {
            guard let statement, case .select(let selection) = statement.statement else {
                continue
            }
            let read = try ExecuteTransaction.naming(index) { () throws(WireError) in
                if statement.index != nil {
                    throw .validation("Reads on indices are not supported within transactions.")
                }
                return try PointRead(selection, of: statement, in: "ExecuteTransaction")
            }
            faults.noteKey(of: read.request, in: read.table.keySchema, at: index)
            reads.append(read)
        }
        try faults.check()
        self.reads = reads
        let targets = try WireError.translate(among: reads.count) {
            () throws(TransactionProblem) in
            try TransactionTargets(reads.map(\.request), in: reads.map(\.table))
        }
        items = TransactionItems(targets: targets, detail: detail)
    }

    func answer(in snapshot: borrowing Snapshot) throws(StoreError) -> [UInt8] {
        try items.answer(in: snapshot) { index, image, writer in
            reads[index].columns.write(image, to: &writer)
        }
    }
}
