package import Expressions
package import JSON
import Values

/// The `names` and `values` beside an expression, as a body has them.
package struct PlaceholderDefinitions {
    private var definitions: [Placeholders.Definition] = []

    package init(names: JSONNode?, values: JSONNode?) throws(BodyProblem) {
        if let names {
            for (name, value) in try names.readMembers() {
                definitions.append(.name(try name.readText(), try value.readText()))
            }
        }
        if let values {
            for (name, value) in try values.readMembers() {
                definitions.append(.value(try name.readText(), try value.readValue()))
            }
        }
    }

    package func placeholders() throws(ExpressionError) -> Placeholders {
        try Placeholders(definitions)
    }
}
