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
struct RecordIncrements: Operation {
    static let traits = OperationTraits(
        "RecordIncrements", .writeItems, isOrderedWrite: true,
        inlineBodyBytesMax: NativeLimits.inlineBodyBytesMax)
    static let route = Route("POST", "/v1/tables/{table}/increments")
    static let parameters = Batch.parameters
    static let mediaTypes: [MediaType] = [.json, .lines]

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let table = try context.table(in: request)
        let batch = try Batch(request, elementName: "updates", isOrdered: true)
        let now = context.store.now
        let reader = UpdateReader(table: table, dialect: context.dialect(of: table), now: now)
        var combiner = UpdateCombiner(table: table.id, now: now, expecting: batch.elements.count)
        var targets = UpdateTargets()
        let wrong = try batch.readEach { update throws(BodyProblem) in
            combiner.add(try reader.read(update, &targets))
        }
        let writeOfUpdate = combiner.writeOfUpdate
        let increments = IncrementBatch(
            table: table.id, mark: batch.mark, writes: combiner.takeWrites())
        return .commitBatch(increments) { result throws(NativeError) in
            try batch.answer(result, of: table.name, wrong: wrong) { index, existing, reason in
                var targets = UpdateTargets()
                return batch.firstRefused(
                    reason, by: existing, of: table, wrong: wrong,
                    concerns: { writeOfUpdate[$0.number] == index },
                    writes: { updates in
                        var combiner = UpdateCombiner(
                            table: table.id, now: now, expecting: updates.count)
                        for update in updates {
                            combiner.add(try reader.read(update.node, &targets))
                        }
                        return combiner.takeWrites()
                    })
            }
        }
    }
}
