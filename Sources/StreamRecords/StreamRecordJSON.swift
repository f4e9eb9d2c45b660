package import Engine
package import JSON
package import Model
package import Values

/// A change record as DynamoDB's clients and Lambda's functions get it.
package enum StreamRecordJSON {
    /// The receiver of the record: the two forms differ in a few members.
    package enum Form: Hashable, Sendable {
        /// GetRecords of the streams API.
        case streams
        /// A Lambda event, whose records name their stream.
        case event(sourceARN: String)
    }

    package static let version = "1.1"
    package static let source = "aws:dynamodb"

    /// Writes the record as one object.
    ///
    /// A record of a CHANGES stream has in its images only what changed, without the key; counters
    /// are written once more as their differences in `Deltas`.
    package static func write(
        _ record: ChangeRecord, of stream: ChangeStream, named aws: AWSNames,
        as form: Form, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.name("eventID")
        writer.string(identifier(of: record, in: stream))
        writer.name("eventName")
        writer.string(record.kind.eventName)
        writer.name("eventVersion")
        writer.string(version)
        writer.name("eventSource")
        writer.string(source)
        writer.name("awsRegion")
        writer.string(aws.region)
        writer.name("dynamodb")
        writeChange(record, of: stream, as: form, to: &writer)
        if record.isExpiry { writeIdentity(as: form, to: &writer) }
        if case .event(let arn) = form {
            writer.name("eventSourceARN")
            writer.string(arn)
        }
        writer.endObject()
    }

    private static func writeChange(
        _ record: ChangeRecord, of stream: ChangeStream, as form: Form,
        to writer: inout JSONWriter
    ) {
        let view = stream.settings.view
        let keys = stream.keySchema.attributes(of: record.key)
        writer.beginObject()
        writer.name("ApproximateCreationDateTime")
        switch form {
        case .streams: writer.integer(record.time.seconds)
        // A number with a fraction, so that languages with integers and floats read it as a float.
        case .event: writer.number(text: creationTime(of: record))
        }
        writer.name("Keys")
        ValueJSON.write(keys, to: &writer)
        for (name, image) in [("NewImage", record.newImage), ("OldImage", record.oldImage)] {
            guard let image, isShown(image, in: stream) else { continue }
            writer.name(name)
            ValueJSON.write(image, to: &writer)
        }
        if view == .changes { writeDeltas(record, to: &writer) }
        writer.name("SequenceNumber")
        writer.string(record.sequence.text)
        writer.name("SizeBytes")
        writer.integer(size(of: record, in: stream))
        writer.name("StreamViewType")
        writer.string(view.name)
        writer.endObject()
    }

    private static func writeDeltas(_ record: ChangeRecord, to writer: inout JSONWriter) {
        let deltas = record.deltas
        if deltas.isEmpty { return }
        writer.name("Deltas")
        writer.beginObject()
        for (name, delta) in deltas {
            writer.name(name.string)
            ValueJSON.write(.number(delta), to: &writer)
        }
        writer.endObject()
    }

    /// The service that deleted an expired item; the two APIs spell the members differently.
    private static func writeIdentity(as form: Form, to writer: inout JSONWriter) {
        writer.name("userIdentity")
        writer.beginObject()
        for (name, value) in identity(as: form) {
            writer.name(name)
            writer.string(value)
        }
        writer.endObject()
    }

    /// The members that say so.
    package static func identity(as form: Form) -> [(name: String, value: String)] {
        let names = form == .streams ? ("Type", "PrincipalId") : ("type", "principalId")
        return [(names.0, "Service"), (names.1, "dynamodb.amazonaws.com")]
    }

    /// The record's time in events.
    package static func creationTime(of record: ChangeRecord) -> String {
        "\(record.time.seconds).0"
    }

    /// Whether an image is written: a record of changes omits one without attributes.
    package static func isShown(_ image: ItemImage, in stream: ChangeStream) -> Bool {
        stream.settings.view != .changes || image.view.count > 0
    }

    /// The size of the key and the images, as DynamoDB counts items.
    package static func size(of record: ChangeRecord, in stream: ChangeStream) -> Int {
        stream.keySchema.attributes(of: record.key).size + record.imageBytes
    }

    /// The same whenever the record is read, so that a reader can recognise a record it has seen.
    package static func identifier(of record: ChangeRecord, in stream: ChangeStream) -> String {
        // No two commands share a time, so the opening stands for the stream.
        UInt64(bitPattern: stream.openedAt.microseconds).hexadecimal
            + record.sequence.rawValue.hexadecimal
    }
}

extension ChangeRecord.Kind {
    /// The kind in AWS's words.
    package var eventName: String {
        switch self {
        case .insert: "INSERT"
        case .modify: "MODIFY"
        case .remove: "REMOVE"
        }
    }
}
