import JSON
import Model
import Values

/// A secondary index as CreateTable or UpdateTable asks for it, checked by AWS's rules.
struct IndexRequest: Sendable {
    enum Scope: Sendable {
        case local, global
    }

    /// Which attributes are kept with the index, the keys of the index and its table aside.
    enum Projection: Sendable, Equatable {
        case all, keysOnly
        case include([Text])
    }

    let name: Text
    let scope: Scope
    let partition: [KeyAttribute]
    let sort: [KeyAttribute]
    let projection: Projection

    /// - Parameter definitions: the AttributeDefinitions, which must have the key's.
    init(
        _ request: RequestReader, _ scope: Scope, definedBy definitions: KeyDefinitions
    ) throws(WireError) {
        name = request.text(.indexName) ?? ""
        self.scope = scope
        let keys = request.structures(.keySchema)
        let attributes = try definitions.attributes(of: keys)
        try IndexKeyRules.check(keys, scope, of: name)
        let hashCount = keys.count { $0.string(.keyType) == "HASH" }
        partition = Array(attributes.prefix(hashCount))
        sort = Array(attributes.dropFirst(hashCount))
        projection = try IndexRequest.projection(request.structure(.projection))
    }

    private static func projection(_ request: RequestReader?) throws(WireError) -> Projection {
        let type = request?.string(.projectionType)
        let names = request?[.nonKeyAttributes].map { node in
            node.elements.map { Text($0.string ?? "") }
        }
        switch (type, names) {
        case ("INCLUDE", let names?):
            try check(names)
            return .include(names)
        case ("INCLUDE", nil):
            throw .invalidParameter(
                "ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
        case (let type?, .some):
            throw .invalidParameter("ProjectionType is \(type), but NonKeyAttributes is specified")
        case ("ALL", nil): return .all
        case ("KEYS_ONLY", nil): return .keysOnly
        default: throw .invalidParameter("Unknown ProjectionType: null")
        }
    }

    private static func check(_ names: [Text]) throws(WireError) {
        var seen: Set<Text> = []
        for name in names {
            if name.isEmpty { throw .invalidParameter("Empty attribute name") }
            try KeyDefinitions.checkLength(of: name)
            if !seen.insert(name).inserted {
                throw .invalidParameter("Duplicate element in NonKeyAttributes: \(name)")
            }
        }
    }
}
