package import Model

/// A record on its way to a handler: what the event says of it, and what delivery must know.
package struct BatchRecord: Hashable, Sendable {
    package let sequence: SequenceNumber
    package let time: Timestamp
    /// The record as events have it.
    package let json: [UInt8]

    package init(sequence: SequenceNumber, time: Timestamp, json: [UInt8]) {
        self.sequence = sequence
        self.time = time
        self.json = json
    }
}

/// Collects the records of one event, up to a number and a size.
package struct BatchBuilder: Hashable, Sendable {
    package private(set) var records: [BatchRecord] = []
    private let countMax: Int
    private var bytesLeft: Int

    /// - Parameter reservedBytes: what the event holds beside its records.
    package init(countMax: Int, reservedBytes: Int = 0) {
        self.countMax = countMax
        bytesLeft = Limits.handlerPayloadBytesMax - reservedBytes
    }

    package var isEmpty: Bool { records.isEmpty }
    package var isFull: Bool { records.count >= countMax || bytesLeft <= 0 }

    /// Takes one more record; `false`, without taking it, when there is no room for it.
    ///
    /// The first record always has room.
    package mutating func add(_ record: BatchRecord) -> Bool {
        let bytes = record.json.count + 1
        guard records.isEmpty || (records.count < countMax && bytes <= bytesLeft) else {
            return false
        }
        records.append(record)
        bytesLeft -= bytes
        return true
    }
}
