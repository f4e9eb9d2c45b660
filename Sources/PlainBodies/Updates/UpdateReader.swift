import Commands
package import Expressions
package import JSON
package import Model
import Sketches
import Values

/// Reads updates for one table.
///
/// Everything that can be said of an update without looking at its item is said here, about the part
/// of the body that it concerns. One walk over the members; nothing is looked up by name twice.
package struct UpdateReader {
    private let table: Table
    /// The language of conditions.
    private let dialect: Dialect
    /// Decides which ends lie too far back.
    private let now: Timestamp
    private let keys: KeyReader

    package init(table: Table, dialect: Dialect, now: Timestamp) {
        self.table = table
        self.dialect = dialect
        self.now = now
        keys = KeyReader(schema: table.keySchema)
    }

    fileprivate enum Member: Int, CaseIterable {
        case key, add, observe, set, remove, condition, names, values, expiresAt, once
    }

    private static let names = JSONNames(Member.allCases.map { "\($0)" })

    /// - Parameter targets: what the updates before it in the same body wrote to.
    package func read(
        _ node: JSONNode, _ targets: inout UpdateTargets
    ) throws(BodyProblem) -> UpdateBody {
        var key: Key?
        var parts = JSONFields(of: node)
        for (name, value) in try node.readMembers() {
            guard let member = UpdateReader.names.index(of: name) else {
                throw name.unknownMember(known: Member.allCases.map { "\($0)" })
            }
            parts[member] = value
            if member == Member.key.rawValue { key = try keys.read(value) }
        }
        guard let key else {
            throw node.missing("key", "an object with the key's attributes")
        }
        var body = UpdateBody(key: key)
        try read(parts, of: node, &targets, into: &body)
        return body
    }

    /// Reads all but the key.
    private func read(
        _ parts: JSONFields, of node: JSONNode, _ targets: inout UpdateTargets,
        into body: inout UpdateBody
    ) throws(BodyProblem) {
        body.reserveCapacity(node.count)
        if let add = parts[.add] { try readAdd(add, &targets, into: &body) }
        if let observe = parts[.observe] { try readObserve(observe, &targets, into: &body) }
        if let set = parts[.set] { try readSet(set, &targets, into: &body) }
        if let remove = parts[.remove] { try readRemove(remove, &targets, into: &body) }
        if let expiresAt = parts[.expiresAt] { try readExpiry(expiresAt, into: &body) }
        if let once = parts[.once] { body.once = try readOnce(once) }
        if parts[.condition] != nil || parts[.names] != nil || parts[.values] != nil {
            try readCondition(parts, into: &body)
        }
        guard !body.actions.isEmpty else {
            throw node.problem(
                "nothing to do: an update needs add, observe, set, remove or expiresAt")
        }
        if body.mayRepeatTarget { try checkTargets(of: body, parts) }
    }

    // MARK: Parts

    private func readAdd(
        _ node: JSONNode, _ targets: inout UpdateTargets, into body: inout UpdateBody
    ) throws(BodyProblem) {
        for (name, value) in try node.readMembers() {
            let target = try targets.target(name, in: table)
            if case .sketch? = target.facts.declared {
                try refuse(name, as: .sketch, in: body.key, "cannot be added to")
            }
            body.add(try value.readNumber(), to: target)
        }
    }

    private func readObserve(
        _ node: JSONNode, _ targets: inout UpdateTargets, into body: inout UpdateBody
    ) throws(BodyProblem) {
        for (name, value) in try node.readMembers() {
            let target = try targets.target(name, in: table)
            if case .counter? = target.facts.declared {
                try refuse(name, as: .counter, in: body.key, "cannot have visitors")
            }
            if value.kind == .object {
                body.observe(sketch: try readSketch(value, target.facts.precision), in: target)
            } else {
                var coupons: [Coupon] = []
                try VisitorReader.read(value, into: &coupons)
                body.observe(coupons, in: target)
            }
        }
    }

    private func readSketch(
        _ node: JSONNode, _ precision: Int
    ) throws(BodyProblem) -> Observation {
        let bytes = try node.readSketch().bytes
        do throws(SketchError) {
            return try Observation(sketch: bytes, precision: precision)
        } catch {
            throw node.problem(error.message)
        }
    }

    private func readSet(
        _ node: JSONNode, _ targets: inout UpdateTargets, into body: inout UpdateBody
    ) throws(BodyProblem) {
        for (name, value) in try node.readMembers() {
            let target = try targets.target(name, in: table)
            let assigned = try value.readValue()
            if let declared = target.facts.declared, !declared.allows(assigned) {
                try refuse(
                    value, as: declared, in: body.key, "would be \(assigned.described)")
            }
            body.assign(assigned, to: target)
        }
    }

    /// Refuses what would make a bucket's attribute something else than it is declared as; other items
    /// of the table may have what they like under its name.
    private func refuse(
        _ node: JSONNode, as declared: DeclaredType, in key: Key, _ found: String
    ) throws(BodyProblem) {
        guard table.isBucket(key) else { return }
        throw node.problem(
            "the definition says it is \(declared.word), and in this bucket it \(found)")
    }

    private func readRemove(
        _ node: JSONNode, _ targets: inout UpdateTargets, into body: inout UpdateBody
    ) throws(BodyProblem) {
        for element in try node.readElements() {
            body.remove(try targets.target(element, in: table))
        }
    }

    private func readExpiry(
        _ node: JSONNode, into body: inout UpdateBody
    ) throws(BodyProblem) {
        guard let timeToLive = table.timeToLive else {
            throw node.problem("table \(table.name) has no timeToLive, so nothing expires in it")
        }
        let second = try node.readSecond()
        guard second >= now.seconds - Limits.expiryAgeSecondsMax else {
            throw node.problem(
                "is more than five years in the past; such an item would never expire")
        }
        body.end(second, in: timeToLive.attribute)
    }

    private func readOnce(_ node: JSONNode) throws(BodyProblem) -> OnceID {
        let text = try node.readText(bytesMax: ExpressionLimits.onceIDBytes.upperBound)
        guard let id = OnceID(.string(text)) else {
            throw node.problem("cannot be an id")
        }
        return id
    }

    private func readCondition(
        _ parts: JSONFields, into body: inout UpdateBody
    ) throws(BodyProblem) {
        guard let node = parts[.condition] else {
            if let part = parts[.names] ?? parts[.values] {
                throw part.problem("names and values belong to a condition, and there is none")
            }
            return
        }
        let text = try node.readText()
        let definitions = try PlaceholderDefinitions(
            names: parts[.names], values: parts[.values])
        do throws(ExpressionError) {
            var placeholders = try definitions.placeholders()
            body.condition = try Condition.parse(
                text, as: .condition, in: dialect, with: &placeholders)
            try placeholders.checkAllUsed()
        } catch {
            throw node.problem(error.message)
        }
    }

    // MARK: Targets

    /// Rejects an attribute that two parts change, as no order of the parts is defined.
    private func checkTargets(of body: UpdateBody, _ parts: JSONFields) throws(BodyProblem) {
        guard let twice = UpdateReader.firstRepeated(body.touched) else { return }
        let places = [parts[.remove], parts[.set], parts[.observe], parts[.add]]
            .compactMap(\.self)
        for place in places {
            let nodes = place.memberNodes.map(\.name) + Array(place.elements)
            if let node = nodes.last(where: { $0.isString(twice.string) }) {
                throw node.problem("\(twice) is changed twice in one update")
            }
        }
    }

    /// A name that is there more than once.
    private static func firstRepeated(_ names: [Text]) -> Text? {
        if names.count <= 8 {
            for (index, name) in names.enumerated() where names[..<index].contains(name) {
                return name
            }
            return nil
        }
        let sorted = names.sorted()
        return zip(sorted, sorted.dropFirst()).first { $0 == $1 }?.0
    }
}

extension JSONFields {
    fileprivate subscript(member: UpdateReader.Member) -> JSONNode? { self[member.rawValue] }
}
