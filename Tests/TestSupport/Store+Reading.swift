package import Commands
package import Engine
package import Model
package import Values

/// What a store holds and how far it has come, for comparisons of two.
package struct Content: Hashable, Sendable {
    package let hash: [UInt8]
    package let applied: AppliedState
}

/// The TTL sweeper finds the same items again and again.
package struct NeverEnds: Error {}

extension Store {
    package func content() throws -> Content {
        Content(hash: try contentHash(), applied: applied)
    }

    package func query(_ query: Query) throws -> Page {
        try read { snapshot throws(StoreError) in try snapshot.query(query) }
    }

    package func scan(_ scan: Scan) throws -> Page {
        try read { snapshot throws(StoreError) in try snapshot.scan(scan) }
    }

    /// All pages of a query, one after the other.
    package func items(of query: Query) throws -> [Item] {
        var next = query
        var items: [Item] = []
        while true {
            let page = try self.query(next)
            items += page.items
            guard let last = page.lastKey else { return items }
            next.after = last
        }
    }

    /// All pages of a scan, one after the other.
    package func items(of scan: Scan) throws -> [Item] {
        var next = scan
        var items: [Item] = []
        while true {
            let page = try self.scan(next)
            items += page.items
            guard let last = page.lastKey else { return items }
            next.after = last
        }
    }

    package func items(of table: Table) throws -> [Item] {
        try items(of: Scan(table: table))
    }

    /// Reaps until nothing is left to reap; answers how many entries that took.
    @discardableResult
    package func reapAll() throws -> Int {
        var handled = 0
        for _ in 0..<1000 {
            let count = try reap()
            if count == 0 { return handled }
            handled += count
        }
        throw NeverEnds()
    }

    /// Changes a table and answers what it is now.
    package func change(_ command: some TableCommand & StoreCommand) async throws -> Table {
        try await commit(command)
    }
}
