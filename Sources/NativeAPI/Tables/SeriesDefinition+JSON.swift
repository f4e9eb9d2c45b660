import Commands
import JSON
import Model
import PlainBodies
import Values

// What `SeriesDefinitionReader` reads, written back.

extension SeriesDefinition {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("counters")
        writer.texts(counters)
        writer.name("sketches")
        writer.texts(sketches)
        writer.name("granularities")
        writer.beginArray()
        for granularity in granularities { granularity.write(to: &writer) }
        writer.endArray()
        writer.endObject()
    }
}

extension Granularity {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("name")
        writer.string(name.string)
        writer.name("prefix")
        writer.string(prefix.string)
        if !format.isEmpty {
            writer.name("format")
            writer.string(format.string)
        }
        if let length = unit.lengthInHour {
            writer.name("length")
            writer.string(length)
        }
        if let retentionSeconds {
            writer.name("retention")
            writer.string(Lifetime.text(seconds: retentionSeconds))
        }
        if let sketchPrecision {
            writer.name("sketchPrecision")
            writer.integer(sketchPrecision)
        }
        if timeZone != "UTC" {
            writer.name("timeZone")
            writer.string(timeZone.string)
        }
        writer.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func texts(_ texts: [Text]) {
        beginArray()
        for text in texts { string(text.string) }
        endArray()
    }
}
