import Platform
package import Values

/// When a table's settings changed last, for responses that show it; nothing is decided by it.
package struct TableHistory: Hashable, Sendable {
    /// When the table became on demand, which it may have ceased to be since; `nil` for one that
    /// has been so from its beginning, and for one that never was.
    package var onDemandSince: Timestamp?
    package var throughputRaisedAt: Timestamp?
    package var throughputLoweredAt: Timestamp?
    /// How often the throughput was lowered on the day of the last time.
    package var lowerings: Int64 = 0
    package var classChangedAt: Timestamp?

    /// No client can lower a throughput more often in a day; a larger number means damaged bytes.
    private static let loweringsKept: ClosedRange<Int64> = 0...1_000_000_000

    package init() {}

    /// Notes what differs between the settings before and after a change.
    package mutating func note(
        _ old: TableSettings, _ new: TableSettings, ofTableMadeAt creation: Timestamp,
        at time: Timestamp
    ) {
        if old.tableClass ?? TableSettings.standardClass
            != new.tableClass ?? TableSettings.standardClass
        {
            classChangedAt = time
        }
        switch (old.provisioned, new.provisioned) {
        case (.some, nil): onDemandSince = time
        case (nil, .some): onDemandSince = onDemandSince ?? creation
        case (let old?, let new?): note(old, new, at: time)
        case (nil, nil): break
        }
    }

    private mutating func note(
        _ old: TableSettings.ProvisionedThroughput, _ new: TableSettings.ProvisionedThroughput,
        at time: Timestamp
    ) {
        if new.readUnits > old.readUnits || new.writeUnits > old.writeUnits {
            throughputRaisedAt = time
        }
        if new.readUnits < old.readUnits || new.writeUnits < old.writeUnits {
            lowerings = min(loweringsToday(at: time) + 1, TableHistory.loweringsKept.upperBound)
            throughputLoweredAt = time
        }
    }

    /// The lowerings of the (UTC) day that `time` lies in.
    package func loweringsToday(at time: Timestamp) -> Int64 {
        guard let throughputLoweredAt else { return 0 }
        let day: (Timestamp) -> Int64 = { $0.seconds.floorQuotient(86_400) }
        return day(throughputLoweredAt) == day(time) ? lowerings : 0
    }
}

//   history   on demand since? · raised at? · lowered at? · lowerings signed varint
//             · class changed at?, each a signed varint of microseconds
extension TableHistory {
    package func encode(to writer: inout ByteWriter) {
        for time in [onDemandSince, throughputRaisedAt, throughputLoweredAt] {
            writer.write(optional: time) { $0.write(signedVarint: $1.microseconds) }
        }
        writer.write(signedVarint: lowerings)
        writer.write(optional: classChangedAt) { $0.write(signedVarint: $1.microseconds) }
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        onDemandSince = try TableHistory.time(from: &reader)
        throughputRaisedAt = try TableHistory.time(from: &reader)
        throughputLoweredAt = try TableHistory.time(from: &reader)
        lowerings = try reader.readSignedVarint()
        guard TableHistory.loweringsKept.contains(lowerings) else {
            throw .invalid("\(lowerings) lowerings of a table's throughput in one day")
        }
        classChangedAt = try TableHistory.time(from: &reader)
    }

    private static func time(from reader: inout ByteReader) throws(CodecError) -> Timestamp? {
        try reader.readOptional { r throws(CodecError) in
            Timestamp(microseconds: try r.readSignedVarint())
        }
    }
}
