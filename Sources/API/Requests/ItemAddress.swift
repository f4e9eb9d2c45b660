package import Model
package import Values

/// Which item in which table: what may occur only once in a batch or transaction.
package struct ItemAddress: Hashable, Sendable {
    package let table: TableID
    package let key: Key

    package init(table: TableID, key: Key) {
        self.table = table
        self.key = key
    }
}
