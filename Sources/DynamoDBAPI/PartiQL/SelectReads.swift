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
    case queries([PartitionRead])
    case scan(filter: Condition?)

    /// - Parameter key: of the table or index that is read.
    init(_ selection: Selection, by key: KeySchema) throws(WireError) {
        let planner = SelectPlanner(schema: key)
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
        self = .scan(filter: selection.condition)
    }

    var count: Int {
        switch self {
        case .queries(let queries): queries.count
        case .scan: 1
        }
    }
}
