import Expressions
import Sketches
package import Values

// What settings say about sketches, ONCE and series, left out while it is as in a new table.
//
//   aggregates    default precision u8 · count · attribute name, precision u8 of each
//                 · once life signed varint · series?
//   series        count · granularities · count · counters · count · sketches
//   granularity   name · prefix · unit u8 · format · retention signed varint? · precision u8?
//                 · time zone · history?
//   history       since signed varint · retention before signed varint?

extension TableSettings {
    var hasAggregates: Bool {
        sketchPrecisions != SketchPrecisions() || series != nil
            || onceLifeSeconds != Limits.onceLifeSecondsDefault
    }

    /// Takes over the settings that UpdateTable cannot express, so that one that was planned before
    /// a definition cannot undo them.
    package mutating func keepWhatOnlyDefinitionsSay(of other: TableSettings) {
        sketchPrecisions = other.sketchPrecisions
        onceLifeSeconds = other.onceLifeSeconds
        series = other.series
        stream = other.stream
    }

    package func encodeAggregates(to writer: inout ByteWriter) {
        writer.write(precision: sketchPrecisions.default)
        let attributes = sketchPrecisions.attributes.sorted { $0.key < $1.key }
        writer.write(list: attributes) { writer, attribute in
            writer.write(text: attribute.key)
            writer.write(precision: attribute.value)
        }
        writer.write(signedVarint: onceLifeSeconds)
        writer.write(optional: series) { $1.encode(to: &$0) }
    }

    package mutating func readAggregates(from reader: inout ByteReader) throws(CodecError) {
        let precision = try reader.readPrecision()
        let attributes = try reader.readList { r throws(CodecError) in
            (try r.readText(), try r.readPrecision())
        }
        sketchPrecisions = SketchPrecisions(
            default: precision, attributes: Dictionary(attributes) { _, last in last })
        onceLifeSeconds = try reader.readSeconds(in: Limits.onceLifeSeconds)
        series = try reader.readOptional { r throws(CodecError) in
            try SeriesDefinition(from: &r)
        }
    }
}

extension SeriesDefinition {
    fileprivate func encode(to writer: inout ByteWriter) {
        writer.write(list: granularities) { $1.encode(to: &$0) }
        writer.write(list: counters) { $0.write(text: $1) }
        writer.write(list: sketches) { $0.write(text: $1) }
    }

    fileprivate init(from reader: inout ByteReader) throws(CodecError) {
        self.init(
            granularities: try reader.readList { r throws(CodecError) in
                try Granularity(from: &r)
            },
            counters: try reader.readList { r throws(CodecError) in try r.readText() },
            sketches: try reader.readList { r throws(CodecError) in try r.readText() })
    }
}

extension Granularity {
    fileprivate func encode(to writer: inout ByteWriter) {
        writer.write(text: name)
        writer.write(text: prefix)
        writer.write(byte: unit.rawValue)
        writer.write(text: format)
        writer.write(optional: retentionSeconds) { $0.write(signedVarint: $1) }
        writer.write(optional: sketchPrecision) { $0.write(precision: $1) }
        writer.write(text: timeZone)
        writer.write(optional: history) { writer, history in
            writer.write(signedVarint: history.since)
            writer.write(optional: history.retentionBefore) { $0.write(signedVarint: $1) }
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(CodecError) {
        let name = try reader.readText()
        let prefix = try reader.readText()
        let unit = try reader.readByte()
        guard let unit = BucketUnit(rawValue: unit) else { throw .invalid("bucket unit \(unit)") }
        self.init(
            name: name, prefix: prefix, unit: unit, format: try reader.readText(),
            retentionSeconds: try reader.readOptional { r throws(CodecError) in
                try r.readSeconds(in: Limits.retentionSeconds)
            },
            sketchPrecision: try reader.readOptional { r throws(CodecError) in
                try r.readPrecision()
            },
            timeZone: try reader.readText(),
            history: try reader.readOptional { r throws(CodecError) in
                History(
                    since: try r.readSignedVarint(),
                    retentionBefore: try r.readOptional { r throws(CodecError) in
                        try r.readSeconds(in: Limits.retentionSeconds)
                    })
            })
    }
}

extension ByteWriter {
    fileprivate mutating func write(precision: Int) {
        write(byte: UInt8(truncatingIfNeeded: precision))
    }
}

extension ByteReader {
    fileprivate mutating func readSeconds(
        in allowed: ClosedRange<Int64>
    ) throws(CodecError) -> Int64 {
        let seconds = try readSignedVarint()
        guard allowed.contains(seconds) else { throw .invalid("\(seconds) seconds") }
        return seconds
    }

    fileprivate mutating func readPrecision() throws(CodecError) -> Int {
        let precision = Int(try readByte())
        guard HLLSketch.precisions.contains(precision) else {
            throw .invalid("sketch precision \(precision)")
        }
        return precision
    }
}
