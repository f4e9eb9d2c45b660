package import Commands
package import Engine
package import Model
package import Values

extension Sample {
    /// An index over `g`, ordered by the number `r`, unless told otherwise.
    package static func index(
        _ name: Text = "by-g", _ scope: SecondaryIndexDefinition.Scope = .global,
        partition: [KeyAttribute] = [KeyAttribute(name: "g", type: .string)],
        sort: [KeyAttribute] = [KeyAttribute(name: "r", type: .number)],
        projection: IndexProjection = .all
    ) -> SecondaryIndexDefinition {
        SecondaryIndexDefinition(
            name: name, scope: scope, partition: partition, sort: sort, projection: projection)
    }
}

extension Store {
    /// Makes a table with `Sample.schema` and indexes.
    package func makeTable(
        _ name: Text = "clicks", indexes: [SecondaryIndexDefinition]
    ) async throws -> Table {
        try await commit(
            CreateTable(
                TableDefinition(
                    name: name, uuid: "test", keySchema: Sample.schema, indexes: indexes)))
    }

    /// Creates or deletes an index of a table that is there.
    package func change(_ table: Table, _ change: IndexChange) async throws -> Table {
        try await commit(
            UpdateTable(table.id, table.settings, rejectingNoChange: true, indexes: [change]))
    }

    package func query(_ query: IndexQuery) throws -> IndexPage {
        try read { snapshot throws(StoreError) in try snapshot.query(query) }
    }

    package func scan(_ scan: IndexScan) throws -> IndexPage {
        try read { snapshot throws(StoreError) in try snapshot.scan(scan) }
    }

    /// All pages of a query, one after the other.
    package func items(of query: IndexQuery) throws -> [Item] {
        var next = query
        var items: [Item] = []
        while true {
            let page = try self.query(next)
            items += page.items
            guard let last = page.lastPosition else { return items }
            next.after = last
        }
    }

    /// All pages of a scan, one after the other.
    package func items(of scan: IndexScan) throws -> [Item] {
        var next = scan
        var items: [Item] = []
        while true {
            let page = try self.scan(next)
            items += page.items
            guard let last = page.lastPosition else { return items }
            next.after = last
        }
    }
}
