import Platform
package import Values

/// One enabling of a table's stream: the open one, or one that was closed and can still be read.
package struct ChangeStream: Hashable, Sendable {
    /// The end of a stream that takes no more records.
    package struct Closing: Hashable, Sendable {
        package let time: Timestamp
        /// No record comes after this number.
        package let last: SequenceNumber

        package init(time: Timestamp, last: SequenceNumber) {
            self.time = time
            self.last = last
        }
    }

    /// Slots of partition keys, which the shards divide among them.
    package static let slots = 65_536

    package let id: StreamID
    package let table: TableID
    package let tableName: Text
    package let keySchema: KeySchema
    package var settings: StreamSettings
    package let openedAt: Timestamp
    /// Milliseconds since 1970 that the label shows: the time of the opening, or a later one when
    /// two streams of a table were opened within one.
    package let labelMilliseconds: Int64
    /// No record comes before this number.
    package let start: SequenceNumber
    package var closing: Closing?
    /// Everything up to and including this number has been trimmed.
    package var horizon: SequenceNumber

    package init(
        id: StreamID, table: Table, settings: StreamSettings, openedAt: Timestamp,
        labelMilliseconds: Int64, start: SequenceNumber
    ) {
        self.init(
            id: id, table: table.id, tableName: table.name, keySchema: table.keySchema,
            settings: settings, openedAt: openedAt, labelMilliseconds: labelMilliseconds,
            start: start, closing: nil, horizon: start.predecessor)
    }

    package init(
        id: StreamID, table: TableID, tableName: Text, keySchema: KeySchema,
        settings: StreamSettings, openedAt: Timestamp, labelMilliseconds: Int64,
        start: SequenceNumber, closing: Closing?, horizon: SequenceNumber
    ) {
        self.id = id
        self.table = table
        self.tableName = tableName
        self.keySchema = keySchema
        self.settings = settings
        self.openedAt = openedAt
        self.labelMilliseconds = labelMilliseconds
        self.start = start
        self.closing = closing
        self.horizon = horizon
    }

    /// When the stream was opened, as `2026-11-23T08:00:00.123`: unique among a table's streams.
    package var label: String {
        let seconds = labelMilliseconds.floorQuotient(1000)
        let date = CivilDate(dayNumber: Int(seconds.floorQuotient(86_400)))
        let second = seconds.floorRemainder(86_400)
        func padded(_ number: Int64, _ digits: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
        }
        return padded(Int64(date.year), 4) + "-" + padded(Int64(date.month), 2) + "-"
            + padded(Int64(date.day), 2) + "T" + padded(second / 3600, 2) + ":"
            + padded(second / 60 % 60, 2) + ":" + padded(second % 60, 2) + "."
            + padded(labelMilliseconds.floorRemainder(1000), 3)
    }

    package var isOpen: Bool { closing == nil }

    /// The slots whose records are in `shard`.
    package func slots(ofShard shard: Int) -> Range<Int> {
        func first(_ shard: Int) -> Int {
            (shard * ChangeStream.slots + settings.shards - 1) / settings.shards
        }
        return first(shard)..<first(shard + 1)
    }
}
