import JSON
import Platform

/// The calls by which one source's events are counted in a table.
package struct IngestTable: Sendable {
    let table: RemoteTable
    let source: String

    package init(table: RemoteTable, source: String) {
        self.table = table
        self.source = source
    }

    /// Where the source's mark lies.
    private var markKey: [(name: String, value: String)] {
        [("pk", "ingest#\(source)"), ("sk", "mark")]
    }

    /// Sees to it that the table is there and counts in series.
    ///
    /// - Parameter definition: from which it is made when it is missing.
    package func prepare(from definition: [UInt8]?) async throws {
        if let description = try await table.description() {
            guard description["series"] != nil else { throw madeEarlier("has no series") }
            return
        }
        guard let definition else {
            throw ClientFailure(
                """
                There is no table "\(table.name)" on \(table.client.url). Make it with \
                "quipu table put", or name its --definition, such as Schemas/examples/clicks.json.
                """)
        }
        try await table.put(definition)
    }

    /// The source's mark, or `nil` when nothing of it has been counted.
    package func mark() async throws -> IngestMark? {
        do {
            let answer = try await table.get("items", markKey)
            guard let item = answer["item"] else {
                throw ClientFailure("\(table.client.url) answered without an item")
            }
            guard let mark = IngestMark(item: item) else {
                throw madeEarlier("has another kind of mark of source \"\(source)\"")
            }
            return mark
        } catch let rejection as ServerClient.Rejection where rejection.name == "item-not-found" {
            return nil
        }
    }

    /// What to do about a table that cannot be counted in.
    private func madeEarlier(_ complaint: String) -> ClientFailure {
        ClientFailure(
            """
            Table \(table.name) on \(table.client.url) \(complaint): it was made by an earlier \
            quipu, or for something else. Delete it (DELETE \(table.path)), use another --table, or \
            another data directory (Tools/quickstart --data DIR).
            """)
    }

    /// Moves the mark from `old` to `new`, or fails when it is not `old` any more.
    ///
    /// So of several runs only the one that moved it last can move it again.
    func move(from old: IngestMark?, to new: IngestMark) async throws {
        var json = JSONWriter()
        json.beginObject()
        json.name("key")
        json.beginObject()
        for (name, value) in markKey {
            json.name(name)
            json.string(value)
        }
        json.endObject()
        json.name("set")
        new.write(to: &json)
        json.name("condition")
        if let old {
            json.string("#sequence = :sequence AND #run = :run")
            json.name("names")
            json.raw(Array(##"{"#sequence":"sequence","#run":"run"}"##.utf8))
            json.name("values")
            json.raw(Array(#"{":sequence":\#(old.sequence),":run":\#(old.run)}"#.utf8))
        } else {
            json.string("attribute_not_exists(pk)")
        }
        json.endObject()
        do {
            _ = try await table.post(
                "increment", json.bytes, headers: [("Content-Type", "application/json")])
        } catch let rejection as ServerClient.Rejection where rejection.name == "condition-failed" {
            // By a try of ours whose response was lost, or by another process.
            if let moved = try await mark(), moved.isSameMove(as: new) { return }
            throw ClientFailure(
                """
                The mark of source "\(source)" has moved: another ingest is using the same source.
                """)
        }
    }

    /// Whether and how a batch was counted.
    struct Outcome {
        /// Whether the server had counted the sequence before.
        let isDuplicate: Bool
        /// How often the batch was sent for this.
        let attempts: Int
        /// Counts that were left out, because nothing so old is kept.
        let expired: Int64
    }

    /// Counts a batch under the mark's sequence.
    ///
    /// - Throws: a `ServerClient.Rejection` when the server will not count it.
    func count<Event>(
        _ batch: EventBatch<Event>, as mark: IngestMark
    ) async throws -> Outcome {
        let headers = [
            ("Content-Type", "application/x-ndjson"), ("Content-Encoding", "gzip"),
            ("Quipu-Source", source), ("Quipu-Sequence", String(mark.sequence)),
        ]
        do {
            let answer = try await table.post(
                "events", ContentEncoding.gzip.encode(batch.body), headers: headers)
            guard let isDuplicate = answer.content["duplicate"]?.boolean else {
                throw ClientFailure("\(table.client.url) did not say whether it counted the batch")
            }
            return Outcome(
                isDuplicate: isDuplicate, attempts: answer.attempts,
                expired: answer.content["expired"]?.integer ?? 0)
        } catch let rejection as ServerClient.Rejection
            where ["sequence-gap", "sequence-too-old"].contains(rejection.name)
        {
            throw usedBySomethingElse(rejection.description)
        }
    }

    /// Complains about batches of the source that no ingest has sent.
    func usedBySomethingElse(_ evidence: String) -> ClientFailure {
        ClientFailure(
            """
            The server has batches of source "\(source)" that its mark does not know of: \
            something else is using the same source (\(evidence)).
            """)
    }
}
