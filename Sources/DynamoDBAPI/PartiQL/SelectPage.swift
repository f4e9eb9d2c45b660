import Commands
import Engine
import Expressions
import JSON
import Model
import PartiQL
import StreamRecords
import Values

/// One page of a SELECT: the reads that it takes, from where the page before ended.
struct SelectPage: Sendable {
    private let source: SelectSource
    private let columns: SelectedColumns
    private let reads: SelectReads
    /// What a token for the next page is tied to; hashed only where there is one.
    private let text: Text
    private let parameters: [Value]
    private let cursor: StatementCursor
    /// Items that may be evaluated; `nil` for as many as a page has room for.
    private let limit: Int?
    private let detail: Capacity.Detail

    init(
        _ selection: Selection, of bound: BoundStatement, _ request: RequestReader,
        parameters: [Value]
    ) throws(WireError) {
        source = try SelectSource(
            selection, of: bound, isConsistent: request.boolean(.consistentRead) ?? false)
        columns = selection.columns
        reads = try SelectReads(selection, by: source.key)
        text = request.text(.statement) ?? ""
        self.parameters = parameters
        cursor =
            if let token = request.string(.nextToken) {
                try StatementCursor(
                    token, of: StatementCursor.Digest(of: text, parameters, in: source),
                    among: reads.count, source)
            } else {
                StatementCursor()
            }
        limit = request.integer(.limit).map(Int.init)
        detail = Capacity.Detail(request)
    }

    /// Whether it reads one item, which may be done where the request arrived.
    var isPoint: Bool {
        guard case .queries(let queries) = reads, queries.count == 1 else { return false }
        return source.isPoint(queries[0])
    }

    func answer(in snapshot: borrowing Snapshot) throws(StoreError) -> [UInt8] {
        var writer = JSONWriter(reservingBytes: 1024)
        writer.beginObject()
        writer.name("Items")
        writer.beginArray()
        let outcome =
            switch reads {
            case .scan(let filter): try read(filter, from: snapshot, to: &writer)
            case .queries(let queries): try read(queries, from: snapshot, to: &writer)
            }
        writer.endArray()
        if let next = outcome.next {
            writer.name("NextToken")
            writer.string(
                next.text(StatementCursor.Digest(of: text, parameters, in: source)))
            if let after = next.after {
                writer.name("LastEvaluatedKey")
                ValueJSON.write(source.attributes(of: after), to: &writer)
            }
        }
        outcome.cost.writeMember(detail, table: source.table.name, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// What a page cost, and where the next one begins.
    private struct Outcome {
        var cost = TableCapacity(.zero)
        var next: StatementCursor?
    }

    private func read(
        _ filter: Condition?, from snapshot: borrowing Snapshot, to writer: inout JSONWriter
    ) throws(StoreError) -> Outcome {
        let page = try source.page(filter: filter, after: cursor.after, limit: limit, in: snapshot)
        write(page, to: &writer)
        return Outcome(
            cost: page.cost, next: page.last.map { StatementCursor(read: 0, after: $0) })
    }

    private func read(
        _ queries: [PartitionRead], from snapshot: borrowing Snapshot, to writer: inout JSONWriter
    ) throws(StoreError) -> Outcome {
        var outcome = Outcome()
        var scanned = 0
        var bytes = 0
        for index in cursor.read..<queries.count {
            if scanned >= limit ?? .max || bytes >= Limits.pageBytesMax {
                outcome.next = StatementCursor(read: index, after: nil)
                break
            }
            let query = queries[index]
            let page = try source.page(
                of: query, after: index == cursor.read ? cursor.after : nil,
                // One item needs no limit, after which there would seem to be more.
                limit: source.isPoint(query) ? nil : limit.map { $0 - scanned }, in: snapshot)
            write(page, to: &writer)
            scanned += page.scannedCount
            bytes += page.evaluatedBytes
            outcome.cost += page.cost
            if let last = page.last {
                outcome.next = StatementCursor(read: index, after: last)
                break
            }
        }
        return outcome
    }

    private func write(_ page: SelectedItems, to writer: inout JSONWriter) {
        for image in page.images { columns.write(image, to: &writer) }
    }
}

extension SelectedColumns {
    /// Writes what the columns find in an item.
    func write(_ image: ItemImage, to writer: inout JSONWriter) {
        if let values = values(in: image) {
            ValueJSON.write(values, to: &writer)
        } else {
            ValueJSON.write(image, to: &writer)
        }
    }
}
