/// A B value: bytes, ordered as unsigned numbers, a prefix before what it begins.
///
/// The bytes may be deferred, which nobody sees who looks at them: equality, hash and order are
/// those of the bytes.
package struct Binary: Sendable {
    private enum Storage: Sendable {
        case plain([UInt8])
        case deferred(any DeferredBytes)
    }

    private let storage: Storage

    package init(_ bytes: [UInt8]) {
        storage = .plain(bytes)
    }

    /// A value whose bytes are made when they are needed.
    package init(deferred: any DeferredBytes) {
        storage = .deferred(deferred)
    }

    /// The bytes; making deferred ones is what it costs.
    package var bytes: [UInt8] {
        switch storage {
        case .plain(let bytes): bytes
        case .deferred(let deferred): deferred.bytes
        }
    }

    /// What will make the bytes, or `nil` when they are there.
    package var deferred: (any DeferredBytes)? {
        switch storage {
        case .plain: nil
        case .deferred(let deferred): deferred
        }
    }

    package var count: Int {
        switch storage {
        case .plain(let bytes): bytes.count
        case .deferred(let deferred): deferred.count
        }
    }

    package var isEmpty: Bool { count == 0 }
}

extension Binary: Hashable {
    package static func == (left: Binary, right: Binary) -> Bool {
        switch (left.storage, right.storage) {
        case (.plain(let left), .plain(let right)): return left == right
        case (.deferred(let left), .deferred(let right)) where left === right: return true
        case (.deferred(let left), .deferred(let right)) where left.differs(from: right):
            return false
        default: return left.count == right.count && left.bytes == right.bytes
        }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(bytes)
    }
}

extension Binary: Comparable {
    package static func < (left: Binary, right: Binary) -> Bool {
        // Sets and keys are compared often and never deferred.
        if case .plain(let left) = left.storage, case .plain(let right) = right.storage {
            return isOrdered(left.span, before: right.span)
        }
        let left = left.bytes
        let right = right.bytes
        return isOrdered(left.span, before: right.span)
    }

    private static func isOrdered(_ left: Span<UInt8>, before right: Span<UInt8>) -> Bool {
        let shared = min(left.count, right.count)
        var index = 0
        while index < shared, left[index] == right[index] { index += 1 }
        if index == shared { return left.count < right.count }
        return left[index] < right[index]
    }
}
