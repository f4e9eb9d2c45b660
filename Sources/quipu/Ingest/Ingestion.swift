import JSON
import Server

/// Counts the clicks of one file, each exactly once, and can be broken off and begun again anywhere.
struct Ingestion {
    struct Result {
        /// Clicks counted in this run.
        var counted: Int64 = 0
        /// Clicks counted for this source in all.
        var total: Int64 = 0
        var skippedLines = 0
    }

    let client: DynamoDBClient
    let table: ClickTable
    let path: String
    let skipsInvalid: Bool

    func run() async throws -> Result {
        var lines = try LineReader(path: path)
        try await createTable()
        var mark = try await readMark() ?? IngestMark()
        var progress = Progress(total: lines.fileBytes)
        var crc = try passCounted(mark, in: &lines)
        var result = Result(total: mark.clicks)

        var batch = ClickBatch()
        // The file up to the last line that is in the batch.
        var bytes = mark.bytes
        var batchEnd = (bytes: bytes, crc: crc)
        while let line = try lines.next() {
            bytes += Int64(line.rawBytes.count)
            crc.update(Array(line.rawBytes).span)
            guard let click = try parse(line, number: lines.lineNumber) else {
                result.skippedLines += line.bytes.isEmpty ? 0 : 1
                continue
            }
            if !batch.add(click) {
                mark = try await count(batch, from: mark, upTo: batchEnd)
                progress.show(mark.bytes, note: "\(Readable.count(mark.clicks)) clicks")
                batch = ClickBatch()
                _ = batch.add(click)
            }
            batchEnd = (bytes, crc)
        }
        if !batch.isEmpty { mark = try await count(batch, from: mark, upTo: batchEnd) }
        if mark.clicks > result.total {
            progress.show(lines.fileBytes, note: "\(Readable.count(mark.clicks)) clicks")
            progress.finish()
        }
        result.counted = mark.clicks - result.total
        result.total = mark.clicks
        return result
    }

    private func parse(_ line: LineReader.Line, number: Int) throws(Failure) -> Click? {
        if line.bytes.isEmpty { return nil }
        do throws(Click.Malformed) {
            return try Click(line: line.bytes)
        } catch {
            if skipsInvalid { return nil }
            throw Failure("\(path), line \(number): \(error.description)")
        }
    }

    private func createTable() async throws {
        do {
            _ = try await client.call("DescribeTable", table.describeRequest())
        } catch let error as DynamoDBClient.Refusal
            where error.name == "ResourceNotFoundException"
        {
            do {
                _ = try await client.call("CreateTable", table.createRequest())
            } catch let error as DynamoDBClient.Refusal
                where error.name == "ResourceInUseException"
            {
                // Made by our own first try or by another worker: it is there, which is all we want.
            }
        }
    }

    private func readMark() async throws -> IngestMark? {
        try IngestMark(answer: try await client.call("GetItem", table.markRequest()))
    }

    /// Passes over what the mark says is counted, and returns that part's checksum.
    private func passCounted(
        _ mark: IngestMark, in lines: inout LineReader
    ) throws(Failure) -> CRC32 {
        var crc = CRC32()
        var bytes: Int64 = 0
        while bytes < mark.bytes, let line = try lines.next() {
            bytes += Int64(line.rawBytes.count)
            crc.update(Array(line.rawBytes).span)
        }
        guard bytes == mark.bytes, Int64(crc.value) == mark.checksum else {
            throw Failure(
                """
                \(path) does not begin with what was counted for source "\(table.source)" \
                (\(mark.clicks) clicks in \(mark.bytes) bytes). Give another file another --source.
                """)
        }
        return crc
    }

    /// Counts a batch and returns the mark behind it.
    private func count(
        _ batch: ClickBatch, from old: IngestMark, upTo end: (bytes: Int64, crc: CRC32)
    ) async throws -> IngestMark {
        var new = old
        new.sequence += 1
        new.bytes = end.bytes
        new.checksum = Int64(end.crc.value)
        new.clicks += Int64(batch.clicks)
        do {
            _ = try await client.call(
                "TransactWriteItems", table.countRequest(batch, from: old, to: new))
        } catch let error as DynamoDBClient.Refusal
            where error.name == "TransactionCanceledException"
        {
            // The mark has moved: by a try of ours whose answer was lost, or by somebody else.
            guard try await readMark() == new else {
                throw Failure(
                    """
                    The mark of source "\(table.source)" has moved: another ingest is using the \
                    same source, or the batch was refused (\(error.description)).
                    """)
            }
        }
        return new
    }
}
