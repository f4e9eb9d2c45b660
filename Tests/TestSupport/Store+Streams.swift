package import Commands
package import Engine
package import Model
package import Values

extension Store {
    /// Makes a table with `Sample.schema` and a stream.
    package func makeTable(
        _ name: Text = "clicks", stream: StreamSettings
    ) async throws -> Table {
        var definition = TableDefinition(name: name, uuid: "test", keySchema: Sample.schema)
        definition.settings.stream = stream
        let table = try await commit(CreateTable(definition))
        return table
    }

    /// The table's open stream.
    package func openStream(of table: Table) throws -> ChangeStream {
        guard let id = self.table(table.id)?.stream, let stream = stream(id) else {
            throw UnexpectedReply()
        }
        return stream
    }

    /// All records that a stream keeps after a position.
    package func records(
        of stream: ChangeStream, after position: SequenceNumber = .zero
    ) throws -> [ChangeRecord] {
        try read { snapshot throws(StoreError) in
            try snapshot.changes(
                of: stream.id, after: position, limit: .max, bytesMax: .max
            ).records
        }
    }

    package func define(
        _ definition: HandlerDefinition, _ match: HandlerMatch = .any
    ) async throws -> Handler {
        try await commit(DefineHandler(definition, uuid: "handler", match))
    }

    package func progress(of handler: Handler, shard: Int) throws -> ShardProgress? {
        try read { snapshot throws(StoreError) in
            try snapshot.progress(of: handler.id, shard: shard)
        }
    }
}
