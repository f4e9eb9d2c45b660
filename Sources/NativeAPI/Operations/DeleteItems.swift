import API
import Commands
import Engine
import Expressions
import Model
import Values

/// `DELETE /v1/tables/{table}/items`: deletes one item, or the items of one partition from a range.
///
/// `pk` and `sk` name one item (`pk` alone where the table has no sort key); without `sk` it is those
/// from `from` on up to but not including `to`, or whose sort key begins with `prefix`, or with
/// `all=true` all of the partition. A range goes in steps: the answer says whether there is more, and
/// the same request again deletes it. Deleting what is not there is fine.
struct DeleteItems: NativeOperation {
    static let traits = OperationTraits("DeleteItems", .writeItems)
    static let route = Route("DELETE", "/v1/tables/{table}/items")
    static let parameters = ["pk", "sk", "all"] + range

    private static let range = SortBounds.parameters + ["limit"]
    /// What parameters say that say nothing, see `ItemRange.defaults`.
    private static let defaults = ["limit": "\(NativeLimits.deletionItemsMax)", "all": "false"]

    private let table: Table
    private let wanted: Wanted

    /// What of a partition is deleted.
    private enum Wanted {
        case item(Key)
        case range(Engine.Query, limit: Int)
    }

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        table = try context.table(in: request)
        let partition = try KeyParameter.partition(in: request, of: table.keySchema)
        guard let attribute = table.keySchema.sort else {
            try ReadItems.refuse(
                ["sk", "all"] + Self.range, in: request, unless: Self.defaults,
                because: "table \(table.name) has no sort key, so pk names one item")
            wanted = .item(Key(partition: partition))
            return
        }
        if let sort = try KeyParameter.sort("sk", in: request, as: attribute) {
            try ReadItems.refuse(
                ["all"] + Self.range, in: request, unless: Self.defaults,
                because: "pk and sk name one item")
            wanted = .item(Key(partition: partition, sort: sort))
            return
        }
        let bounds = try SortBounds(request, as: attribute)
        let isAll = try request.query.boolean("all") ?? false
        if isAll && !bounds.isEmpty {
            throw .invalid(
                field: "all", "Parameter all cannot be combined with from, to or prefix.")
        }
        // A client that leaves out a key it has not set must not delete everything beside it.
        guard isAll || !bounds.isEmpty else {
            throw .invalid(
                field: "sk",
                "Parameter sk is missing: the value of the sort key \(attribute.name). A range is "
                    + "named by from, to or prefix, all items of the partition by all=true.")
        }
        wanted = .range(
            Engine.Query(table: table, partition: partition, sort: bounds.sort, end: bounds.to),
            limit: try Deletion.limit(in: request))
    }

    func plan(in context: NativeContext) -> Plan {
        switch wanted {
        case .item(let key): Deletion(table: table, hasMore: false).plan(of: [key])
        case .range(let query, let limit):
            Deletion.plan(of: table, [Deletion.Part(query: query) { _ in true }], limit: limit)
        }
    }
}
