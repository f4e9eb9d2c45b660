import Engine
import Expressions
import Model
import PartiQL
import Values

/// How a SELECT is read: by the partitions that its condition names, or all of the table.
///
/// A partition key that equals a constant, or one of several, makes queries, and so does an OR of such
/// conditions; each value or range of the sort key is one more. Without a partition key the table is
/// scanned, which AWS allows.
enum SelectReads: Sendable {
    /// One item, as GetItem reads it.
    case point(SelectedItem)
    /// One after the other, no item in two of them.
    case queries([PartitionRead])
    case scan(filter: Condition?)

    init(_ selection: Selection, of source: SelectSource) throws(WireError) {
        let planner = SelectPlanner(schema: source.key)
        // Several items may have one key of an index.
        let namesItems = source.index == nil
        if namesItems, let condition = selection.condition, selection.order.isEmpty,
            let item = try SelectedItem(condition, planner)
        {
            self = .point(item)
            return
        }
        if let condition = selection.condition,
            let queries = try planner.queries(condition, by: selection.order)
        {
            try source.check(condition)
            let item =
                namesItems && queries.count == 1 ? SelectedItem(queries[0], by: source.key) : nil
            self = item.map { SelectReads.point($0) } ?? .queries(queries)
            return
        }
        if let order = selection.order.first {
            try SelectOrder.check(order, of: source.key)
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
        case .point, .scan: 1
        }
    }

    /// Whether it reads one item.
    var isPoint: Bool { if case .point = self { true } else { false } }
}

/// The one item that a SELECT names by its whole key, and what else it demands of it.
struct SelectedItem: Sendable {
    let key: Key
    let filter: Condition?

    /// The item of a condition that is nothing but the equalities of a whole key, as most are; `nil` for
    /// all other conditions, which may name one item too.
    init?(_ condition: Condition, _ planner: SelectPlanner) throws(WireError) {
        let schema = planner.schema
        let members: [Condition] =
            if case .all(let members) = condition { members } else { [condition] }
        guard members.count == (schema.sort == nil ? 1 : 2) else { return nil }
        var partition: Value?
        var sort: KeyCondition.Test?
        for member in members {
            guard let (name, value) = member.equality else { return nil }
            if name == schema.partition.name {
                partition = value
            } else if name == schema.sort?.name {
                sort = KeyCondition.Test(name: name, comparison: .equal(value))
            }
        }
        guard let partition, schema.sort == nil || sort != nil else { return nil }
        let (value, range) = try planner.resolve(partition, sort)
        self.init(PartitionRead(partition: value, sort: range, filter: nil), by: schema)
    }

    /// `nil` for a query that may find more than one.
    init?(_ query: PartitionRead, by schema: KeySchema) {
        guard let key = query.key(by: schema) else { return nil }
        self.key = key
        filter = query.filter
    }
}
