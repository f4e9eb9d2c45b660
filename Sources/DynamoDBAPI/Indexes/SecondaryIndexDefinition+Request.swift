import JSON
import Model
import Values

extension SecondaryIndexDefinition {
    /// A secondary index as CreateTable or UpdateTable asks for it, checked by AWS's rules, but for what
    /// it is paid for.
    ///
    /// - Parameter definitions: the AttributeDefinitions, which must have the key's.
    init(
        _ request: RequestReader, _ scope: Scope, definedBy definitions: KeyDefinitions
    ) throws(WireError) {
        let name = request.text(.indexName) ?? ""
        let keys = request.structures(.keySchema)
        let attributes = try definitions.attributes(of: keys)
        try IndexKeyRules.check(keys, scope, of: name)
        let hashCount = keys.count { $0.string(.keyType) == "HASH" }
        self.init(
            name: name, scope: scope, partition: Array(attributes.prefix(hashCount)),
            sort: Array(attributes.dropFirst(hashCount)),
            projection: try IndexProjection(request.structure(.projection)))
    }
}

extension IndexProjection {
    fileprivate init(_ request: RequestReader?) throws(WireError) {
        let type = request?.string(.projectionType)
        let names = request?[.nonKeyAttributes].map { node in
            node.elements.map { Text($0.string ?? "") }
        }
        switch (type, names) {
        case ("INCLUDE", let names?):
            try IndexProjection.check(names)
            self = .include(names.sorted())
        case ("INCLUDE", nil):
            throw .invalidParameter(
                "ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
        case (let type?, .some):
            throw .invalidParameter("ProjectionType is \(type), but NonKeyAttributes is specified")
        case ("ALL", nil): self = .all
        case ("KEYS_ONLY", nil): self = .keysOnly
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
