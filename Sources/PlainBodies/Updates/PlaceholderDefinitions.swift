package import Expressions
package import JSON
import Values

/// The `names` and `values` beside an expression, as a body has them.
package struct PlaceholderDefinitions {
    private var names: [Placeholders.Definition<Text>] = []
    private var values: [Placeholders.Definition<Value>] = []

    package init(names: JSONNode?, values: JSONNode?) throws(BodyProblem) {
        if let names {
            for (name, value) in try names.readMembers() {
                self.names.append(
                    Placeholders.Definition(
                        key: try name.readText(), target: try value.readText()))
            }
        }
        if let values {
            for (name, value) in try values.readMembers() {
                self.values.append(
                    Placeholders.Definition(
                        key: try name.readText(), target: try value.readValue()))
            }
        }
    }

    package func placeholders() throws(ExpressionError) -> Placeholders {
        try Placeholders(names: names, values: values)
    }
}
