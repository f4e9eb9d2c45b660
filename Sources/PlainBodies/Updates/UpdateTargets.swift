import Commands
import Expressions
import JSON
import Model
import Values

/// An attribute that updates of one body write to.
struct UpdateTarget {
    let facts: AttributeFacts
    /// Its place among those that are kept, `nil` for one that is not.
    let number: Int?
}

/// The targets of the updates of one body, each found by its name once.
///
/// Updates that are sent together mostly write to the same few attributes in the same order: the
/// name that followed the last time is expected to follow again.
package struct UpdateTargets {
    private struct Kept {
        /// The name as the body has it.
        let name: JSONNode
        let facts: AttributeFacts
    }

    /// Others are found anew every time; no more than the bits of `UpdateBody.written`.
    private static let keptMax = 32

    /// As many as most bodies write to.
    private static let usualCount = 4

    private var kept: [Kept] = []
    private var expected = 0

    package init() {}

    /// The target that a member is called after, which must be none of the table's key.
    mutating func target(
        _ name: JSONNode, in table: Table
    ) throws(BodyProblem) -> UpdateTarget {
        if expected == kept.count { expected = 0 }
        if expected < kept.count, kept[expected].name.isWritten(like: name) {
            expected += 1
            return keptTarget(expected - 1)
        }
        if let index = kept.firstIndex(where: { $0.name.isWritten(like: name) }) {
            expected = index + 1
            return keptTarget(index)
        }
        return try add(name, in: table)
    }

    private func keptTarget(_ index: Int) -> UpdateTarget {
        UpdateTarget(facts: kept[index].facts, number: index)
    }

    private mutating func add(
        _ name: JSONNode, in table: Table
    ) throws(BodyProblem) -> UpdateTarget {
        let facts = try UpdateTargets.facts(of: name, in: table)
        guard !facts.isKey else {
            throw name.problem("\(facts.path.root) is part of the key, which cannot change")
        }
        // The same name, written in another way.
        if let index = kept.firstIndex(where: { $0.facts.path.root == facts.path.root }) {
            return keptTarget(index)
        }
        guard kept.count < UpdateTargets.keptMax else {
            return UpdateTarget(facts: facts, number: nil)
        }
        if kept.isEmpty { kept.reserveCapacity(UpdateTargets.usualCount) }
        kept.append(Kept(name: name, facts: facts))
        expected = kept.count
        return keptTarget(expected - 1)
    }

    private static func facts(
        of name: JSONNode, in table: Table
    ) throws(BodyProblem) -> AttributeFacts {
        if let known = name.withText({ table.facts(ofAttribute: $0) }), let known { return known }
        return table.facts(of: try name.readAttributeName())
    }
}
