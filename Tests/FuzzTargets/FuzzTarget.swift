import JSON

/// Something that reads bytes which it cannot trust, and what must hold of it whatever they are.
///
/// No input may stop the process. Beyond that each target says in words what it found wrong.
package struct FuzzTarget: Sendable {
    package let name: String
    /// Inputs that must be taken: a reader that refuses them would refuse nearly all that is made of
    /// them too, and be tried hardly at all.
    package let sound: [[UInt8]]
    /// Inputs that must be refused.
    package let malformed: [[UInt8]]
    /// Judges one input.
    package let judge: @Sendable ([UInt8]) -> Verdict

    package init(
        _ name: String, sound: [[UInt8]], malformed: [[UInt8]] = [],
        judge: @escaping @Sendable ([UInt8]) -> Verdict
    ) {
        self.name = name
        self.sound = sound
        self.malformed = malformed
        self.judge = judge
    }

    /// Inputs from which others are made.
    package var seeds: [[UInt8]] { sound + malformed }

    /// What is wrong with an input, or `nil`.
    package func problem(_ input: [UInt8]) -> String? {
        if case .wrong(let problem) = judge(input) { problem } else { nil }
    }

    /// All that is fuzzed.
    package static let all = [
        json, item, expression, statement, command, sketch, log, http, target, filter, definition,
    ]

    /// A target with a planted bug: a fuzzer that does not find it finds nothing else either.
    package static let canary = FuzzTarget(
        "canary", sound: [Array("[1,{}]".utf8), Array(#"{"a":[true]}"#.utf8)]
    ) { bytes in
        guard let root = try? JSONDocumentCheck.root(of: bytes) else { return .refused }
        return root.kind == .array && root.count == 1 ? .wrong("the planted bug") : .taken
    }

    package static func named(_ name: String) -> FuzzTarget? {
        (all + [canary]).first { $0.name == name }
    }
}
