import API
import Commands
import Engine
import JSON
import Model
import PlainBodies
import Values

/// `POST /v1/tables/{table}/increments`: many updates at once, all or none, counted once however often
/// they are sent.
///
/// A batch without updates is legal: it moves the source's mark.
struct RecordIncrements: NativeOperation {
    static let traits = OperationTraits(
        "RecordIncrements", .writeItems, isOrderedWrite: true,
        inlineBodyBytesMax: NativeLimits.inlineBodyBytesMax)
    static let route = Route("POST", "/v1/tables/{table}/increments")
    static let parameters = Batch.parameters
    static let mediaTypes: [MediaType] = [.json, .lines]

    private let increments: IncrementBatch
    private let sent: SentUpdates

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        let table = try context.table(in: request)
        let batch = try Batch(request, elementName: "updates", isOrdered: true)
        let now = context.store.now
        let reader = UpdateReader(table: table, dialect: context.dialect(of: table), now: now)
        var combiner = UpdateCombiner(table: table.id, now: now, expecting: batch.elements.count)
        var targets = UpdateTargets()
        let wrong = try batch.readEach { update throws(BodyProblem) in
            combiner.add(try reader.read(update, &targets))
        }
        sent = SentUpdates(
            table: table, batch: batch, reader: reader, writeOfUpdate: combiner.writeOfUpdate,
            wrong: wrong, now: now)
        increments = IncrementBatch(
            table: table.id, mark: batch.mark, writes: combiner.takeWrites())
    }

    func plan(in context: NativeContext) -> Plan {
        // The writes end with the command: what answers it holds what was sent alone.
        .commitBatch(increments) { [sent] result throws(NativeError) in
            try sent.answer(result)
        }
    }
}

/// The updates of a request, as it had them: what its response is made from.
private struct SentUpdates: Sendable {
    let table: Table
    let batch: Batch
    let reader: UpdateReader
    /// For each update the place of the write that it has become a part of.
    let writeOfUpdate: [Int]
    /// The updates that cannot be read; none, unless the others are to count anyhow.
    let wrong: WrongElements
    let now: Timestamp

    func answer(
        _ result: Result<IncrementBatch.Reply, IncrementBatch.Rejection>
    ) throws(NativeError) -> Response {
        try batch.answer(result, of: table.name, wrong: wrong) { index, existing, reason in
            firstRefused(reason, at: index, by: existing)
        }
    }

    /// The problem of the update because of which a write was rejected.
    private func firstRefused(
        _ reason: WriteRejection, at index: Int, by existing: ItemImage?
    ) -> NativeError {
        var targets = UpdateTargets()
        return batch.firstRefused(
            reason, by: existing, of: table, wrong: wrong,
            concerns: { writeOfUpdate[$0.number] == index },
            writes: { updates in
                var combiner = UpdateCombiner(table: table.id, now: now, expecting: updates.count)
                for update in updates {
                    combiner.add(try reader.read(update.node, &targets))
                }
                return combiner.takeWrites()
            })
    }
}
