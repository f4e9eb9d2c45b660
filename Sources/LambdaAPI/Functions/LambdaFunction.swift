import API
import Engine
import HandlerModel
import Model
import StreamRecords
import Values

/// A function: a registered handler, or an executable that lies directly in the handler directory.
///
/// A mapping is a handler of its own. The first one of a function has the function's name; others
/// tell their function in the variable that Lambda has for it.
struct LambdaFunction {
    let name: Text
    /// A registered handler that the mapping runs as; `nil` for an executable of that name.
    let model: HandlerDefinition?

    static let nameVariable: Text = "AWS_LAMBDA_FUNCTION_NAME"
    static let handlersOff = LambdaError.invalidParameter(
        "Function does not exist. This server runs no handlers: start it with "
            + "--handlers DIRECTORY.")
    private static let notFound = LambdaError.invalidParameter("Function does not exist")

    /// Finds the function that a FunctionName parameter means: a name, or a full or partial ARN.
    init(named parameter: String, in context: LambdaContext) throws(LambdaError) {
        let name = try LambdaFunction.name(in: parameter, context.settings)
        self.name = name
        model =
            context.store.handler(named: name)?.definition
            ?? context.store.handlers.first {
                LambdaFunction.name(of: $0.definition) == name
            }?.definition
    }

    /// Reads `name`, `account:function:name` or `arn:aws:lambda:region:account:function:name`,
    /// with `:$LATEST` behind it or not.
    static func name(
        in parameter: String, _ settings: APISettings
    ) throws(LambdaError) -> Text {
        var parts = parameter.split(separator: ":", omittingEmptySubsequences: false)
        if let marker = parts.firstIndex(of: "function") {
            let owner = Array(parts[..<marker])
            let region = settings.aws.region[...]
            let account = settings.aws.account[...]
            let isOurs =
                owner.isEmpty || owner == [account] || owner == [region, account]
                || owner == ["arn", "aws", "lambda", region, account]
            guard isOurs else { throw notFound }
            parts.removeFirst(marker + 1)
        } else if parts.count > 1, parts[0] == settings.aws.account {
            parts.removeFirst()
        }
        // There are no versions and no aliases.
        if parts.count == 2, parts[1] == "$LATEST" { parts.removeLast() }
        guard parts.count == 1 else { throw notFound }
        let name = Text(String(parts[0]))
        guard HandlerName.isValid(name) else {
            throw .constraints([
                "Value '\(parameter)' at 'functionName' failed to satisfy constraint: "
                    + "Member must satisfy regular expression pattern: "
                    + "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?"
                    + "(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?"
            ])
        }
        return name
    }

    /// The function that a handler runs.
    static func name(of definition: HandlerDefinition) -> Text {
        definition.environment[nameVariable] ?? definition.name
    }

    static func arn(of definition: HandlerDefinition, in settings: APISettings) -> String {
        settings.aws.arn(ofFunction: name(of: definition).string)
    }

    /// Lets `definition` run this function.
    func run(by definition: inout HandlerDefinition) {
        let model = model ?? HandlerDefinition(name: name, table: "", executable: name)
        definition.executable = model.executable
        definition.arguments = model.arguments
        definition.environment = model.environment
        definition.environment[LambdaFunction.nameVariable] =
            definition.name == name ? nil : name
        definition.mode = model.mode
        definition.timeoutSeconds = model.timeoutSeconds
        definition.memoryBytes = model.memoryBytes
    }

    /// What the handler of a new mapping is called.
    func handlerName(
        for table: Text, identifier: Text, in context: LambdaContext
    ) -> Text {
        if context.store.handler(named: name) == nil { return name }
        let bytesMax = HandlerLimits.nameBytes.upperBound
        let spoken = Text(String("\(name)-\(table)".prefix(bytesMax)))
        if context.store.handler(named: spoken) == nil { return spoken }
        let mark = "-\(identifier.string.prefix(8))"
        return Text(name.string.prefix(bytesMax - mark.utf8.count) + mark)
    }
}
