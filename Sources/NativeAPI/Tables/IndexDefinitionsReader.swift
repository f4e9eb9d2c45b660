import JSON
import Model
import PlainBodies
import Values

/// Reads the secondary indexes of a table's definition, and checks that they go with the table and with
/// each other.
struct IndexDefinitionsReader {
    /// The types of attributes that stand in a key: one attribute has the same in all keys.
    private var types: [Text: KeyType] = [:]
    private var includedCount = 0

    /// - Parameter schema: the key of the table.
    init(of schema: KeySchema) {
        types[schema.partition.name] = schema.partition.type
        if let sort = schema.sort { types[sort.name] = sort.type }
    }

    static let members = ["name", "key", "projection"]
    /// What only a description says.
    static let descriptionMembers = ["status", "itemCount", "bytes"]

    mutating func read(_ node: JSONNode) throws(BodyProblem) -> [SecondaryIndexDefinition] {
        let elements = try node.readElements()
        guard node.count <= NativeLimits.indexesMax else {
            throw node.problem("there may be \(NativeLimits.indexesMax), found \(node.count)")
        }
        var indexes: [SecondaryIndexDefinition] = []
        for element in elements {
            let index = try readIndex(element)
            guard !indexes.contains(where: { $0.name == index.name }) else {
                throw (element["name"] ?? element).problem("\(index.name) is there twice")
            }
            indexes.append(index)
        }
        return indexes
    }

    private mutating func readIndex(
        _ node: JSONNode
    ) throws(BodyProblem) -> SecondaryIndexDefinition {
        try node.refuseMembers(
            except: IndexDefinitionsReader.members,
            passingOver: IndexDefinitionsReader.descriptionMembers)
        guard let name = node["name"] else { throw node.missing("name", "the index's name") }
        guard let key = node["key"] else {
            throw node.missing("key", "an object with partition and maybe sort attributes")
        }
        try key.refuseMembers(except: ["partition", "sort"])
        guard let partition = key["partition"] else {
            throw key.missing("partition", "an array of objects with name and type")
        }
        var names: Set<Text> = []
        var index = SecondaryIndexDefinition(
            name: try readName(name), scope: .global,
            partition: try readAttributes(partition, atLeast: 1, beside: &names))
        if let sort = key["sort"] {
            index.sort = try readAttributes(sort, atLeast: 0, beside: &names)
        }
        if let projection = node["projection"] {
            index.projection = try readProjection(projection)
        }
        return index
    }

    /// An index is called as a table may be, so that every API can name it.
    private func readName(_ node: JSONNode) throws(BodyProblem) -> Text {
        let name = try node.readText()
        let bounds = TableName.bytes
        guard bounds.contains(name.utf8Count), name.string.utf8.allSatisfy(TableName.allows) else {
            throw node.problem(
                "an index's name has \(bounds.lowerBound) to \(bounds.upperBound) of a-z, A-Z, "
                    + "0-9, _, . and -")
        }
        return name
    }

    // MARK: Key

    /// - Parameter names: the attributes of the key that were read before.
    private mutating func readAttributes(
        _ node: JSONNode, atLeast countMin: Int, beside names: inout Set<Text>
    ) throws(BodyProblem) -> [KeyAttribute] {
        let elements = try node.readElements()
        let counts = countMin...Limits.indexKeyAttributesMax
        guard counts.contains(node.count) else {
            throw node.problem(
                "there must be \(counts.lowerBound) to \(counts.upperBound) attributes, found "
                    + "\(node.count)")
        }
        var attributes: [KeyAttribute] = []
        for element in elements {
            let attribute = try element.readKeyAttribute()
            guard names.insert(attribute.name).inserted else {
                throw (element["name"] ?? element).problem("\(attribute.name) is there twice")
            }
            let known = types[attribute.name] ?? attribute.type
            guard known == attribute.type else {
                throw (element["type"] ?? element).problem(
                    "\(attribute.name) is a \(known.word) in another key")
            }
            types[attribute.name] = known
            attributes.append(attribute)
        }
        return attributes
    }

    // MARK: Projection

    private mutating func readProjection(_ node: JSONNode) throws(BodyProblem) -> IndexProjection {
        switch node.string {
        case "all": return .all
        case "keys": return .keysOnly
        default: break
        }
        guard node.kind == .array else {
            throw node.problem("must be all, keys or an array of attributes")
        }
        let counts = 1...Limits.projectedPerIndexMax
        guard counts.contains(node.count) else {
            throw node.problem(
                "there must be \(counts.lowerBound) to \(counts.upperBound) attributes, found "
                    + "\(node.count)")
        }
        var names: [Text] = []
        for element in node.elements {
            let name = try element.readText(bytesMax: NativeLimits.keyNameBytesMax)
            guard !names.contains(name) else { throw element.problem("\(name) is there twice") }
            names.append(name)
        }
        includedCount += names.count
        guard includedCount <= Limits.projectedPerTableMax else {
            throw node.problem(
                "all indexes together may name \(Limits.projectedPerTableMax) attributes, found "
                    + "\(includedCount)")
        }
        return .include(names)
    }
}
