import JSON

/// Something that reads bytes which it cannot trust, and what must hold of it whatever they are.
///
/// No input may stop the process. Beyond that each target says in words what it found wrong.
package struct FuzzTarget: Sendable {
    package let name: String
    /// Inputs from which others are made.
    package let seeds: [[UInt8]]
    /// What was found wrong, or `nil`.
    package let problem: @Sendable ([UInt8]) -> String?

    package init(
        _ name: String, seeds: [[UInt8]], problem: @escaping @Sendable ([UInt8]) -> String?
    ) {
        self.name = name
        self.seeds = seeds
        self.problem = problem
    }

    /// All that is fuzzed.
    package static let all = [
        json, item, expression, statement, command, sketch, log, http, target, filter, definition,
    ]

    /// A target with a planted bug: a fuzzer that does not find it finds nothing else either.
    package static let canary = FuzzTarget(
        "canary", seeds: [Array("[1,{}]".utf8), Array(#"{"a":[true]}"#.utf8)]
    ) { bytes in
        guard let array = try? JSONDocumentCheck.root(of: bytes), array.kind == .array else {
            return nil
        }
        return array.count == 1 ? "the planted bug" : nil
    }

    package static func named(_ name: String) -> FuzzTarget? {
        (all + [canary]).first { $0.name == name }
    }
}
