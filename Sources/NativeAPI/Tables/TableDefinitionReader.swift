import Expressions
package import JSON
package import Model
package import PlainBodies
import Sketches
package import Values

/// Reads a table definition, which is whole: what it leaves out has its default.
///
/// What only a description says (id, creation, figures, settings without effect) is passed over, so
/// that an answer of GET can be changed and sent back as it is.
package struct TableDefinitionReader {
    /// The table's name in the path.
    let name: Text

    package init(name: Text) {
        self.name = name
    }

    static let members = [
        "name", "key", "timeToLive", "strict", "deletionProtection", "once", "tags", "sketches",
        "stream", "series", "indexes",
    ]
    static let descriptionMembers = ["id", "createdAt", "itemCount", "bytes", "settings"]

    /// - Parameter identifier: what a new table gets; a table that is there keeps its own.
    package func read(
        _ root: JSONNode, identifier: Text
    ) throws(BodyProblem) -> (definition: TableDefinition, timeToLive: TimeToLive?) {
        try root.refuseMembers(
            except: TableDefinitionReader.members,
            passingOver: TableDefinitionReader.descriptionMembers)
        if let node = root["name"], try node.readText() != name {
            throw node.problem("differs from the table's name in the path, \(name)")
        }
        guard let key = root["key"] else {
            throw root.missing("key", "an object with the partition key and maybe a sort key")
        }
        let schema = try readKey(key)
        let timeToLive = try root["timeToLive"].map { node throws(BodyProblem) in
            try readTimeToLive(node, schema)
        }
        var settings = TableSettings()
        settings.timeToLiveMode = timeToLive?.mode ?? .exact
        if let node = root["strict"] { settings.strict = try node.readBoolean() }
        if let node = root["deletionProtection"] {
            settings.deletionProtection = try node.readBoolean()
        }
        if let node = root["once"] { settings.onceLifeSeconds = try readOnce(node) }
        if let node = root["sketches"] { settings.sketchPrecisions = try readPrecisions(node) }
        if let node = root["stream"] { settings.stream = try StreamSettingsReader.read(node) }
        if let node = root["series"] {
            settings.series = try SeriesDefinitionReader(schema: schema, timeToLive: timeToLive)
                .read(node)
        }
        let indexes = try root["indexes"].map { node throws(BodyProblem) in
            var reader = IndexDefinitionsReader(of: schema)
            return try reader.read(node)
        }
        let tags = try root["tags"].map { node throws(BodyProblem) in
            try readTags(node, settings)
        }
        return (
            TableDefinition(
                name: name, uuid: identifier, keySchema: schema, settings: settings,
                tags: tags ?? [:], indexes: indexes ?? []),
            timeToLive
        )
    }

    // MARK: Key

    private func readKey(_ node: JSONNode) throws(BodyProblem) -> KeySchema {
        var partition: KeyAttribute?
        var sort: KeyAttribute?
        for (name, value) in try node.readMembers() {
            if name.isString("partition") {
                partition = try value.readKeyAttribute()
            } else if name.isString("sort") {
                sort = try value.readKeyAttribute()
            } else {
                throw name.unknownMember(known: ["partition", "sort"])
            }
        }
        guard let partition else {
            throw node.missing("partition", "an object with name and type")
        }
        if let sort, sort.name == partition.name {
            throw node.problem("partition key and sort key are the same attribute")
        }
        return KeySchema(partition: partition, sort: sort)
    }

    // MARK: Settings

    private func readTimeToLive(
        _ node: JSONNode, _ schema: KeySchema
    ) throws(BodyProblem) -> TimeToLive {
        try node.refuseMembers(except: ["attribute", "mode"])
        guard let attribute = node["attribute"] else {
            throw node.missing("attribute", "the name of a number attribute")
        }
        let name = try attribute.readText(bytesMax: NativeLimits.keyNameBytesMax)
        guard !schema.isKeyAttribute(name) else {
            throw attribute.problem("\(name) is part of the key")
        }
        var timeToLive = TimeToLive(attribute: name)
        if let mode = node["mode"] {
            switch try mode.readText().string {
            case "exact": timeToLive.mode = .exact
            case "lazy": timeToLive.mode = .lazy
            case let other: throw mode.problem("must be exact or lazy, found \(other)")
            }
        }
        return timeToLive
    }

    private func readOnce(_ node: JSONNode) throws(BodyProblem) -> Int64 {
        try node.refuseMembers(except: ["retention"])
        guard let retention = node["retention"] else { return Limits.onceLifeSecondsDefault }
        return try retention.readLifetime(in: Limits.onceLifeSeconds)
    }

    private func readPrecisions(_ node: JSONNode) throws(BodyProblem) -> SketchPrecisions {
        try node.refuseMembers(except: ["default", "attributes"])
        var precision = HLLSketch.defaultPrecision
        if let node = node["default"] { precision = try node.readPrecision() }
        var attributes: [Text: Int] = [:]
        if let node = node["attributes"] {
            for (name, value) in try node.readMembers() {
                attributes[try name.readAttributeName()] = try value.readPrecision()
            }
        }
        return SketchPrecisions(default: precision, attributes: attributes)
    }

    private func readTags(
        _ node: JSONNode, _ settings: TableSettings
    ) throws(BodyProblem) -> [Text: Text] {
        var tags: [Text: Text] = [:]
        for (name, value) in try node.readMembers() {
            let key = try name.readText()
            guard (1...NativeLimits.tagNameCharactersMax).contains(key.string.unicodeScalars.count)
            else {
                throw name.problem(
                    "a tag's name has 1 to \(NativeLimits.tagNameCharactersMax) characters")
            }
            guard !key.string.hasPrefix("aws:"), !ReservedTag.isReserved(key) else {
                throw name.problem("names of this kind are reserved")
            }
            let text = try value.readText()
            guard text.string.unicodeScalars.count <= NativeLimits.tagValueCharactersMax else {
                throw value.problem(
                    "a tag's value has up to \(NativeLimits.tagValueCharactersMax) characters")
            }
            tags[key] = text
        }
        // Two settings are kept as tags too, so that DynamoDB's tools see them.
        let reserved =
            (settings.strict ? 1 : 0) + (settings.timeToLiveMode == .exact ? 0 : 1)
        let limit = Limits.tagsMax - reserved
        guard tags.count <= limit else {
            throw node.problem("there may be \(limit) tags, found \(tags.count)")
        }
        return tags
    }
}

extension ReservedTag {
    /// Whether a tag of this name means a setting, which a definition says in its own words.
    static func isReserved(_ name: Text) -> Bool { name == timeToLive || name == strict }
}

extension JSONNode {
    /// The binary logarithm of a sketch's registers.
    func readPrecision() throws(BodyProblem) -> Int {
        let bounds = Limits.sketchPrecisions
        return Int(
            try readWholeNumber(in: Int64(bounds.lowerBound)...Int64(bounds.upperBound)))
    }
}
