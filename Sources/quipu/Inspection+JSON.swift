import Commands
import Engine
import JSON
import Log
import Model
import Values

extension ClosedStore.Inspection {
    /// The inspection for programs: one JSON object in one line.
    func json(of data: String) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.name("data")
        json.string(data)
        json.name("baseBytes")
        json.integer(baseBytes)
        json.name("baseReusableBytes")
        json.integer(baseReusableBytes)
        json.name("checkpointPosition")
        json.integer(Int64(clamping: applied.position))
        json.name("tables")
        json.array(tables) { summary, json in
            json.beginObject()
            json.name("name")
            json.string(summary.table.name.string)
            json.name("key")
            json.array(summary.table.keySchema.keyAttributes) { attribute, json in
                json.string(attribute.name.string)
            }
            json.name("items")
            json.integer(summary.totals.items)
            json.name("bytes")
            json.integer(summary.totals.bytes)
            json.endObject()
        }
        json.name("segments")
        json.array(log?.segments ?? []) { segment, json in segment.write(to: &json) }
        json.name("tornTail")
        if let tail = log?.tornTail {
            json.beginObject()
            json.name("segment")
            json.string(tail.segment)
            json.name("offset")
            json.integer(tail.offset)
            json.endObject()
        } else {
            json.null()
        }
        json.name("losses")
        json.array(losses) { loss, json in json.string(loss.message) }
        json.name("problems")
        json.array(problems) { problem, json in json.string(problem) }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension LogInspection.Segment {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.name("name")
        json.string(name)
        let numbers: [(String, Int64)] = [
            ("firstPosition", Int64(clamping: firstPosition)),
            ("endPosition", Int64(clamping: endPosition)), ("groups", Int64(frames)),
            ("usedBytes", Int64(usedBytes)), ("fileBytes", Int64(fileBytes)),
        ]
        for (name, number) in numbers {
            json.name(name)
            json.integer(number)
        }
        json.name("problem")
        if let problem { json.string("\(problem)") } else { json.null() }
        json.endObject()
    }
}
