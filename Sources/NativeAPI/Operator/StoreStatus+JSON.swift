import Commands
import Engine
import JSON
import Log
import Model

extension StoreStatus {
    /// Writes one object.
    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.name("writable")
        json.boolean(failure == nil)
        if let failure {
            json.name("reason")
            json.string(failure.message)
        }
        let numbers: [(String, Int64)] = [
            ("position", Int64(clamping: applied.position)),
            ("checkpointPosition", Int64(clamping: checkpoint.position)),
            ("tables", Int64(tables)), ("baseBytes", Int64(baseBytes)),
            ("baseReusableBytes", Int64(baseReusableBytes)),
        ]
        for (name, number) in numbers {
            json.name(name)
            json.integer(number)
        }
        json.name("segments")
        json.array(segments) { segment, json in
            json.beginObject()
            json.name("name")
            json.string(segment.name)
            json.name("firstPosition")
            json.integer(Int64(clamping: segment.firstPosition))
            json.name("endPosition")
            json.integer(Int64(clamping: segment.endPosition))
            json.endObject()
        }
        json.name("losses")
        json.array(losses) { loss, json in json.string(loss.message) }
        json.name("check")
        check.write(to: &json)
        json.endObject()
    }
}
