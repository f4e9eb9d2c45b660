import Commands
import Expressions
import Model
import Values

/// What a table knows of the id that a write has.
enum IdempotencyKeyUse {
    /// Nothing, or the write has none.
    case new
    /// It was applied for the same write.
    case repeated
    /// It was applied for a write of another item or with other content.
    case reused

    /// - Parameter known: the digest of the write that was applied under the id; `nil` in records
    ///   of versions without digests.
    init(of digest: UInt64?, known: UInt64?) {
        guard let digest, let known else {
            self = .repeated
            return
        }
        self = digest == known ? .repeated : .reused
    }
}

extension Recorder {
    /// What the write's table knows of its id.
    ///
    /// - Parameter digest: of all that its command does under this id.
    mutating func use(
        of id: OnceID?, for digest: UInt64?, in table: Table, at time: Timestamp
    ) throws(StoreError) -> IdempotencyKeyUse {
        guard let id,
            let known = try entry(Keyspace.once(id, in: table.id), as: UpdateRecord.self, at: time)
        else { return .new }
        return IdempotencyKeyUse(of: digest, known: known.digest)
    }

    mutating func recordOnce(
        _ id: OnceID, for digest: UInt64?, in table: Table, at time: Timestamp
    ) throws(StoreError) {
        try record(
            UpdateRecord(
                lastSecond: time.seconds + table.settings.onceLifeSeconds, digest: digest),
            under: Keyspace.once(id, in: table.id))
    }
}

extension ItemWrite {
    /// What a repeated write comes to: nothing changes.
    func repeated(on image: ItemImage?) -> Change {
        Change(old: image, new: image, isRepeat: true)
    }
}

extension [ItemWrite] {
    /// A digest of all that these writes do under the id of one of them.
    func onceDigest(of write: ItemWrite) -> UInt64? {
        guard let id = write.once else { return nil }
        var sum: UInt64 = 0
        for other in self where other.table == write.table && other.once == id {
            guard let digest = other.onceDigest else { return nil }
            sum &+= digest
        }
        return sum
    }
}
