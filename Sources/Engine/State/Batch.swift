import LMDB
import Values

/// The writer's view while it applies a group: reads see what the group has written so far, and all of
/// it becomes visible in one commit.
struct Batch: ~Copyable {
    private var transaction: WriteTransaction
    let active: Layer
    private let below: [LayerReader]

    init(on stack: LayerStack) throws(StoreError) {
        let (active, below) = try stack.beginWrite()
        transaction = try active.beginWrite()
        self.active = active
        self.below = below
    }

    func value(of key: [UInt8], in space: Space) throws(StoreError) -> StoredValue? {
        let found: [UInt8]?
        do {
            found = try transaction.bytes(for: LongKey.stored(key), in: active.database(space))
        } catch {
            throw StoreError(error, doing: "reading \(space.name)")
        }
        guard let found else { return try below.value(of: key, in: space) }
        switch try LayerReader.read(found, of: key, in: active) {
        case .absent: return try below.value(of: key, in: space)
        case .deleted: return nil
        case .present(let value): return value
        }
    }

    /// Stores what `encode` writes under `key`.
    mutating func put(
        _ key: [UInt8], in space: Space, _ encode: (inout ByteWriter) -> Void
    ) throws(StoreError) {
        var bytes: [UInt8] = []
        // Most of what is encoded for it is shorter.
        bytes.reserveCapacity(100)
        bytes.append(Layer.presentMark)
        LongKey.appendRest(of: key, to: &bytes)
        var writer = ByteWriter(appendingTo: bytes)
        encode(&writer)
        try store(writer.bytes, for: key, in: space)
    }

    /// Stores bytes that lie somewhere already.
    mutating func put(
        _ value: Span<UInt8>, for key: [UInt8], in space: Space
    ) throws(StoreError) {
        var head = Batch.presentHead
        LongKey.appendRest(of: key, to: &head)
        do {
            try transaction.put(
                head.span, value, for: LongKey.stored(key).span, in: active.database(space))
        } catch {
            throw StoreError(error, doing: "writing \(space.name)")
        }
    }

    private static let presentHead = [Layer.presentMark]

    /// Stores a key that says all there is to say.
    mutating func putMark(_ key: [UInt8], in space: Space) throws(StoreError) {
        try put(key, in: space) { $0.write(byte: 1) }
    }

    /// Hides `key`, whether or not a layer below has it.
    mutating func delete(_ key: [UInt8], in space: Space) throws(StoreError) {
        var bytes = [Layer.tombstone]
        LongKey.appendRest(of: key, to: &bytes)
        try store(bytes, for: key, in: space)
    }

    private mutating func store(
        _ bytes: [UInt8], for key: [UInt8], in space: Space
    ) throws(StoreError) {
        do {
            try transaction.put(bytes, for: LongKey.stored(key), in: active.database(space))
        } catch {
            throw StoreError(error, doing: "writing \(space.name)")
        }
    }

    /// Bytes of the pages that the active layer uses with this batch.
    func activeBytes() throws(StoreError) -> Int {
        var bytes = 0
        for space in Space.allCases { bytes += try activeBytes(of: space) }
        return bytes
    }

    /// The same of one database.
    func activeBytes(of space: Space) throws(StoreError) -> Int {
        do {
            return try transaction.statistics(of: active.database(space)).bytes
        } catch {
            throw StoreError(error, doing: "measuring \(space.name)")
        }
    }

    consuming func commit() throws(StoreError) {
        do {
            try transaction.commit()
        } catch {
            throw StoreError(error, doing: "committing a group")
        }
    }
}
