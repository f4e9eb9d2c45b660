import JSON
import Values

/// The rules of filter patterns, written down a second time: on trees, with the way to each value,
/// as slow as they are plain.
///
/// Only for patterns that are taken; whether one may be taken is not asked here.
enum FilterOracle {
    /// JSON whose members can be looked up; of two with one name the last one counts.
    indirect enum Tree: Equatable {
        case null
        case boolean(Bool)
        case number(String)
        case string([UInt8])
        case array([Tree])
        case object([[UInt8]: Tree])

        init?(parsing bytes: [UInt8]) {
            guard let document = try? JSONDocument(parsing: bytes, allowsDuplicateNames: true)
            else { return nil }
            self.init(document.root)
        }

        private init(_ node: JSONNode) {
            switch node.kind {
            case .null: self = .null
            case .boolean: self = .boolean(node.boolean == true)
            case .number: self = .number(node.numberText ?? "")
            case .string: self = .string(Array((node.string ?? "").utf8))
            case .array: self = .array(node.elements.map { Tree($0) })
            case .object:
                var members: [[UInt8]: Tree] = [:]
                for (name, value) in node.members { members[Array(name.utf8)] = Tree(value) }
                self = .object(members)
            }
        }

        subscript(name: String) -> Tree? {
            if case .object(let members) = self { members[Array(name.utf8)] } else { nil }
        }
    }

    /// What was before, at the place of a value.
    private enum Before {
        case unknown
        case nothing
        case value(Tree)
    }

    static func matches(_ pattern: Tree, _ event: Tree) -> Bool {
        Run(event: event).object(pattern, event, at: [])
    }

    /// Judges one event.
    ///
    /// A path that led through an array is `nil`: nothing is known of before.
    private struct Run {
        let event: Tree

        func object(_ pattern: Tree, _ value: Tree?, at path: [[UInt8]]?) -> Bool {
            if case .array(let elements)? = value, !elements.isEmpty {
                return elements.contains { object(pattern, $0, at: nil) }
            }
            guard case .object(let demands) = pattern else { return false }
            var members: [[UInt8]: Tree] = [:]
            if case .object(let found)? = value { members = found }
            return demands.allSatisfy { name, demand in
                if name == Array("$or".utf8), case .array(let alternatives) = demand {
                    return alternatives.contains { object($0, .object(members), at: path) }
                }
                let inner = path.map { $0 + [name] }
                guard case .array(let tests) = demand else {
                    return object(demand, members[name], at: inner)
                }
                return tests.contains { leaf($0, members[name], at: inner) }
            }
        }

        /// Whether a value meets one test of a leaf.
        private func leaf(_ test: Tree, _ value: Tree?, at path: [[UInt8]]?) -> Bool {
            let scalars = value.map { FilterOracle.scalars(in: $0) } ?? []
            guard case .object(let members) = test, let (name, operand) = members.first else {
                return scalars.contains { FilterOracle.isEqual(test, $0) }
            }
            let isInArray = if case .array? = value { true } else { false }
            switch String(decoding: name, as: UTF8.self) {
            case "exists": return operand == .boolean(!scalars.isEmpty)
            case "changed":
                switch before(at: path) {
                case .unknown: return false
                case .nothing: return operand == .boolean(value != nil)
                case .value(let old): return operand == .boolean(value != old)
                }
            case "crossed":
                guard case .array(let bounds) = operand, !isInArray,
                    let new = scalars.first.flatMap(FilterOracle.anyNumber)
                else { return false }
                let old: Number
                switch before(at: path) {
                case .unknown: return false
                case .nothing: old = .zero
                case .value(let tree):
                    guard let number = FilterOracle.anyNumber(tree) else { return false }
                    old = number
                }
                return bounds.compactMap(FilterOracle.jsonNumber)
                    .contains { old < $0 && ($0 < new || $0 == new) }
            case let word:
                return scalars.contains { FilterOracle.accepts(word, operand, $0) }
            }
        }

        /// What stands in the old image where `path` stands in the new one.
        private func before(at path: [[UInt8]]?) -> Before {
            let image = [Array("dynamodb".utf8), Array("NewImage".utf8)]
            guard let path, path.starts(with: image), let record = event["dynamodb"] else {
                return .unknown
            }
            guard var old = record["OldImage"] else {
                let isInsert = event["eventName"] == .string(Array("INSERT".utf8))
                let hasChangesOnly = record["StreamViewType"] == .string(Array("CHANGES".utf8))
                return isInsert || hasChangesOnly ? .nothing : .unknown
            }
            for name in path.dropFirst(image.count) {
                guard case .object(let members) = old, let member = members[name] else {
                    return .nothing
                }
                old = member
            }
            return .value(old)
        }
    }

    // MARK: Single values

    /// The values that are no objects, those in arrays too.
    private static func scalars(in value: Tree) -> [Tree] {
        switch value {
        case .object: []
        case .array(let elements): elements.flatMap { scalars(in: $0) }
        case .null, .boolean, .number, .string: [value]
        }
    }

    private static func isEqual(_ test: Tree, _ value: Tree) -> Bool {
        if case .number = test { return jsonNumber(test).map { $0 == jsonNumber(value) } ?? false }
        return test == value
    }

    private static func accepts(_ word: String, _ operand: Tree, _ value: Tree) -> Bool {
        switch word {
        case "anything-but":
            switch operand {
            case .array(let exceptions): return !exceptions.contains { isEqual($0, value) }
            case .object(let members):
                guard let (word, operand) = members.first else { return false }
                return !accepts(String(decoding: word, as: UTF8.self), operand, value)
            default: return !isEqual(operand, value)
            }
        case "numeric": return jsonNumber(value).map { lies($0, in: operand) } ?? false
        case "ddb-numeric": return anyNumber(value).map { lies($0, in: operand) } ?? false
        default: break
        }
        guard case .string(let wanted) = operand, case .string(let text) = value else {
            return false
        }
        switch word {
        case "prefix": return Array(text.prefix(wanted.count)) == wanted
        case "suffix": return Array(text.suffix(wanted.count)) == wanted
        case "equals-ignore-case": return lowercased(wanted) == lowercased(text)
        default: return isWildcard(wanted, for: text)
        }
    }

    private static func lowercased(_ text: [UInt8]) -> [UInt8] {
        Array(String(decoding: text, as: UTF8.self).lowercased().utf8)
    }

    /// Goes over the pattern, and keeps every length of text that what it has seen may stand for.
    private static func isWildcard(_ pattern: [UInt8], for text: [UInt8]) -> Bool {
        var lengths: Set<Int> = [0]
        var rest = pattern[...]
        while var byte = rest.popFirst() {
            if byte == UInt8(ascii: "*") {
                lengths = Set((lengths.min() ?? text.count + 1)..<(text.count + 1))
                continue
            }
            if byte == UInt8(ascii: "\\") { byte = rest.popFirst() ?? byte }
            lengths = Set(lengths.filter { $0 < text.count && text[$0] == byte }.map { $0 + 1 })
            if lengths.isEmpty { return false }
        }
        return lengths.contains(text.count)
    }

    private static func lies(_ number: Number, in comparisons: Tree) -> Bool {
        guard case .array(let parts) = comparisons else { return false }
        return stride(from: 0, to: parts.count - 1, by: 2).allSatisfy { index in
            guard case .string(let sign) = parts[index], let bound = jsonNumber(parts[index + 1])
            else { return false }
            return switch String(decoding: sign, as: UTF8.self) {
            case "<": number < bound
            case "<=": number < bound || number == bound
            case ">": bound < number
            case ">=": bound < number || number == bound
            default: number == bound
            }
        }
    }

    private static func jsonNumber(_ tree: Tree) -> Number? {
        if case .number(let text) = tree { try? Number(parsing: text) } else { nil }
    }

    /// The number of a number, or of a string that holds one.
    private static func anyNumber(_ tree: Tree) -> Number? {
        guard case .string(let bytes) = tree else { return jsonNumber(tree) }
        return try? Number(parsing: String(decoding: bytes, as: UTF8.self))
    }
}
