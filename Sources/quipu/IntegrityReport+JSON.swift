import Engine
import JSON

extension IntegrityCheck.Report {
    /// The report for programs: one JSON object in one line.
    func json(of data: String) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.name("data")
        json.string(data)
        json.name("sound")
        json.boolean(isClean)
        let numbers: [(String, Int64)] = [
            ("tables", Int64(tables)), ("items", Int64(items)), ("itemBytes", itemBytes),
            ("expiryEntries", Int64(expiryEntries)),
            ("staleExpiryEntries", Int64(staleExpiryEntries)),
            ("ledgerEntries", Int64(idempotencyRecords)), ("unpurgedItems", Int64(unpurgedItems)),
            ("streams", Int64(streams)), ("changes", Int64(changes)),
            ("unpurgedChanges", Int64(unpurgedChanges)), ("handlers", Int64(handlers)),
            ("damageCount", Int64(damageCount)),
        ]
        for (name, number) in numbers {
            json.name(name)
            json.integer(number)
        }
        json.name("damages")
        json.array(damages) { $1.string($0) }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// The report of a directory that is too damaged to be read.
    static func json(damage: String, in data: String) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.name("data")
        json.string(data)
        json.name("sound")
        json.boolean(false)
        json.name("damageCount")
        json.integer(1)
        json.name("damages")
        json.array([damage]) { $1.string($0) }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
