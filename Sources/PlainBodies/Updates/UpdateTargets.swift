import Commands
import Expressions
import JSON
import Model
import Values

/// An attribute that updates of one body write to.
final class UpdateTarget: Sendable {
    /// The name as the body has it.
    fileprivate let name: JSONNode
    /// Its place among those that are kept, `nil` for one that is not.
    let number: Int?
    let path: AttributePath
    /// The precision of new sketches in it.
    let precision: Int
    /// Whether it says when items end.
    let isEnd: Bool
    /// What the definition says it is in buckets.
    let declared: DeclaredType?

    fileprivate init(_ name: JSONNode, _ attribute: Text, number: Int?, in table: Table) {
        self.name = name
        self.number = number
        path = AttributePath(root: attribute)
        precision = table.sketchPrecisions.precision(of: attribute)
        isEnd = table.timeToLive.map { $0.attribute == attribute } ?? false
        declared = table.declaredType(of: attribute)
    }
}

/// The targets of the updates of one body, each made of its name once.
///
/// Updates that are sent together mostly write to the same few attributes in the same order: the
/// name that followed the last time is expected to follow again.
package struct UpdateTargets {
    /// Others are made anew every time; no more than the bits of `UpdateBody.written`.
    private static let keptMax = 32

    /// As many as most bodies write to.
    private static let usualCount = 4

    private var kept: [UpdateTarget] = []
    private var expected = 0

    package init() {}

    /// The target that a member is called after, which must be none of the table's key.
    mutating func target(
        _ name: JSONNode, in table: Table
    ) throws(BodyProblem) -> UpdateTarget {
        if expected == kept.count { expected = 0 }
        if expected < kept.count, kept[expected].name.isWritten(like: name) {
            expected += 1
            return kept[expected - 1]
        }
        if let index = kept.firstIndex(where: { $0.name.isWritten(like: name) }) {
            expected = index + 1
            return kept[index]
        }
        return try add(name, in: table)
    }

    private mutating func add(
        _ name: JSONNode, in table: Table
    ) throws(BodyProblem) -> UpdateTarget {
        let attribute = try name.readAttributeName()
        guard !table.keySchema.isKeyAttribute(attribute) else {
            throw name.problem("\(attribute) is part of the key, which cannot change")
        }
        // The same name, written in another way.
        if let same = kept.first(where: { $0.path.root == attribute }) { return same }
        let isKept = kept.count < UpdateTargets.keptMax
        let target = UpdateTarget(name, attribute, number: isKept ? kept.count : nil, in: table)
        if isKept {
            if kept.isEmpty { kept.reserveCapacity(UpdateTargets.usualCount) }
            kept.append(target)
            expected = kept.count
        }
        return target
    }
}
