package import JSON

/// What is wrong with a part of a body.
///
/// The place is the node itself: its path is built only when the problem is reported, so that a
/// body without one pays nothing for it.
package struct BodyProblem: Error {
    /// The value that is wrong, or a member's name that should not be there.
    package let node: JSONNode
    /// A member of `node` that it should have and has not.
    package let missing: String?
    /// Follows the place and a colon: `expected a number, found a string`.
    package let detail: String
    /// Whether it is not about the node alone, but about the batch up to it: then nothing that
    /// follows could be right.
    package let isOfBatch: Bool

    package init(
        at node: JSONNode, missing: String? = nil, isOfBatch: Bool = false, _ detail: String
    ) {
        self.node = node
        self.missing = missing
        self.detail = detail
        self.isOfBatch = isOfBatch
    }

    /// The place, from the body's root: `updates[17].add.c`; empty for the root.
    package var path: String {
        var path = node.path
        if let missing { path += (path.isEmpty ? "" : ".") + missing }
        return path
    }
}

extension JSONNode {
    package func problem(_ detail: String) -> BodyProblem {
        BodyProblem(at: self, detail)
    }

    /// With this element there is too much in the batch.
    package func problem(ofBatch detail: String) -> BodyProblem {
        BodyProblem(at: self, isOfBatch: true, detail)
    }

    /// The value is not of the kind that stands here.
    package func expected(_ kind: String) -> BodyProblem {
        BodyProblem(at: self, "expected \(kind), found \(word)")
    }

    /// A member that must be there is not; `kind` says what it would be.
    package func missing(_ member: String, _ kind: String) -> BodyProblem {
        BodyProblem(at: self, missing: member, "missing: \(kind)")
    }

    /// This name of a member is none that the object may have.
    package func unknownMember(known: [String]) -> BodyProblem {
        problem("there is no such member; known are \(known.joined(separator: ", "))")
    }

    /// The value in a complaint.
    private var word: String {
        switch kind {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The way from the document's root to this value or name, found by walking down to it.
    fileprivate var path: String {
        let target = byteRange.lowerBound
        var path = ""
        var here = document.root
        descent: while here.byteRange.lowerBound != target {
            for (index, element) in here.elements.enumerated()
            where element.byteRange.contains(target) {
                path += "[\(index)]"
                here = element
                continue descent
            }
            for (name, value) in here.memberNodes {
                let isName = name.byteRange.lowerBound == target
                guard isName || value.byteRange.contains(target) else { continue }
                path += step(to: name, isFirst: path.isEmpty)
                if isName { return path }
                here = value
                continue descent
            }
            return path
        }
        return path
    }

    /// `.name`, or `["name"]` where a plain name could be mistaken for the rest of a path.
    private func step(to name: JSONNode, isFirst: Bool) -> String {
        let text = name.string ?? ""
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            !"[]\".".unicodeScalars.contains(scalar) && scalar.value > 0x20
        }
        guard isPlain, !text.isEmpty else {
            return "[\(String(decoding: name.rawBytes, as: UTF8.self))]"
        }
        return isFirst ? text : ".\(text)"
    }
}
