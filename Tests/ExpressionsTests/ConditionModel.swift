import Values

/// Conditions worked out in the plainest way, to compare the real ones with.
indirect enum ModelCondition {
    case both(ModelCondition, ModelCondition)
    case either(ModelCondition, ModelCondition)
    case not(ModelCondition)
    case compare(ModelOperand, String, ModelOperand)
    case between(ModelOperand, ModelOperand, ModelOperand)
    case among(ModelOperand, [ModelOperand])
    case exists([ModelStep], Bool)
    case hasType([ModelStep], ValueKind)
    case beginsWith(ModelOperand, ModelOperand)
    case contains(ModelOperand, ModelOperand)
}

enum ModelOperand {
    case path([ModelStep])
    case value(Value)
    case size([ModelStep])

    func value(in item: Item) -> Value? {
        switch self {
        case .path(let path): return Tree(item).node(at: path)?.value
        case .value(let value): return value
        case .size(let path):
            let count: Int
            switch Tree(item).node(at: path)?.value {
            case .string(let text)?: count = text.string.utf16.count
            case .binary(let binary)?: count = binary.bytes.count
            case .list(let elements)?: count = elements.count
            case .map(let map)?: count = map.count
            case .stringSet(let set)?: count = set.elements.count
            case .numberSet(let set)?: count = set.elements.count
            case .binarySet(let set)?: count = set.elements.count
            default: return nil
            }
            return .number(Number(Int64(count)))
        }
    }
}

extension ModelCondition {
    func holds(for item: Item) -> Bool {
        switch self {
        case .both(let left, let right): return left.holds(for: item) && right.holds(for: item)
        case .either(let left, let right): return left.holds(for: item) || right.holds(for: item)
        case .not(let inner): return !inner.holds(for: item)
        case .compare(let left, let symbol, let right):
            return Self.compare(left.value(in: item), symbol, right.value(in: item))
        case .between(let operand, let low, let high):
            let value = operand.value(in: item)
            return Self.compare(value, ">=", low.value(in: item))
                && Self.compare(value, "<=", high.value(in: item))
        case .among(let operand, let list):
            return list.contains { Self.compare(operand.value(in: item), "=", $0.value(in: item)) }
        case .exists(let path, let wanted): return (Tree(item).node(at: path) != nil) == wanted
        case .hasType(let path, let kind): return Tree(item).node(at: path)?.value.kind == kind
        case .beginsWith(let left, let right):
            guard let value = Self.bytes(left.value(in: item)),
                let prefix = Self.bytes(right.value(in: item)), value.kind == prefix.kind
            else { return false }
            return Array(value.bytes.prefix(prefix.bytes.count)) == prefix.bytes
        case .contains(let left, let right):
            return Self.contains(left.value(in: item), right.value(in: item))
        }
    }

    private static func compare(_ left: Value?, _ symbol: String, _ right: Value?) -> Bool {
        guard let left, let right else { return symbol == "<>" }
        switch symbol {
        case "=": return left == right
        case "<>": return left != right
        default: break
        }
        let order: Int
        if case .number(let one) = left, case .number(let two) = right {
            order = Int((one.int64 ?? 0) - (two.int64 ?? 0))
        } else if let one = bytes(left), let two = bytes(right), one.kind == two.kind {
            order =
                one.bytes == two.bytes
                ? 0 : (one.bytes.lexicographicallyPrecedes(two.bytes) ? -1 : 1)
        } else {
            return false
        }
        return switch symbol {
        case "<": order < 0
        case "<=": order <= 0
        case ">": order > 0
        default: order >= 0
        }
    }

    private static func bytes(_ value: Value?) -> (kind: ValueKind, bytes: [UInt8])? {
        switch value {
        case .string(let text)?: (.string, text.bytes)
        case .binary(let binary)?: (.binary, binary.bytes)
        default: nil
        }
    }

    private static func contains(_ whole: Value?, _ part: Value?) -> Bool {
        guard let whole, let part else { return false }
        switch whole {
        case .list(let elements): return elements.contains { $0 == part }
        case .stringSet(let set): return set.elements.contains { .string($0) == part }
        case .numberSet(let set): return set.elements.contains { .number($0) == part }
        case .binarySet(let set): return set.elements.contains { .binary($0) == part }
        default:
            guard let long = bytes(whole), let short = bytes(part), long.kind == short.kind else {
                return false
            }
            return (0...long.bytes.count).contains { start in
                Array(long.bytes.dropFirst(start).prefix(short.bytes.count)) == short.bytes
            }
        }
    }
}

extension RandomExpressions {
    /// A condition and the text that says it.
    ///
    /// What DynamoDB refuses without an item is avoided: constants of a kind without an order,
    /// reversed bounds, an attribute against itself.
    mutating func condition(on item: Item, depth: Int = 3) -> (ModelCondition, String) {
        if depth > 0, random.chance(60) {
            let (left, leftText) = condition(on: item, depth: depth - 1)
            let connective = random.below(3)
            if connective == 2 { return (.not(left), "NOT (\(leftText))") }
            let (right, rightText) = condition(on: item, depth: depth - 1)
            return connective == 0
                ? (.both(left, right), "(\(leftText)) AND (\(rightText))")
                : (.either(left, right), "(\(leftText)) OR (\(rightText))")
        }
        return predicate(on: item)
    }

    private mutating func predicate(on item: Item) -> (ModelCondition, String) {
        // Constants become placeholders only when they are written down.
        let left = operand(on: item)
        let right = operand(on: item)
        switch random.below(8) {
        case 0, 1, 2:
            let symbol = random.pick(["=", "<>", "<", "<=", ">", ">="])
            let needsOrder = symbol != "=" && symbol != "<>"
            let one = needsOrder ? ordered(left) : left
            var two = needsOrder ? ordered(right) : right
            if case .path(let first) = one, case .path(let second) = two, first == second {
                two = .value(1)
            }
            let text = text(of: one)
            return (.compare(one, symbol, two), "\(text) \(symbol) \(self.text(of: two))")
        case 3:
            let low: ModelOperand = .value(.number(Number(Int64(random.below(3)) - 2)))
            let high: ModelOperand = random.chance(50) ? .value(2) : ordered(right)
            let bounds: ModelOperand = if case .value = high { .value(2) } else { high }
            let operand = ordered(left)
            let text = text(of: operand)
            let lowText = self.text(of: low)
            return (
                .between(operand, low, bounds),
                "\(text) BETWEEN \(lowText) AND \(self.text(of: bounds))"
            )
        case 4:
            let list = (0...random.below(3)).map { _ in self.operand(on: item) }
            let text = text(of: left)
            let listText = list.map { self.text(of: $0) }.joined(separator: ", ")
            return (.among(left, list), "\(text) IN (\(listText))")
        case 5:
            let path = path(in: item)
            let wanted = random.chance(50)
            let name = wanted ? "attribute_exists" : "attribute_not_exists"
            return (.exists(path, wanted), "\(name)(\(ModelStep.text(of: path)))")
        case 6:
            let path = path(in: item)
            let kind = random.pick(ValueKind.allCases)
            let key = placeholder(for: .string(Text(kind.rawValue)))
            return (.hasType(path, kind), "attribute_type(\(ModelStep.text(of: path)), \(key))")
        default:
            let path = path(in: item)
            let part = value(depth: 1)
            let key = placeholder(for: part)
            let isPrefix = (part.kind == .string || part.kind == .binary) && random.chance(50)
            let text = ModelStep.text(of: path)
            return isPrefix
                ? (.beginsWith(.path(path), .value(part)), "begins_with(\(text), \(key))")
                : (.contains(.path(path), .value(part)), "contains(\(text), \(key))")
        }
    }

    private mutating func operand(on item: Item) -> ModelOperand {
        switch random.below(5) {
        case 0, 1: .path(path(in: item))
        case 2: .size(path(in: item))
        default: .value(value(depth: 1))
        }
    }

    private func ordered(_ operand: ModelOperand) -> ModelOperand {
        guard case .value(let value) = operand, KeyValue(value) == nil else { return operand }
        return .value("x")
    }

    private mutating func text(of operand: ModelOperand) -> String {
        switch operand {
        case .path(let path): ModelStep.text(of: path)
        case .size(let path): "size(\(ModelStep.text(of: path)))"
        case .value(let value): placeholder(for: value)
        }
    }
}
