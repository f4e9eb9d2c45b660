import Expressions
import Mutations
import Sketches
import Values

/// One update as a body says it, every part read and checked, but not yet a write.
struct UpdateBody {
    /// Visitors for the sketch in one attribute.
    struct Observed {
        let attribute: Text
        var coupons: [Coupon] = []
        /// A sketch that is merged; then there are no coupons.
        var sketch: Observation?
    }

    var key: Key
    var added: [(attribute: Text, amount: Number)] = []
    var observed: [Observed] = []
    var assigned: [(attribute: Text, value: Value)] = []
    var removed: [Text] = []
    /// What the table's time-to-live attribute becomes.
    var lastSecond: Int64?
    var condition: Condition?
    var once: OnceID?

    init(key: Key) {
        self.key = key
    }

    /// Whether it can be added up with its neighbours without anybody seeing a difference.
    var isCombinable: Bool {
        assigned.isEmpty && removed.isEmpty && condition == nil && once == nil
            && observed.allSatisfy { $0.sketch == nil }
    }

    /// Whether it says nothing to do.
    var isEmpty: Bool {
        added.isEmpty && observed.isEmpty && assigned.isEmpty && removed.isEmpty
            && lastSecond == nil
    }

    /// The attributes that it writes, in the order of an answer.
    func touched(in table: Table) -> [Text] {
        var names: [Text] = []
        names.reserveCapacity(
            added.count + observed.count + assigned.count + removed.count + 1)
        for addition in added { names.append(addition.attribute) }
        for seen in observed { names.append(seen.attribute) }
        for assignment in assigned { names.append(assignment.attribute) }
        names += removed
        if lastSecond != nil, let timeToLive = table.timeToLive {
            names.append(timeToLive.attribute)
        }
        return names
    }

    func write(to table: Table) -> ItemWrite {
        var actions: [Update.Action] = []
        actions.reserveCapacity(added.count + observed.count + assigned.count + removed.count + 1)
        for (attribute, amount) in added {
            actions.append(.add(AttributePath(root: attribute), .number(amount)))
        }
        for seen in observed {
            let observation =
                seen.sketch
                ?? Observation(
                    coupons: seen.coupons,
                    precision: table.settings.sketchPrecisions.precision(of: seen.attribute))
            actions.append(.observe(AttributePath(root: seen.attribute), observation))
        }
        for (attribute, value) in assigned {
            actions.append(.set(AttributePath(root: attribute), .value(value)))
        }
        for attribute in removed { actions.append(.remove(AttributePath(root: attribute))) }
        if let lastSecond, let timeToLive = table.timeToLive {
            actions.append(
                .set(
                    AttributePath(root: timeToLive.attribute),
                    .value(.number(Number(lastSecond)))))
        }
        return ItemWrite(
            table: table.id, key: key, condition: condition,
            action: .update(Update(actions: actions, once: once)))
    }
}
