import LMDB

/// A value as a layer keeps it: bytes, and where in them the value proper begins.
struct StoredValue {
    let bytes: [UInt8]
    let start: Int
}

/// One layer as of one moment.
///
/// Used by one thread, for the length of one answer: it keeps LMDB from reusing pages.
final class LayerReader {
    enum Finding {
        case absent, deleted
        case present(StoredValue)
    }

    let layer: Layer
    private let transaction: ReadTransaction

    init(_ layer: Layer) throws(StoreError) {
        self.layer = layer
        do {
            transaction = try layer.environment.beginRead()
        } catch {
            throw StoreError(error, doing: "beginning to read \(layer.environment.path)")
        }
    }

    /// The number of the layer's commit that this sees.
    var commit: Int { transaction.number }

    func find(_ key: [UInt8], in space: Space) throws(StoreError) -> Finding {
        let found: [UInt8]?
        do {
            found = try transaction.bytes(for: LongKey.stored(key), in: layer.database(space))
        } catch {
            throw StoreError(error, doing: layer.reading(space))
        }
        guard let found else { return .absent }
        return try LayerReader.read(found, of: key, in: layer)
    }

    /// Interprets a layer's bytes; another long key with the same digest counts as absent.
    static func read(
        _ bytes: [UInt8], of key: [UInt8], in layer: Layer
    ) throws(StoreError) -> Finding {
        guard bytes.count >= layer.markBytes else { throw .corrupt("an empty value") }
        let isDeleted = layer.kind == .memtable && bytes[0] == Layer.tombstone
        if key.count <= LongKey.plainBytesMax {
            return isDeleted
                ? .deleted : .present(StoredValue(bytes: bytes, start: layer.markBytes))
        }
        let (rest, start) = try LongKey.splitRest(of: bytes, from: layer.markBytes)
        guard rest == key[LongKey.plainBytesMax...] else { return .absent }
        return isDeleted ? .deleted : .present(StoredValue(bytes: bytes, start: start))
    }

    /// A cursor on the first entry of a range in its direction.
    func cursor(
        in space: Space, _ range: KeyRange, isReversed: Bool
    ) throws(StoreError) -> LayerCursor {
        let cursor: Cursor
        do {
            cursor = try transaction.cursor(in: layer.database(space))
        } catch {
            throw StoreError(error, doing: layer.reading(space))
        }
        return try LayerCursor(cursor, of: layer, range, isReversed: isReversed)
    }
}

extension Layer {
    /// What was being done when a read failed, with its file.
    func reading(_ space: Space) -> String {
        "reading \(space.name) in \(environment.path)/data.mdb"
    }
}
