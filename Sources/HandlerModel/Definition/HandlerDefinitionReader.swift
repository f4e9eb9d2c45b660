package import JSON
package import Model
package import PlainBodies
import Values

/// Reads a handler's definition, which is whole: what it leaves out has its default.
///
/// What only a description says (id, dates, state) is passed over, so that an answer of GET can be
/// changed and sent back as it is. Whether the executable is there and may run, and whether filters
/// are any, is for the handler monitor to say.
package enum HandlerDefinitionReader {
    static let members = [
        "name", "table", "executable", "arguments", "environment", "mode", "filters", "batchSize",
        "batchWindow", "lanes", "start", "retries", "maximumAge", "bisect", "partialFailures",
        "window", "timeout", "memoryMegabytes", "onFailure", "paused",
    ]
    static let descriptionMembers = ["id", "createdAt", "changedAt", "state"]

    /// - Returns: the definition, and where it is to begin, which its `start` does not say yet.
    package static func read(
        _ root: JSONNode, environment rule: EnvironmentRule
    ) throws(BodyProblem) -> (definition: HandlerDefinition, start: HandlerStart) {
        for (name, _) in try root.readMembers() {
            guard (members + descriptionMembers).contains(where: { name.isString($0) }) else {
                throw name.unknownMember(known: members)
            }
        }
        var definition = HandlerDefinition(
            name: try readName(root), table: try readTable(root),
            executable: try readExecutable(root))
        try readProcess(root, rule, into: &definition)
        try readDelivery(root, into: &definition)
        try readFailures(root, into: &definition)
        if let node = root["paused"] { definition.isPaused = try node.readBoolean() }
        if definition.windowSeconds > 0, definition.lanes > 1, let node = root["lanes"] {
            throw node.problem("must be 1 with a window: the state of a window is one per shard")
        }
        let start = try root["start"].map { node throws(BodyProblem) in try node.readStart() }
        return (definition, start ?? .position(.latest))
    }

    // MARK: What it is

    private static func readName(_ root: JSONNode) throws(BodyProblem) -> Text {
        guard let node = root["name"] else { throw root.missing("name", "the handler's name") }
        let name = try node.readText()
        guard HandlerName.isValid(name) else { throw node.problem(HandlerName.rule) }
        return name
    }

    private static func readTable(_ root: JSONNode) throws(BodyProblem) -> Text {
        guard let node = root["table"] else {
            throw root.missing("table", "the table whose changes it gets")
        }
        return try node.readText(bytesMax: TableName.bytes.upperBound)
    }

    private static func readExecutable(_ root: JSONNode) throws(BodyProblem) -> Text {
        guard let node = root["executable"] else {
            throw root.missing("executable", "a path inside the handler directory")
        }
        let path = try node.readText(bytesMax: HandlerLimits.executableBytesMax)
        try node.refuseNUL(in: path)
        let parts = path.string.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for part in parts
        where part.isEmpty || part.elementsEqual(".".utf8)
            || part.elementsEqual("..".utf8)
        {
            throw node.problem("must be a plain path inside the handler directory, such as a/b.py")
        }
        return path
    }

    private static func readProcess(
        _ root: JSONNode, _ rule: EnvironmentRule, into definition: inout HandlerDefinition
    ) throws(BodyProblem) {
        if let node = root["arguments"] {
            for element in try node.readList(max: HandlerLimits.argumentsMax) {
                definition.arguments.append(try element.readWord())
            }
        }
        if let node = root["environment"] {
            definition.environment = try readEnvironment(node, of: definition, rule)
        }
        if let node = root["mode"] {
            let word = try node.readText()
            guard
                let mode = HandlerDefinition.Mode.allCases.first(where: { $0.word == word.string })
            else { throw node.problem("must be stay or once, found \(word)") }
            definition.mode = mode
        }
        if let node = root["timeout"] {
            definition.timeoutSeconds = Int(
                try node.readLifetime(in: HandlerLimits.timeoutSeconds))
        }
        if let node = root["memoryMegabytes"] {
            definition.memoryBytes =
                Int64(try node.readCount(in: HandlerLimits.memoryMegabytes)) << 20
        }
    }

    private static func readEnvironment(
        _ node: JSONNode, of definition: HandlerDefinition, _ rule: EnvironmentRule
    ) throws(BodyProblem) -> [Text: Text] {
        var environment: [Text: Text] = [:]
        for (name, value) in try node.readMembers() {
            let variable = try name.readWord()
            guard !variable.isEmpty, !variable.string.utf8.contains(UInt8(ascii: "=")) else {
                throw name.problem("cannot be the name of a variable")
            }
            let text = try value.readWord()
            guard rule.allows(variable, text, in: definition) else {
                throw name.problem(EnvironmentRule.refusal)
            }
            environment[variable] = text
        }
        guard environment.count <= HandlerLimits.variablesMax else {
            throw node.problem(
                "has \(environment.count) variables; \(HandlerLimits.variablesMax) are allowed")
        }
        return environment
    }

    // MARK: What it gets

    private static func readDelivery(
        _ root: JSONNode, into definition: inout HandlerDefinition
    ) throws(BodyProblem) {
        if let node = root["filters"] {
            for element in try node.readList(max: HandlerLimits.filtersMax) {
                definition.filters.append(try readPattern(element))
            }
        }
        if let node = root["batchSize"] {
            definition.batchSize = try node.readCount(in: HandlerLimits.batchSize)
        }
        if let node = root["batchWindow"] {
            definition.batchWindowSeconds = Int(
                try node.readLifetime(in: HandlerLimits.batchWindowSeconds))
        }
        if let node = root["lanes"] {
            definition.lanes = try node.readCount(in: HandlerLimits.lanes)
        }
        if let node = root["window"] {
            definition.windowSeconds = Int(try node.readLifetime(in: HandlerLimits.windowSeconds))
        }
        if let node = root["partialFailures"] {
            definition.reportsFailures = try node.readBoolean()
        }
    }

    /// A pattern without the blanks between its parts.
    private static func readPattern(_ node: JSONNode) throws(BodyProblem) -> Text {
        guard node.kind == .object else { throw node.expected("a pattern (an object)") }
        let pattern = node.compactText
        let length = pattern.unicodeScalars.count
        guard length <= HandlerLimits.patternCharactersMax else {
            throw node.problem(
                "is a pattern of \(length) characters; "
                    + "\(HandlerLimits.patternCharactersMax) are allowed")
        }
        return Text(pattern)
    }

    // MARK: What becomes of failures

    private static func readFailures(
        _ root: JSONNode, into definition: inout HandlerDefinition
    ) throws(BodyProblem) {
        if let node = root["retries"] {
            definition.retriesMax =
                node.isNull ? nil : try node.readCount(in: HandlerLimits.retries)
        }
        if let node = root["maximumAge"] {
            definition.maximumAgeSeconds =
                node.isNull ? nil : try node.readLifetime(in: HandlerLimits.maximumAgeSeconds)
        }
        if let node = root["bisect"] { definition.bisects = try node.readBoolean() }
        guard let node = root["onFailure"] else {
            definition.onFailure = .file(definition.name)
            return
        }
        guard !node.isNull else { return }
        let text = try node.readText()
        do throws(HandlerProblem) {
            definition.onFailure = try FailureDestination(parsing: text)
        } catch {
            throw node.problem(error.message)
        }
        guard definition.onFailure != .table(definition.table) else {
            throw node.problem("is the table that the handler gets the changes of")
        }
    }
}

extension JSONNode {
    /// The elements of an array that has not too many.
    fileprivate func readList(max: Int) throws(BodyProblem) -> JSONElements {
        let elements = try readElements()
        guard count <= max else { throw problem("has \(count) elements; \(max) are allowed") }
        return elements
    }

    fileprivate func readCount(in bounds: ClosedRange<Int>) throws(BodyProblem) -> Int {
        Int(try readWholeNumber(in: Int64(bounds.lowerBound)...Int64(bounds.upperBound)))
    }

    /// A word for a command line or an environment.
    fileprivate func readWord() throws(BodyProblem) -> Text {
        let text = try readText()
        guard text.utf8Count <= HandlerLimits.wordBytesMax else {
            throw problem(
                "is \(text.utf8Count) bytes long; \(HandlerLimits.wordBytesMax) are allowed")
        }
        try refuseNUL(in: text)
        return text
    }

    /// The byte that ends a word for the operating system.
    fileprivate func refuseNUL(in text: Text) throws(BodyProblem) {
        guard !text.string.utf8.contains(0) else { throw problem("must not have a NUL") }
    }

    /// A position in a stream.
    package func readStart() throws(BodyProblem) -> HandlerStart {
        let text = try readText()
        guard let start = HandlerStart(text: text.string) else {
            throw problem("must be \(HandlerStart.forms), found \(text)")
        }
        return start
    }

    /// The value as it was written but for blanks between its parts.
    fileprivate var compactText: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rawBytes.count)
        var isInString = false
        var isEscaped = false
        for byte in rawBytes {
            if isInString {
                isInString = byte != UInt8(ascii: "\"") || isEscaped
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            } else if byte <= UInt8(ascii: " ") {
                continue
            } else {
                isInString = byte == UInt8(ascii: "\"")
            }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
