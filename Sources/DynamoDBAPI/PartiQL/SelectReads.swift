import Engine
import Expressions
import Model
import PartiQL
import Values

/// How a SELECT is read: by the partitions that its condition names, or all of the table.
///
/// A partition key that equals a constant, or one of several, makes queries; so does an OR of such
/// conditions. Without one the table is scanned, which AWS allows.
enum SelectReads: Sendable {
    /// One after the other, no item in two of them.
    case queries([Engine.Query])
    case scan(Engine.Scan)

    init(_ selection: Selection, of table: Table) throws(WireError) {
        let planner = SelectPlanner(table: table)
        if let condition = selection.condition, let queries = try planner.queries(condition) {
            self = .queries(try planner.ordered(queries, by: selection.order))
            return
        }
        if let order = selection.order.first {
            try planner.checkKey(order)
            throw .validation(
                selection.condition == nil
                    ? "Must have WHERE clause in the statement when using ORDER BY clause."
                    : "Must have at least one non-optional hash key condition in WHERE clause when "
                        + "using ORDER BY clause.")
        }
        self = .scan(Engine.Scan(table: table, filter: selection.condition))
    }

    var count: Int {
        switch self {
        case .queries(let queries): queries.count
        case .scan: 1
        }
    }

    /// Whether it reads one item, as GetItem does.
    var isPoint: Bool {
        guard case .queries(let queries) = self, queries.count == 1 else { return false }
        return queries[0].isPoint
    }
}

extension Engine.Query {
    /// Whether it names a whole key.
    var isPoint: Bool {
        if table.keySchema.sort == nil { return true }
        return if case .equal = sort { true } else { false }
    }
}
