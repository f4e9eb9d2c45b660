/// What a server must know of an operation before it reads a request for it.
package struct OperationTraits: Sendable {
    /// The operation's name, as the API calls it.
    package let name: String
    /// The permission that the principal needs.
    package let permission: Permission
    /// Whether it is a write of items that reaches the store before anything that follows it on its
    /// connection.
    ///
    /// Such writes of one connection may be under way together, because the store carries them out in
    /// the order in which they arrive. No other requests may be, as a client could notice that they
    /// were not carried out one after the other.
    package let isOrderedWrite: Bool
    /// A larger body is read on a thread of the reader pool, not on the event loop where it arrived;
    /// the writes of such bodies are not ordered.
    package let inlineBodyBytesMax: Int

    package init(
        _ name: String, _ permission: Permission, isOrderedWrite: Bool = false,
        inlineBodyBytesMax: Int = .max
    ) {
        self.name = name
        self.permission = permission
        self.isOrderedWrite = isOrderedWrite
        self.inlineBodyBytesMax = inlineBodyBytesMax
    }

    /// Whether it changes nothing, so that it may be carried out again whatever became of its response.
    package var isRead: Bool {
        switch permission {
        case .none, .describe, .readItems, .readChanges: true
        case .writeItems, .changeTables, .changeHandlers, .invokeHandlers, .operate: false
        }
    }

    /// Whether a request with a body of `bodyBytes` may be under way together with the ordered writes
    /// in front of it.
    package func isOrderedWrite(ofBodyBytes bodyBytes: Int) -> Bool {
        isOrderedWrite && bodyBytes <= inlineBodyBytesMax
    }
}

/// What a principal may have been granted.
package enum Permission: CaseIterable, Hashable, Sendable {
    /// Needs no grant: what anybody may ask, such as where the service is.
    case none
    /// The definitions of tables, streams and handlers.
    case describe
    case readItems
    case writeItems
    /// The changes of items that a table's stream keeps.
    case readChanges
    /// Making, changing and deleting tables.
    case changeTables
    /// Saying which programs the server runs, and when.
    case changeHandlers
    /// Running one of them once.
    case invokeHandlers
    /// Looking after the server's data: having it checked.
    case operate
}
