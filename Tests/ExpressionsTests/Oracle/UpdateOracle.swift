import Expressions
import Sketches
import Values

/// What updates do, said a second time: over decoded items, where an action is a change of a value in
/// memory.
///
/// The product edits bytes; whatever it makes must be what this makes.
struct UpdateOracle {
    /// A mistake to make on purpose: a comparison that does not notice it compares nothing.
    enum Fault: CaseIterable {
        case addForgetsWhatIsThere
        case addReplacesSets
        case appendTurnsAround
        case appendedElementsTurnAround
        case defaultAlwaysCounts
        case deleteKeepsEmptySets
        case differenceIsSum
        case freshIsAlwaysTrue
        case mergeForgets
        case observeForgets
        case removeShiftsAtOnce
        case setReadsTheNewItem
    }

    var fault: Fault?

    /// The item after the update; `old` is empty when there was none.
    func apply(_ update: Update, to old: AttributeMap) throws(ExpressionError) -> AttributeMap {
        let observed = try SketchesOracle(of: update, on: old, fault: fault)
        let isFlat = update.actions.allSatisfy { $0.path.isTopLevel }
        var order = Array(update.actions.indices)
        if !isFlat {
            order.sort { update.actions[$0].path.precedes(update.actions[$1].path) }
            if fault == .appendedElementsTurnAround { order.reverse() }
        }
        var new = old
        var elementCount = 0
        var removals: [AttributePath] = []
        for index in order {
            let action = update.actions[index]
            let path = action.path
            let seen = fault == .setReadsTheNewItem ? new : old
            if let value = try result(of: action, at: index, on: seen, observed) {
                if case .list(let elements) = value { elementCount += elements.count }
                guard elementCount <= ExpressionLimits.itemBytesMax else { throw .tooLarge }
                guard isFlat || path.steps.count + value.depth <= ExpressionLimits.itemDepthMax
                else { throw .tooDeep }
                try new.put(value, at: path)
            } else if old.value(at: path) != nil {
                if fault == .removeShiftsAtOnce {
                    try new.remove([path])
                } else {
                    removals.append(path)
                }
            } else if !old.isEmpty {
                try old.checkParent(of: path)
            }
        }
        try new.remove(removals)
        return new
    }

    /// The value that the path is to have, or `nil` if it is to have none.
    private func result(
        of action: Update.Action, at position: Int, on old: AttributeMap,
        _ observed: SketchesOracle
    ) throws(ExpressionError) -> Value? {
        switch action.effect {
        case .set(let source): try value(of: source, in: old, observed)
        case .remove: nil
        case .add(let operand):
            try sum(
                fault == .addForgetsWhatIsThere && operand.kind == .number
                    ? nil : old.value(at: action.path), operand)
        case .delete(let operand): try rest(of: old.value(at: action.path), operand)
        case .observe: observed[position]
        }
    }

    private func value(
        of source: Update.Source, in old: AttributeMap, _ observed: SketchesOracle
    ) throws(ExpressionError) -> Value {
        switch source {
        case .fresh(let path): return .number(observed.isFresh(path) ? 1 : 0)
        case .value(let value): return value
        case .path(let path):
            guard let value = old.value(at: path) else { throw .missingAttribute }
            return value
        case .ifNotExists(let path, let other):
            if fault != .defaultAlwaysCounts, let value = old.value(at: path) { return value }
            return try value(of: other, in: old, observed)
        case .listAppend(let left, let right):
            let first = try value(of: left, in: old, observed)
            let second = try value(of: right, in: old, observed)
            guard case .list(let head) = first, case .list(let tail) = second else {
                throw .incorrectType
            }
            return .list(fault == .appendTurnsAround ? tail + head : head + tail)
        case .sum(let left, let right):
            let (first, second) = try numbers(left, right, in: old, observed)
            do { return .number(try first.adding(second)) } catch { throw .arithmetic(error) }
        case .difference(let left, let right):
            let (first, second) = try numbers(left, right, in: old, observed)
            do {
                return .number(
                    fault == .differenceIsSum
                        ? try first.adding(second) : try first.subtracting(second))
            } catch { throw .arithmetic(error) }
        }
    }

    private func numbers(
        _ left: Update.Source, _ right: Update.Source, in old: AttributeMap,
        _ observed: SketchesOracle
    ) throws(ExpressionError) -> (Number, Number) {
        guard case .number(let first) = try value(of: left, in: old, observed) else {
            throw .incorrectType
        }
        guard case .number(let second) = try value(of: right, in: old, observed) else {
            throw .incorrectType
        }
        return (first, second)
    }

    /// What ADD makes of the stored value, absent or not.
    private func sum(_ stored: Value?, _ operand: Value) throws(ExpressionError) -> Value {
        guard let stored else { return operand }
        switch (stored, operand) {
        case (.number(let old), .number(let amount)):
            do { return .number(try old.adding(amount)) } catch { throw .arithmetic(error) }
        case (.stringSet(let old), .stringSet(let added)):
            return fault == .addReplacesSets ? operand : .stringSet(old.union(added))
        case (.numberSet(let old), .numberSet(let added)): return .numberSet(old.union(added))
        case (.binarySet(let old), .binarySet(let added)): return .binarySet(old.union(added))
        case (.list(let old), .list(let added)): return .list(old + added)
        default: throw .incorrectType
        }
    }

    /// What DELETE leaves of the stored value; a set without members is no value.
    private func rest(of stored: Value?, _ operand: Value) throws(ExpressionError) -> Value? {
        let keepsEmpty = fault == .deleteKeepsEmptySets
        switch (stored, operand) {
        case (nil, _): return nil
        case (.stringSet(let old), .stringSet(let taken)):
            let rest = old.subtracting(taken)
            return rest.isEmpty && !keepsEmpty ? nil : .stringSet(rest)
        case (.numberSet(let old), .numberSet(let taken)):
            let rest = old.subtracting(taken)
            return rest.isEmpty && !keepsEmpty ? nil : .numberSet(rest)
        case (.binarySet(let old), .binarySet(let taken)):
            let rest = old.subtracting(taken)
            return rest.isEmpty ? nil : .binarySet(rest)
        default: throw .incorrectType
        }
    }
}

/// What OBSERVE and MERGE make of decoded sketches, by the position of the action.
struct SketchesOracle {
    private var outcomes: [Int: (path: AttributePath, value: Value, isFresh: Bool)] = [:]
    private let fault: UpdateOracle.Fault?

    init(
        of update: Update, on old: AttributeMap, fault: UpdateOracle.Fault?
    ) throws(ExpressionError) {
        self.fault = fault
        for (index, action) in update.actions.enumerated() {
            guard case .observe(let observation) = action.effect else { continue }
            let path = action.path
            outcomes[index] = try Self.outcome(observation, on: old.value(at: path), path, fault)
        }
    }

    subscript(position: Int) -> Value? { outcomes[position]?.value }

    func isFresh(_ path: AttributePath) -> Bool {
        fault == .freshIsAlwaysTrue
            || outcomes.values.contains { $0.path == path && $0.isFresh }
    }

    private static func outcome(
        _ observation: Observation, on stored: Value?, _ path: AttributePath,
        _ fault: UpdateOracle.Fault?
    ) throws(ExpressionError) -> (path: AttributePath, value: Value, isFresh: Bool) {
        var sketch = HLLSketch(precision: observation.precision)
        if let stored {
            // Bytes that need not change are not looked at more closely.
            if case .coupons(let coupons) = observation.content, stored.covers(coupons) {
                return (path, stored, false)
            }
            guard let held = stored.sketch else {
                if case .sketch = observation.content {
                    throw .notASketch(stored.kind, at: path)
                }
                throw .incorrectType
            }
            sketch = held
        }
        var isFresh = false
        switch observation.content {
        case .coupons(let coupons):
            for coupon in coupons where fault != .observeForgets || coupon != coupons.last {
                if sketch.update(coupon: coupon) { isFresh = true }
            }
        case .sketch(let bytes):
            do {
                let other = try HLLSketch(decoding: bytes)
                if fault != .mergeForgets { isFresh = sketch.merge(other) }
            } catch { throw .incorrectType }
        }
        if let stored, !isFresh { return (path, stored, false) }
        return (path, Value(bytesOf: sketch), isFresh)
    }
}

extension Value {
    /// Whether the bytes of a sketch say that it has seen all of the visitors.
    fileprivate func covers(_ coupons: [Coupon]) -> Bool {
        guard case .binary(let binary) = self else { return false }
        do {
            let image = try SketchImage(binary.bytes.span)
            return coupons.allSatisfy { image.covers($0) }
        } catch {
            return false
        }
    }
}
