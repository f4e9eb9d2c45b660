import Expressions
import Mutations
import Values

extension Recorder {
    /// Whether the write has an id that its table has seen applied.
    mutating func isRepeat(
        _ write: ItemWrite, in table: Table, at time: Timestamp
    ) throws(StoreError) -> Bool {
        guard let id = write.once else { return false }
        return try entry(Keyspace.once(id, in: table.id), as: OnceRecord.self, at: time) != nil
    }

    /// Remembers the id of a write that was applied, if it has one.
    mutating func recordOnce(
        of write: ItemWrite, in table: Table, at time: Timestamp
    ) throws(StoreError) {
        if let id = write.once { try recordOnce(id, in: table, at: time) }
    }

    mutating func recordOnce(
        _ id: OnceID, in table: Table, at time: Timestamp
    ) throws(StoreError) {
        try record(
            OnceRecord(lastSecond: time.seconds + table.settings.onceLifeSeconds),
            under: Keyspace.once(id, in: table.id))
    }
}

extension ItemWrite {
    /// What a repeated write comes to: nothing changes.
    func repeated(on image: ItemImage?) -> Change {
        Change(old: image, new: image, isRepeat: true)
    }
}
