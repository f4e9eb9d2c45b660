package import JSON

/// One member of a definition: its name, and its value in JSON.
package struct DefinitionMember {
    package let name: String
    package let value: [UInt8]

    private init(_ name: String, _ write: (inout JSONWriter) -> Void) {
        var json = JSONWriter()
        write(&json)
        self.name = name
        value = json.bytes
    }

    /// `nil` for what has not been given; so are the others.
    package static func text(_ name: String, _ value: String?) -> DefinitionMember? {
        value.map { value in DefinitionMember(name) { $0.string(value) } }
    }

    package static func number(_ name: String, _ value: Int?) -> DefinitionMember? {
        value.map { value in DefinitionMember(name) { $0.integer(value) } }
    }

    package static func boolean(_ name: String, _ value: Bool) -> DefinitionMember {
        DefinitionMember(name) { $0.boolean(value) }
    }

    package static func texts(_ name: String, _ values: [String]) -> DefinitionMember {
        DefinitionMember(name) { $0.array(values) { $1.string($0) } }
    }

    /// `NAME=VALUE` each; of several values of one name the last counts.
    package static func variables(_ name: String, _ values: [String]) -> DefinitionMember {
        var variables: [String: String] = [:]
        for variable in values {
            let name = variable.prefix { $0 != "=" }
            variables[String(name)] = String(variable.dropFirst(name.count + 1))
        }
        return DefinitionMember(name) { json in
            json.beginObject()
            for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
                json.name(name)
                json.string(value)
            }
            json.endObject()
        }
    }

    /// A value that is JSON already.
    package static func raw(_ name: String, _ value: String) -> DefinitionMember {
        DefinitionMember(name) { $0.raw(Array(value.utf8)) }
    }
}

/// The members of a definition that were given as options.
package struct DefinitionMembers {
    package let members: [DefinitionMember]

    package init(_ members: [DefinitionMember?]) {
        self.members = members.compactMap { $0 }
    }

    package func contains(_ name: String) -> Bool {
        members.contains { $0.name == name }
    }

    /// A definition of these alone.
    package var definition: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        write(to: &json)
        json.endObject()
        return json.bytes
    }

    /// Writes the members into an object.
    package func write(to json: inout JSONWriter) {
        for member in members {
            json.name(member.name)
            json.raw(member.value)
        }
    }
}
