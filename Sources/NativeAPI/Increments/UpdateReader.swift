import Expressions
import JSON
import Mutations
import Sketches
import Values

/// Reads updates for one table.
///
/// Everything that can be said of an update without looking at its item is said here, about the part
/// of the body that it concerns. One walk over the members; nothing is looked up by name twice.
struct UpdateReader {
    let table: Table
    /// The language of conditions.
    let dialect: Dialect
    /// Decides which ends lie too far back.
    let now: Timestamp

    static let members = [
        "key", "add", "observe", "set", "remove", "condition", "names", "values", "expiresAt",
        "once",
    ]

    func read(_ node: JSONNode) throws(BodyProblem) -> UpdateBody {
        var body: UpdateBody?
        var parts = Parts()
        for (name, value) in try node.readMembers() {
            if name.isString("key") {
                body = UpdateBody(key: try KeyReader(schema: table.keySchema).read(value))
            } else if !parts.take(name, value) {
                throw name.unknownMember(known: UpdateReader.members)
            }
        }
        guard var body else {
            throw node.missing("key", "an object with the key's attributes")
        }
        if let add = parts.add { try readAdd(add, into: &body) }
        if let observe = parts.observe { try readObserve(observe, into: &body) }
        if let set = parts.set { try readSet(set, into: &body) }
        if let remove = parts.remove { try readRemove(remove, into: &body) }
        if let expiresAt = parts.expiresAt {
            body.lastSecond = try readExpiry(expiresAt)
        }
        if let once = parts.once { body.once = try readOnce(once) }
        try readCondition(parts, into: &body)
        guard !body.isEmpty else {
            throw node.problem(
                "nothing to do: an update needs add, observe, set, remove or expiresAt")
        }
        try checkTargets(of: body, parts)
        return body
    }

    // MARK: Parts

    /// The members beside the key, as they were found.
    private struct Parts {
        var add: JSONNode?
        var observe: JSONNode?
        var set: JSONNode?
        var remove: JSONNode?
        var condition: JSONNode?
        var names: JSONNode?
        var values: JSONNode?
        var expiresAt: JSONNode?
        var once: JSONNode?

        /// Answers `false` for a member that no update has.
        mutating func take(_ name: JSONNode, _ value: JSONNode) -> Bool {
            if name.isString("add") {
                add = value
            } else if name.isString("observe") {
                observe = value
            } else if name.isString("set") {
                set = value
            } else if name.isString("remove") {
                remove = value
            } else if name.isString("condition") {
                condition = value
            } else if name.isString("names") {
                names = value
            } else if name.isString("values") {
                values = value
            } else if name.isString("expiresAt") {
                expiresAt = value
            } else if name.isString("once") {
                once = value
            } else {
                return false
            }
            return true
        }
    }

    private func readAdd(_ node: JSONNode, into body: inout UpdateBody) throws(BodyProblem) {
        for (name, value) in try node.readMembers() {
            body.added.append((try readTarget(name), try value.readNumber()))
        }
    }

    private func readObserve(_ node: JSONNode, into body: inout UpdateBody) throws(BodyProblem) {
        for (name, value) in try node.readMembers() {
            var observed = UpdateBody.Observed(attribute: try readTarget(name))
            if value.kind == .object {
                observed.sketch = try readSketch(value, for: observed.attribute)
            } else {
                try VisitorReader.read(value, into: &observed.coupons)
            }
            body.observed.append(observed)
        }
    }

    private func readSketch(
        _ node: JSONNode, for attribute: Text
    ) throws(BodyProblem) -> Observation {
        let bytes = try node.readSketch().bytes
        do throws(SketchError) {
            return try Observation(
                sketch: bytes, precision: table.settings.sketchPrecisions.precision(of: attribute))
        } catch {
            throw node.problem(error.message)
        }
    }

    private func readSet(_ node: JSONNode, into body: inout UpdateBody) throws(BodyProblem) {
        for (name, value) in try node.readMembers() {
            body.assigned.append((try readTarget(name), try value.readValue()))
        }
    }

    private func readRemove(_ node: JSONNode, into body: inout UpdateBody) throws(BodyProblem) {
        for element in try node.readElements() {
            body.removed.append(try readTarget(element))
        }
    }

    /// The name of an attribute that is to change: none of the key's.
    private func readTarget(_ node: JSONNode) throws(BodyProblem) -> Text {
        let name = try node.readAttributeName()
        guard !table.keySchema.isKeyAttribute(name) else {
            throw node.problem("\(name) is part of the key, which cannot change")
        }
        return name
    }

    private func readExpiry(_ node: JSONNode) throws(BodyProblem) -> Int64 {
        guard table.timeToLive != nil else {
            throw node.problem("table \(table.name) has no timeToLive, so nothing expires in it")
        }
        let second = try node.readSecond()
        guard second >= now.seconds - Limits.expiryAgeSecondsMax else {
            throw node.problem(
                "is more than five years in the past; such an item would never expire")
        }
        return second
    }

    private func readOnce(_ node: JSONNode) throws(BodyProblem) -> OnceID {
        let text = try node.readText(bytesMax: OnceID.contentBytes.upperBound)
        guard let id = OnceID(.string(text)) else {
            throw node.problem("cannot be an id")
        }
        return id
    }

    private func readCondition(
        _ parts: Parts, into body: inout UpdateBody
    ) throws(BodyProblem) {
        guard let node = parts.condition else {
            if let part = parts.names ?? parts.values {
                throw part.problem("names and values belong to a condition, and there is none")
            }
            return
        }
        let text = try node.readText()
        let definitions = try PlaceholderDefinitions(names: parts.names, values: parts.values)
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

    /// Refuses an attribute that two parts change: which of them would have the last word is not for
    /// anybody to guess.
    private func checkTargets(of body: UpdateBody, _ parts: Parts) throws(BodyProblem) {
        let names = body.touched(in: table)
        guard let twice = UpdateReader.firstRepeated(names) else { return }
        let places = [parts.remove, parts.set, parts.observe, parts.add].compactMap(\.self)
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
