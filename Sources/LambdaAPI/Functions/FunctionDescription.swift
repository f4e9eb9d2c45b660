import API
import Commands
import Engine
import JSON
import Model
import StreamRecords
import Values

/// A function as Lambda describes it: what a handler or an executable has of that.
///
/// Members of AWS's that stand for nothing here, such as Role and Runtime, are left out.
struct FunctionDescription {
    let definition: HandlerDefinition
    let settings: APISettings

    func write(to json: inout JSONWriter) {
        json.beginObject()
        let texts = [
            ("FunctionName", LambdaFunction.name(of: definition).string),
            ("FunctionArn", LambdaFunction.arn(of: definition, in: settings)),
            ("Handler", definition.executable.string), ("Description", ""),
            ("Version", "$LATEST"), ("PackageType", "Zip"), ("State", "Active"),
            ("LastUpdateStatus", "Successful"),
        ]
        for (name, text) in texts {
            json.name(name)
            json.string(text)
        }
        json.name("Timeout")
        json.integer(definition.timeoutSeconds)
        json.name("MemorySize")
        json.integer(definition.memoryBytes >> 20)
        json.endObject()
    }
}

extension LambdaContext {
    /// Every function once, by its name: those of registered handlers, and executables that lie in
    /// the handler directory; looks at files.
    func functions() -> [HandlerDefinition] {
        var functions: [Text: HandlerDefinition] = [:]
        for name in extras.runner?.executables() ?? [] {
            functions[name] = HandlerDefinition(name: name, table: "", executable: name)
        }
        for handler in store.handlers {
            functions[LambdaFunction.name(of: handler.definition)] = handler.definition
        }
        return functions.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The function that a name or an ARN means; looks at files.
    func function(_ parameter: String) throws(LambdaError) -> HandlerDefinition {
        let missing = LambdaError.notFound("Function not found: \(parameter)")
        let name: Text
        do throws(LambdaError) {
            name = try LambdaFunction.name(in: parameter, settings)
        } catch .invalidParameter {
            throw missing
        }
        guard let found = functions().first(where: { LambdaFunction.name(of: $0) == name }) else {
            throw .notFound(
                "Function not found: arn:aws:lambda:\(settings.aws.region):\(settings.aws.account)"
                    + ":function:\(name)")
        }
        return found
    }
}
