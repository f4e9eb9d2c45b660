extension IntegrityCheck {
    /// What a check has counted and what it has found.
    package struct Report: Sendable {
        package var tables = 0
        package var items = 0
        package var itemBytes: Int64 = 0
        package var idempotencyRecords = 0
        package var handlers = 0
        /// Items of dropped tables that garbage collection has not removed yet: harmless.
        package var unpurgedItems = 0
        /// Of derived entries, as each kind names and counts them.
        private var counts: [CheckFigure: Int] = [:]
        /// What is wrong, one sentence each, up to `EngineLimits.reportedDamagesMax`.
        package private(set) var damages: [String] = []
        package private(set) var damageCount = 0

        package init() {}

        package var isClean: Bool { damageCount == 0 }

        package mutating func add(damage: String) {
            damageCount += 1
            if damages.count < EngineLimits.reportedDamagesMax { damages.append(damage) }
        }

        /// A figure of derived entries; 0 when nothing was counted.
        subscript(figure: CheckFigure) -> Int { counts[figure] ?? 0 }

        /// Adds to a figure of derived entries.
        mutating func count(_ entries: Int, of figure: CheckFigure) {
            counts[figure, default: 0] += entries
        }

        /// All figures by the names that JSON has for them, in its order.
        ///
        /// A kind of derived entries that came later follows after the first ones.
        package var figures: [(name: String, value: Int64)] {
            let first: [(name: String, value: Int64)] = [
                ("tables", Int64(tables)), ("items", Int64(items)), ("itemBytes", itemBytes),
                ("expiryEntries", Int64(expiryEntries)),
                ("staleExpiryEntries", Int64(staleExpiryEntries)),
                ("ledgerEntries", Int64(idempotencyRecords)),
                ("unpurgedItems", Int64(unpurgedItems)), ("streams", Int64(streams)),
                ("changes", Int64(changes)), ("unpurgedChanges", Int64(unpurgedChanges)),
                ("handlers", Int64(handlers)),
            ]
            let later = Maintainers.figures.filter { figure in
                !first.contains { $0.name == figure.name }
            }
            return first + later.map { ($0.name, Int64(self[$0])) }
                + [("damageCount", Int64(damageCount))]
        }
    }
}

/// Something of derived entries that the check counts, by the name that JSON has for it.
struct CheckFigure: Hashable, Sendable {
    let name: String

    init(_ name: String) {
        self.name = name
    }
}
