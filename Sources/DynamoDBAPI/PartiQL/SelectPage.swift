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
    private let table: Table
    private let columns: SelectedColumns
    private let reads: SelectReads
    /// What a token for the next page is tied to; hashed only where there is one.
    private let text: Text
    private let parameters: [Value]
    private let cursor: StatementCursor
    /// Items that may be evaluated; `nil` for as many as a page has room for.
    private let limit: Int?
    private let isConsistent: Bool
    private let detail: Capacity.Detail

    init(
        _ selection: Selection, of bound: BoundStatement, _ request: RequestReader,
        parameters: [Value]
    ) throws(WireError) {
        table = bound.table
        if bound.index != nil {
            // Secondary indexes are not served yet, so no table has the one that is asked for.
            throw .validation("The table does not have the specified index")
        }
        columns = selection.columns
        reads = try SelectReads(selection, of: table)
        text = request.text(.statement) ?? ""
        self.parameters = parameters
        cursor =
            if let token = request.string(.nextToken) {
                try StatementCursor(
                    token, of: StatementCursor.Digest(of: text, parameters, in: table),
                    among: reads.count, table.keySchema)
            } else {
                StatementCursor()
            }
        limit = request.integer(.limit).map(Int.init)
        isConsistent = request.boolean(.consistentRead) ?? false
        detail = Capacity.Detail(request)
    }

    /// Whether it reads one item, which may be done where the request arrived.
    var isPoint: Bool { reads.isPoint }

    func answer(in snapshot: borrowing Snapshot) throws(StoreError) -> [UInt8] {
        var writer = JSONWriter(reservingBytes: 1024)
        writer.beginObject()
        writer.name("Items")
        writer.beginArray()
        let outcome =
            switch reads {
            case .point(let point): try read(point, from: snapshot, to: &writer)
            case .scan(let scan): try read(scan, from: snapshot, to: &writer)
            case .queries(let queries): try read(queries, from: snapshot, to: &writer)
            }
        writer.endArray()
        if let next = outcome.next {
            writer.name("NextToken")
            writer.string(
                next.text(StatementCursor.Digest(of: text, parameters, in: table)))
            if let after = next.after {
                writer.name("LastEvaluatedKey")
                ValueJSON.write(table.keySchema.attributes(of: after), to: &writer)
            }
        }
        TableCapacity(outcome.cost).writeMember(detail, table: table.name, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// What a page cost, and where the next one begins.
    private struct Outcome {
        var cost = Capacity.zero
        var next: StatementCursor?
    }

    private func read(
        _ point: SelectedItem, from snapshot: borrowing Snapshot, to writer: inout JSONWriter
    ) throws(StoreError) -> Outcome {
        let image = try snapshot.image(point.key, in: table)
        if let image, point.filter?.holds(for: image) ?? true { columns.write(image, to: &writer) }
        return Outcome(cost: .read(bytes: image?.size ?? 0, consistent: isConsistent))
    }

    private func read(
        _ scan: Engine.Scan, from snapshot: borrowing Snapshot, to writer: inout JSONWriter
    ) throws(StoreError) -> Outcome {
        var scan = scan
        scan.after = cursor.after
        scan.limit = limit
        let page = try snapshot.scan(scan)
        write(page, to: &writer)
        let isWhole = cursor.after == nil && page.lastKey == nil
        var outcome = Outcome()
        outcome.cost = Capacity.read(
            bytes: page.evaluatedBytes, consistent: isConsistent,
            parts: isWhole ? TableParts.count(of: table.settings) : 1)
        if let last = page.lastKey { outcome.next = StatementCursor(read: 0, after: last) }
        return outcome
    }

    private func read(
        _ queries: [Engine.Query], from snapshot: borrowing Snapshot, to writer: inout JSONWriter
    ) throws(StoreError) -> Outcome {
        var outcome = Outcome()
        var scanned = 0
        var bytes = 0
        for index in cursor.read..<queries.count {
            let room = Limits.pageBytesMax - bytes
            if scanned >= limit ?? .max || room <= 0 {
                outcome.next = StatementCursor(read: index, after: nil)
                break
            }
            var query = queries[index]
            if index == cursor.read { query.after = cursor.after }
            query.evaluatedBytesMax = room
            // One item needs no limit, after which there would seem to be more.
            query.limit = query.isPoint ? nil : limit.map { $0 - scanned }
            let page = try snapshot.query(query)
            write(page, to: &writer)
            scanned += page.scannedCount
            bytes += page.evaluatedBytes
            outcome.cost += Capacity.read(bytes: page.evaluatedBytes, consistent: isConsistent)
            if let last = page.lastKey {
                outcome.next = StatementCursor(read: index, after: last)
                break
            }
        }
        return outcome
    }

    private func write(_ page: Page, to writer: inout JSONWriter) {
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
