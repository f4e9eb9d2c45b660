import Client
import JSON

extension IngestResult {
    /// The same for programs: one JSON object in one line.
    func json(source: String, table: String) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.name("table")
        json.string(table)
        json.name("source")
        json.string(source)
        let numbers: [(String, Int64)] = [
            ("counted", total - before), ("total", total), ("shiftSeconds", shift),
            ("expired", expired), ("skippedLines", Int64(skippedLines)),
            ("unfinishedBytes", Int64(unfinishedBytes)),
        ]
        for (name, number) in numbers {
            json.name(name)
            json.integer(number)
        }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
