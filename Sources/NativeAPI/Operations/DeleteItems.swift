import Engine
import Expressions
import Mutations
import Values

/// `DELETE /v1/tables/{table}/items`: deletes one item, or the items of one partition from a range.
///
/// `pk` and `sk` name one item (`pk` alone where the table has no sort key); without `sk` it is those
/// from `from` on up to but not including `to`, or whose sort key begins with `prefix`, or all of the
/// partition. A range goes in steps: the answer says whether there is more, and the same request
/// again deletes it. Deleting what is not there is fine.
struct DeleteItems: Operation {
    static let route = Route("DELETE", "/v1/tables/{table}/items")
    static let parameters = ["pk", "sk", "from", "to", "prefix", "limit"]

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let table = try context.table(in: request)
        let partition = try KeyParameter.partition(in: request, of: table.keySchema)
        let range = ["from", "to", "prefix", "limit"]
        guard let attribute = table.keySchema.sort else {
            try ReadItems.refuse(
                ["sk"] + range, in: request,
                because: "table \(table.name) has no sort key, so pk names one item")
            return Deletion(table: table, hasMore: false).plan(of: [Key(partition: partition)])
        }
        if let sort = try KeyParameter.sort("sk", in: request, as: attribute) {
            try ReadItems.refuse(range, in: request, because: "pk and sk name one item")
            return Deletion(table: table, hasMore: false)
                .plan(of: [Key(partition: partition, sort: sort)])
        }
        let query = try query(in: request, table: table, partition: partition, sort: attribute)
        return .later { () throws(NativeError) in
            try Deletion.plan(of: table, [query], in: context) { _ in true }
        }
    }

    private static func query(
        in request: Request, table: Table, partition: KeyValue, sort: KeyAttribute
    ) throws(NativeError) -> Engine.Query {
        let from = try KeyParameter.sort("from", in: request, as: sort)
        let to = try KeyParameter.sort("to", in: request, as: sort)
        let prefix = try ItemRange.prefix(in: request, as: sort)
        if let from, let to, from > to {
            throw .invalid(field: "from", "Parameter from lies after parameter to.")
        }
        return Engine.Query(
            table: table, partition: partition,
            sort: prefix.map { .beginsWith($0) } ?? from.map { .greaterOrEqual($0) } ?? .all,
            end: to, limit: try Deletion.limit(in: request))
    }
}
