import Engine
import HandlerModel
import JSON
import Model
import NativeAPI
import PlainBodies
import Values

extension FuzzTarget {
    /// The JSON of definitions; the first byte says of what: `t` of a table, with its series, its stream
    /// and its indexes, `h` of a handler.
    ///
    /// What is taken is described in JSON, and read from there it is the same definition: a
    /// description can be changed and sent back.
    package static let definition = FuzzTarget(
        "definition",
        sound: [
            #"""
            t{"key": {"partition": {"name": "pk", "type": "string"}}}
            """#,
            #"""
            t{"name": "clicks", "key": {"partition": {"name": "pk", "type": "string"},
            "sort": {"name": "sk", "type": "string"}}, "timeToLive": {"attribute": "ttl",
            "mode": "lazy"}, "strict": false, "deletionProtection": true,
            "once": {"retention": "30d"}, "tags": {"a": "b", "c": ""}, "sketches": {"default": 12,
            "attributes": {"u": 14}}, "stream": {"view": "changes", "shards": 2,
            "retention": "24h", "retentionBytes": 1073741824}, "series": {"counters": ["n", "c:*"],
            "sketches": ["u"], "granularities": [{"name": "minute", "prefix": "m#",
            "format": "yyyyMMddHHmm", "retention": "2d", "sketchPrecision": 10},
            {"name": "day", "prefix": "d#", "format": "yyyyMMdd", "timeZone": "Europe/Rome"},
            {"name": "all", "prefix": "A#"}]}}
            """#,
            #"""
            t{"key": {"partition": {"name": "p", "type": "binary"}, "sort": {"name": "n",
            "type": "number"}}, "stream": {"view": "new-and-old-images"}, "once": {}}
            """#,
            #"""
            t{"key": {"partition": {"name": "link", "type": "string"}}, "indexes": [{
            "name": "byOwner", "key": {"partition": [{"name": "owner", "type": "string"}],
            "sort": [{"name": "c", "type": "number"}]}, "projection": ["title"]}, {"name": "all",
            "key": {"partition": [{"name": "owner", "type": "string"}, {"name": "b",
            "type": "binary"}], "sort": []}, "status": "active"}, {"name": "k.1", "key": {
            "partition": [{"name": "link", "type": "string"}]}, "projection": "keys"}]}
            """#,
            #"""
            h{"name": "spike", "table": "clicks", "executable": "spike/spike.py"}
            """#,
            #"""
            h{"name": "spike", "table": "clicks", "executable": "a/b", "arguments": ["-v", ""],
            "environment": {"A": "1"}, "mode": "once", "filters": [{"eventName": ["INSERT"]}],
            "batchSize": 7, "batchWindow": "3s", "lanes": 2, "start": "trim-horizon",
            "retries": null, "maximumAge": "1m", "bisect": false, "partialFailures": true,
            "window": "0s", "timeout": "5s", "memoryMegabytes": 64, "onFailure": "table:dead",
            "paused": true}
            """#,
            #"""
            h{"name": "h", "table": "t", "executable": "e", "start": "000000000000900000003",
            "onFailure": "http://localhost/x", "maximumAge": null}
            """#,
            #"""
            h{"name": "h", "table": "t", "executable": "e", "onFailure": null,
            "start": "2026-11-23T08:00:00Z"}
            """#,
        ].map { Array($0.utf8) }
    ) { bytes in
        guard let kind = bytes.first,
            let root = try? JSONDocumentCheck.root(of: Array(bytes.dropFirst()))
        else { return .refused }
        switch kind {
        case UInt8(ascii: "t"): return TableDefinitionCheck.judge(root)
        case UInt8(ascii: "h"): return HandlerDefinitionCheck.judge(root)
        default: return .refused
        }
    }
}

private enum TableDefinitionCheck {
    static func judge(_ root: JSONNode) -> Verdict {
        let reader = TableDefinitionReader(name: "clicks")
        guard let (definition, timeToLive) = try? reader.read(root, identifier: "id") else {
            return .refused
        }
        let time = Timestamp(seconds: 1_800_000_000)
        var table = Table(
            id: TableID(rawValue: 1), name: definition.name, uuid: definition.uuid,
            keySchema: definition.keySchema, createdAt: time)
        table.adopt(definition.speakingInTags(timeToLive), timeToLive: timeToLive, at: time)
        table.adopt(indexes: definition.indexes, walkingFrom: time)
        var writer = JSONWriter()
        // The settings of the stream: opening it is the catalog's work.
        table.settings.stream = definition.settings.stream
        TableDescription(table: table, totals: Totals(), stream: nil).write(to: &writer)
        guard let described = try? JSONDocumentCheck.root(of: writer.bytes) else {
            return .wrong("the description of the table is no JSON")
        }
        guard let (again, timeToLiveAgain) = try? reader.read(described, identifier: "id") else {
            return .wrong("the description of the table is refused as a definition")
        }
        guard timeToLiveAgain == timeToLive else {
            return .wrong("it has another time to live")
        }
        return again == definition ? .taken : .wrong("the description defines another table")
    }
}

private enum HandlerDefinitionCheck {
    static func judge(_ root: JSONNode) -> Verdict {
        guard let (first, start) = try? HandlerDefinitionReader.read(root, environment: .everything)
        else { return .refused }
        var definition = first
        // A time becomes a place in a stream, which there is none of here.
        if case .position(let position) = start { definition.start = position }
        var writer = JSONWriter()
        HandlerJSON.write(definition, to: &writer)
        guard let described = try? JSONDocumentCheck.root(of: writer.bytes) else {
            return .wrong("the description of the handler is no JSON")
        }
        guard
            let (read, startAgain) = try? HandlerDefinitionReader.read(
                described, environment: .everything)
        else { return .wrong("the description of the handler is refused as a definition") }
        guard case .position(let position) = startAgain else {
            return .wrong("it begins at a time")
        }
        var again = read
        again.start = position
        return again == definition ? .taken : .wrong("the description defines another handler")
    }
}
