package import Commands
package import Expressions
package import Model
import Sketches
package import Values

/// One update as a body says it, every part read and checked, but not yet a write.
package struct UpdateBody {
    package let key: Key
    /// Sums, then visitors, values, what is removed and at last the item's end: the order in which
    /// they are written, and answered.
    package private(set) var actions: [Update.Action] = []
    /// How many of the actions are sums, and how many after them are visitors.
    private var addedCount = 0
    private var observedCount = 0
    /// For each attribute with visitors those of all updates that have become one; empty while this
    /// is still the only one.
    private var visitors: [[Coupon]] = []
    /// What the table's time-to-live attribute becomes, by the last action.
    package private(set) var lastSecond: Int64?
    package var condition: Condition?
    package var once: OnceID?
    /// Whether it does no more than add and observe, and nothing of it to the item's end.
    private var isSimple = true
    private var changesEnd = false
    /// The targets that are written to, a bit for each by its number.
    private var written: UInt32 = 0
    /// Whether an attribute may be written to twice; `false` is certain.
    private(set) var mayRepeatTarget = false

    init(key: Key) {
        self.key = key
    }

    /// Whether it can be added up with its neighbours without anybody seeing a difference.
    package var isCombinable: Bool { isSimple && !changesEnd && condition == nil && once == nil }

    /// The attributes that it writes, in the order of an answer.
    package var touched: [Text] { actions.map { $0.path.root } }

    /// Which of them are sketches.
    package var observed: Range<Int> { addedCount..<addedCount + observedCount }

    mutating func reserveCapacity(_ count: Int) {
        actions.reserveCapacity(count)
    }

    // MARK: Parts, in the order of the actions

    mutating func add(_ amount: Number, to target: UpdateTarget) {
        actions.append(.add(target.path, .number(amount)))
        note(target)
        addedCount += 1
    }

    mutating func observe(_ coupons: [Coupon], in target: UpdateTarget) {
        let observation = Observation(coupons: coupons, precision: target.precision)
        actions.append(.observe(target.path, observation))
        note(target)
        observedCount += 1
    }

    /// Observes a sketch that is merged.
    mutating func observe(sketch: Observation, in target: UpdateTarget) {
        actions.append(.observe(target.path, sketch))
        note(target)
        observedCount += 1
        isSimple = false
    }

    mutating func assign(_ value: Value, to target: UpdateTarget) {
        actions.append(.set(target.path, .value(value)))
        note(target)
        isSimple = false
    }

    mutating func remove(_ target: UpdateTarget) {
        actions.append(.remove(target.path))
        note(target)
        isSimple = false
    }

    mutating func end(_ lastSecond: Int64, in attribute: Text) {
        actions.append(.set(AttributePath(root: attribute), .value(.number(Number(lastSecond)))))
        self.lastSecond = lastSecond
        if changesEnd { mayRepeatTarget = true }
    }

    private mutating func note(_ target: UpdateTarget) {
        if target.isEnd { changesEnd = true }
        let bit: UInt32 = target.number.map { 1 << UInt32($0) } ?? 0
        if bit == 0 || written & bit != 0 { mayRepeatTarget = true }
        written |= bit
    }

    // MARK: Its write

    /// The write; nothing is left to do afterwards.
    package mutating func takeWrite(to table: TableID) -> ItemWrite {
        for (index, coupons) in visitors.enumerated() {
            let action = actions[addedCount + index]
            guard case .observe(let first) = action.effect else { continue }
            actions[addedCount + index] = .observe(
                action.path, Observation(coupons: coupons, precision: first.precision))
        }
        visitors = []
        var taken: [Update.Action] = []
        swap(&taken, &actions)
        return ItemWrite(
            table: table, key: key, condition: condition,
            action: .update(
                Update(ofAttributes: taken, once: once)))
    }
}

// MARK: - Becoming one with the next

extension UpdateBody {
    /// Takes in an update that follows, so that the two are one; `false`, and nothing is changed, if
    /// they cannot be: an attribute is both added to and observed, or a sum cannot be written down.
    ///
    /// A sum with too many digits is not this update's fault, the item may still hold it otherwise.
    /// Both must be combinable.
    package mutating func takeIn(_ next: UpdateBody) -> Bool {
        let attributeCount = addedCount + observedCount + next.addedCount + next.observedCount
        guard attributeCount <= BodyLimits.combinedAttributesMax else { return false }
        for index in 0..<next.observedCount {
            let action = next.actions[next.addedCount + index]
            if placeOfAdded(action.path.root, near: addedCount) != nil { return false }
        }
        var sums: [(place: Int?, path: AttributePath, amount: Number)] = []
        sums.reserveCapacity(next.addedCount)
        for index in 0..<next.addedCount {
            guard let (path, amount) = next.added(at: index) else { return false }
            if placeOfObserved(path.root) != nil { return false }
            let place = placeOfAdded(path.root, near: index)
            guard let place, let (_, mine) = added(at: place) else {
                sums.append((nil, path, amount))
                continue
            }
            guard let sum = mine.sum(with: amount) else { return false }
            sums.append((place, path, sum))
        }
        for (place, path, amount) in sums {
            let action = Update.Action.add(path, .number(amount))
            if let place {
                actions[place] = action
            } else {
                actions.insert(action, at: addedCount)
                addedCount += 1
            }
        }
        takeInVisitors(of: next)
        takeInEnd(of: next)
        return true
    }

    private mutating func takeInVisitors(of next: UpdateBody) {
        guard next.observedCount > 0 else { return }
        if visitors.isEmpty {
            for index in 0..<observedCount { visitors.append(coupons(at: index)) }
        }
        for index in 0..<next.observedCount {
            let action = next.actions[next.addedCount + index]
            if let place = placeOfObserved(action.path.root) {
                visitors[place].append(contentsOf: next.coupons(at: index))
            } else {
                actions.insert(action, at: addedCount + observedCount)
                observedCount += 1
                visitors.append(next.coupons(at: index))
            }
        }
    }

    private mutating func takeInEnd(of next: UpdateBody) {
        guard let last = next.lastSecond, let action = next.actions.last else { return }
        if lastSecond == nil {
            actions.append(action)
        } else {
            actions[actions.count - 1] = action
        }
        lastSecond = last
    }

    private func added(at index: Int) -> (path: AttributePath, amount: Number)? {
        guard case .add(.number(let amount)) = actions[index].effect else { return nil }
        return (actions[index].path, amount)
    }

    /// The visitors of the attribute with this place among the observed ones.
    private func coupons(at index: Int) -> [Coupon] {
        guard visitors.isEmpty else { return visitors[index] }
        guard case .observe(let observation) = actions[addedCount + index].effect,
            case .coupons(let coupons) = observation.content
        else { return [] }
        return coupons
    }

    /// Where `attribute` stands among those added to; updates of one item are mostly made alike, so
    /// it is likely where it stands in the other.
    private func placeOfAdded(_ attribute: Text, near index: Int) -> Int? {
        if index < addedCount, actions[index].path.root == attribute { return index }
        return (0..<addedCount).first { actions[$0].path.root == attribute }
    }

    private func placeOfObserved(_ attribute: Text) -> Int? {
        (0..<observedCount).first { actions[addedCount + $0].path.root == attribute }
    }
}

extension Number {
    /// The sum, or `nil` when it has too many digits.
    package func sum(with other: Number) -> Number? {
        do { return try adding(other) } catch { return nil }
    }
}
