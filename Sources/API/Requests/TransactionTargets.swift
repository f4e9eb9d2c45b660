package import Commands
package import Model
package import Values

/// The items that the requests of a transaction name, none of them twice.
package struct TransactionTargets: Sendable {
    /// An item that need not exist.
    package struct Target: Sendable {
        package let table: Table
        package let key: Key
    }

    /// In the order of the requests.
    package let items: [Target]

    /// Makes a key of what each request says; the first problem ends it.
    ///
    /// - Parameter tables: the one of each of `requests`, in the same order.
    package init(
        _ requests: [some KeyedRequest], in tables: [Table]
    ) throws(TransactionProblem) {
        var items: [Target] = []
        var seen: Set<ItemAddress> = []
        for (index, (request, table)) in zip(requests, tables).enumerated() {
            let key: Key
            do throws(KeyError) {
                key = try request.key(of: table.keySchema)
            } catch {
                throw .key(error, ofWholeItem: request.givesWholeItem, at: index)
            }
            guard seen.insert(ItemAddress(table: table.id, key: key)).inserted else {
                throw .repeatedItem
            }
            items.append(Target(table: table, key: key))
        }
        self.items = items
    }

    /// The writes of a transaction to these items.
    package func writes(
        of requests: [WriteRequest]
    ) throws(TransactionProblem) -> [ItemWrite] {
        var writes: [ItemWrite] = []
        for (index, (request, target)) in zip(requests, items).enumerated() {
            do throws(WriteProblem) {
                writes.append(try request.write(to: target.key, in: target.table))
            } catch {
                throw .write(error, at: index)
            }
        }
        return writes
    }
}

/// Why requests cannot be one transaction, whatever the items are.
package enum TransactionProblem: Error, Hashable, Sendable {
    /// A request's attributes are no key of its table.
    case key(KeyError, ofWholeItem: Bool, at: Int)
    /// Two requests name one item.
    case repeatedItem
    case write(WriteProblem, at: Int)
}
