import Commands
package import Engine
import Model
import Values

extension Store {
    /// How many commands were carried out because of `body`, whether it has waited for them or not.
    ///
    /// - Parameter pool: one of a single thread, on which `body` may have left work that hands in
    ///   commands.
    package func commandCount(
        of body: () async throws -> Void, through pool: ReaderPool
    ) async throws -> UInt64 {
        let before = applied.position
        try await body()
        await withCheckedContinuation { continuation in
            if !pool.run({ continuation.resume() }) { continuation.resume() }
        }
        // What was handed in before this is carried out before it.
        let mark = TableDefinition(
            name: Text("mark.\(before)"), uuid: "mark", keySchema: Sample.schema)
        _ = try await commit(CreateTable(mark))
        return applied.position - before - 1
    }
}
