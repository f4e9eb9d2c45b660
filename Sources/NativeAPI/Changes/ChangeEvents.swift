import Commands
import Engine
import JSON
import Model
import Values

/// Changes as server-sent events.
///
/// Each has an id made of the sequence number, by which a reader goes on that was cut off. Data is one
/// line: JSON has no line ends that need not be escaped.
struct ChangeEvents {
    private let stream: ChangeStream
    private(set) var bytes: [UInt8] = []

    init(of stream: ChangeStream) {
        self.stream = stream
    }

    mutating func write(_ record: ChangeRecord) {
        var data = JSONWriter(reservingBytes: 256 + 2 * record.imageBytes)
        data.beginObject()
        data.name("kind")
        data.string(record.kind.word)
        if record.isExpiry {
            data.name("expired")
            data.boolean(true)
        }
        data.name("at")
        data.string(Instant.text(record.time))
        data.name("key")
        PlainJSON.write(stream.keySchema.attributes(of: record.key), to: &data)
        for (name, image) in [("old", record.old), ("new", record.new)] {
            guard let image else { continue }
            data.name(name)
            PlainJSON.write(image, to: &data)
        }
        if stream.settings.view == .changes { write(record.deltas, to: &data) }
        data.endObject()
        write("change", id: record.sequence, data: data.bytes)
    }

    private func write(_ deltas: [(name: Text, delta: Number)], to data: inout JSONWriter) {
        if deltas.isEmpty { return }
        data.name("deltas")
        data.beginObject()
        for (name, delta) in deltas {
            data.name(name.string)
            data.number(text: delta.text)
        }
        data.endObject()
    }

    /// Says that there were records after the reader's position that are no longer kept.
    mutating func writeTrimmed() {
        var data = JSONWriter()
        data.beginObject()
        data.name("through")
        data.string(stream.horizon.text)
        data.endObject()
        write("trimmed", id: stream.horizon, data: data.bytes)
    }

    /// Says that the stream was switched off, and that this was all.
    mutating func write(_ closing: ChangeStream.Closing) {
        var data = JSONWriter()
        data.beginObject()
        data.name("at")
        data.string(Instant.text(closing.time))
        data.endObject()
        write("closed", id: closing.last, data: data.bytes)
    }

    private mutating func write(_ event: String, id: SequenceNumber, data: [UInt8]) {
        bytes.append(
            contentsOf: "id: \(ChangeID.text(id, of: stream.table))\nevent: \(event)\ndata: ".utf8)
        bytes.append(contentsOf: data)
        bytes.append(contentsOf: "\n\n".utf8)
    }

    /// Says that the server cannot go on, as a problem; there is no id, so that nothing is missed.
    static func failure(_ error: NativeError) -> [UInt8] {
        Array("event: failed\ndata: ".utf8) + error.body + Array("\n\n".utf8)
    }

    /// Says nothing but where the reader stands, which clients keep without an event.
    static func heartBeat(at position: SequenceNumber?, of table: TableID) -> [UInt8] {
        let id = position.map { "id: \(ChangeID.text($0, of: table))\n" } ?? ""
        return Array(":\n\(id)\n".utf8)
    }
}

extension ChangeRecord.Kind {
    fileprivate var word: String {
        switch self {
        case .insert: "insert"
        case .modify: "modify"
        case .remove: "remove"
        }
    }
}
