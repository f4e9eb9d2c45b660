package import Model

extension HandlerProgram {
    package init(_ definition: HandlerDefinition) {
        self.init(name: definition.name, executable: definition.executable)
        arguments = definition.arguments
        environment = definition.environment
        memoryBytes = definition.memoryBytes
    }
}

extension HandlerHost {
    /// What runs the program of this handler, in the way that it asks for.
    package func invoker(for definition: HandlerDefinition) -> any Invoker {
        let program = HandlerProgram(definition)
        return switch definition.mode {
        case .staying: ChildInvoker(program, on: self)
        case .once: OnceInvoker(program, on: self)
        }
    }
}
