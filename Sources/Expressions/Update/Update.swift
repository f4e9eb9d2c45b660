package import Values

/// An update with its placeholders resolved: what happens to which path.
package struct Update: Hashable, Sendable {
    /// What happens to one path.
    ///
    /// The path stands beside the effect, not in each case of it: most readers ask for the path alone,
    /// and would copy the whole of an enumeration to get at it.
    package struct Action: Hashable, Sendable {
        package enum Effect: Hashable, Sendable {
            case set(Source)
            case remove
            /// Adds to a number or a set. A list is appended to a list: expressions cannot say
            /// that, AttributeUpdates can.
            case add(Value)
            /// Takes members out of a set.
            case delete(Value)
            /// Lets visitors into a sketch, or merges another one into it.
            case observe(Observation)
        }

        package let path: AttributePath
        package let effect: Effect
    }

    /// The right-hand side of SET.
    package indirect enum Source: Hashable, Sendable {
        case path(AttributePath)
        case value(Value)
        case ifNotExists(AttributePath, Source)
        case listAppend(Source, Source)
        case sum(Source, Source)
        case difference(Source, Source)
        /// 1 when this update's OBSERVE or MERGE of the path changes the sketch there, otherwise 0.
        case fresh(AttributePath)
    }

    /// In the order of the text.
    ///
    /// No path holds another's.
    package let actions: [Action]

    /// The id under which the update is applied once; the engine stores the ids.
    package let once: OnceID?

    /// Whether a right-hand side reads the key of an item that the update makes.
    ///
    /// Never where nothing is read, nor in logs that were written when a new item had nothing to be
    /// read: these are replayed as they were decided.
    package let readsNewKey: Bool

    /// A digest of the actions, by which another update under the same id is noticed.
    ///
    /// `nil` without an id, and for updates of logs from before there were digests.
    package let onceDigest: UInt64?

    /// Whether it writes whole attributes only; asked for every application.
    let isFlat: Bool

    /// Whether it asks if a sketch changes; asked for every application.
    let asksFresh: Bool

    package init(actions: [Action], once: OnceID? = nil, onceDigest: UInt64? = nil) {
        self.init(
            actions: actions, once: once, onceDigest: onceDigest,
            readsNewKey: actions.contains { action in
                if case .set(let source) = action.effect { source.readsItem } else { false }
            })
    }

    init(actions: [Action], once: OnceID?, onceDigest: UInt64?, readsNewKey: Bool) {
        self.actions = actions
        self.once = once
        self.onceDigest = onceDigest
        self.readsNewKey = readsNewKey
        isFlat = actions.allSatisfy { $0.path.isTopLevel }
        asksFresh = actions.contains { action in
            if case .set(let source) = action.effect { source.asksFresh } else { false }
        }
    }
}

extension Update.Source {
    /// Whether it takes anything from the item.
    var readsItem: Bool {
        switch self {
        case .path, .ifNotExists: true
        case .value, .fresh: false
        case .listAppend(let left, let right), .sum(let left, let right),
            .difference(let left, let right):
            left.readsItem || right.readsItem
        }
    }

    /// Whether it asks if a sketch changes.
    fileprivate var asksFresh: Bool {
        switch self {
        case .fresh: true
        case .path, .value: false
        case .ifNotExists(_, let other): other.asksFresh
        case .listAppend(let left, let right), .sum(let left, let right),
            .difference(let left, let right):
            left.asksFresh || right.asksFresh
        }
    }
}

extension Update {
    /// An update of whole attributes to values of its own: the rest of it need not be examined.
    package init(ofAttributes actions: [Action], once: OnceID?) {
        self.actions = actions
        self.once = once
        onceDigest = once == nil ? nil : Update.digest(of: actions)
        asksFresh = false
        readsNewKey = false
        isFlat = true
    }

    /// Reads an UpdateExpression and marks the placeholders it mentions.
    package static func parse(
        _ text: Text, in dialect: Dialect, with placeholders: inout Placeholders
    ) throws(ExpressionError) -> Update {
        try Resolver.resolve(
            try updates.parse(text, in: dialect), in: dialect, with: &placeholders
        ) { $0.update($1) }
    }

    private static let updates = SyntaxCache(.update) {
        (parser) throws(ExpressionError) in try parser.parseUpdate()
    }

    /// All paths that it writes, in the order of the text.
    package var targets: [AttributePath] { actions.map(\.path) }

    /// Whether an item that does not exist comes to be; REMOVE, DELETE and ONCE alone create
    /// nothing.
    package var createsItem: Bool {
        actions.contains { action in
            switch action.effect {
            case .set, .add, .observe: true
            case .remove, .delete: false
            }
        }
    }

    /// The part of `item` at the targets, each in its nesting: of the old item it is what
    /// UPDATED_OLD returns, of the new one UPDATED_NEW.
    ///
    /// Empty where there is nothing to return.
    ///
    /// Positions in lists mean the item at hand, so an appended element is not found again and
    /// one that moved into a removed one's place is; DynamoDB does the same.
    package func updatedAttributes(of item: ItemImage) -> AttributeMap {
        Projection(paths: targets).project(item)
    }
}

extension Update.Action {
    package static func set(_ path: AttributePath, _ source: Update.Source) -> Update.Action {
        Update.Action(path: path, effect: .set(source))
    }

    package static func remove(_ path: AttributePath) -> Update.Action {
        Update.Action(path: path, effect: .remove)
    }

    package static func add(_ path: AttributePath, _ value: Value) -> Update.Action {
        Update.Action(path: path, effect: .add(value))
    }

    package static func delete(_ path: AttributePath, _ value: Value) -> Update.Action {
        Update.Action(path: path, effect: .delete(value))
    }

    package static func observe(
        _ path: AttributePath, _ observation: Observation
    ) -> Update.Action {
        Update.Action(path: path, effect: .observe(observation))
    }
}
