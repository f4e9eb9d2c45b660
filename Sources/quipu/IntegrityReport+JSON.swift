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
        for figure in figures {
            json.name(figure.name)
            json.integer(figure.value)
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
