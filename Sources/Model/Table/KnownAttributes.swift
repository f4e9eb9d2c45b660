import Platform
import Synchronization
import Values

/// The attributes of one state of a table that updates have named, with what its definition says of
/// them.
///
/// A change of the table begins a new list, so that nothing in it is ever out of date.
final class KnownAttributes: Sendable {
    private let list = Mutex<[AttributeFacts]>([])

    func find(_ name: Span<UInt8>) -> AttributeFacts? {
        let list = list.withLock { $0 }
        for index in list.indices where list[index].path.root.string.utf8.span.isEqual(to: name) {
            return list[index]
        }
        return nil
    }

    func add(_ facts: AttributeFacts) {
        guard facts.path.root.utf8Count <= Limits.knownAttributeBytesMax else { return }
        list.withLock { list in
            if list.count < Limits.knownAttributesMax { list.append(facts) }
        }
    }
}
