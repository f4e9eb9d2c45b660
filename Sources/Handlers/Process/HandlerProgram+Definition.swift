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
    /// The invoker of the program of this handler, by the mode in its definition.
    package func invoker(for definition: HandlerDefinition) -> any Invoker {
        let program = HandlerProgram(definition)
        return switch definition.mode {
        case .staying: ChildInvoker(program, on: self)
        case .once: OnceInvoker(program, on: self)
        }
    }
}
