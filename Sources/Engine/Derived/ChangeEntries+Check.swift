import Commands
import Model
import Values

// Streams must agree with their tables, and records with their streams and with one another.
extension ChangeEntries {
    static var figures: [CheckFigure] { [.streams, .changes, .unpurgedChanges] }

    static func checkEntries(in check: inout IntegrityCheck, _ tally: Void) throws(StoreError) {
        try check.checkStreams()
    }

    /// Records that retention has trimmed are no content: garbage collection takes them sooner or later.
    static func isContent(
        _ key: [UInt8], in space: Space, of state: borrowing ContentHash.State
    ) throws(StoreError) -> Bool? {
        guard space == .changes else { return nil }
        let record = try Keyspace.splitChange(key)
        return state.contents.catalog.streams[record.stream].map {
            record.sequence > $0.horizon
        } ?? false
    }
}

extension IntegrityCheck {
    fileprivate mutating func checkStreams() throws(StoreError) {
        for stream in catalog.streams.values.sorted(by: { $0.id < $1.id }) {
            report.count(1, of: .streams)
            if stream.id >= catalog.next.stream {
                report.add(damage: "\(name(of: stream)) has an id not given out yet")
            }
            if stream.isOpen, catalog[stream.table]?.stream != stream.id {
                report.add(damage: "\(name(of: stream)) is open, but not its table's")
            }
        }
        for table in catalog.sorted {
            guard let id = table.stream else { continue }
            let stream = catalog.streams[id]
            if stream?.isOpen != true || stream?.settings != table.settings.stream {
                report.add(damage: "table \(table.name): its stream is not as it says")
            }
        }
        try checkRecords()
    }

    private func name(of stream: ChangeStream) -> String {
        "stream \(stream.label) of table \(stream.tableName)"
    }

    // MARK: Records

    private mutating func checkRecords() throws(StoreError) {
        var notes = try snapshot.cursor(in: .catalog, Keyspace.droppedStreams)
        var dropped: Set<StreamID> = []
        while let (key, _) = try notes.next() {
            dropped.insert(try Keyspace.streamID(ofCatalogKey: key))
        }
        // What a shard's last record says comes before the next one.
        var ends: [StreamID: StreamTotals] = [:]
        var (changes, unpurged) = (0, 0)
        var cursor = try snapshot.cursor(in: .changes, .everything)
        while let (key, value) = try cursor.next() {
            try step()
            do {
                let (id, shard, sequence) = try Keyspace.splitChange(key)
                guard let stream = catalog.streams[id], sequence > stream.horizon else {
                    if catalog.streams[id] == nil, !dropped.contains(id) {
                        report.add(
                            damage: "changes: stream id \(id.rawValue) is not in the catalog")
                    }
                    unpurged += 1
                    continue
                }
                changes += 1
                let record = try ChangeRecord(value, at: sequence)
                check(record, of: stream, shard: shard, &ends)
            } catch .corrupt(let what, _) {
                report.add(damage: "changes: \(what)")
            }
        }
        report.count(changes, of: .changes)
        report.count(unpurged, of: .unpurgedChanges)
        for (id, end) in ends.sorted(by: { $0.key < $1.key }) {
            let stored = try snapshot.value(of: Keyspace.totals(id), in: .catalog)?
                .decoded("totals of a stream") { r throws(CodecError) in
                    try StreamTotals(from: &r)
                }
            let shards = stored?.shards ?? []
            for (shard, counted) in end.shards.enumerated()
            where counted.records > 0 && (shard >= shards.count || shards[shard] != counted) {
                report.add(
                    damage: "changes: the totals of stream id \(id.rawValue), shard \(shard), "
                        + "are not those of its last record")
            }
        }
    }

    private mutating func check(
        _ record: ChangeRecord, of stream: ChangeStream, shard: Int,
        _ ends: inout [StreamID: StreamTotals]
    ) {
        var end = ends[stream.id] ?? StreamTotals(shards: stream.settings.shards)
        guard end.shards.indices.contains(shard),
            stream.settings.shard(ofSlot: record.slot) == shard
        else {
            report.add(damage: "\(name(of: stream)): a record lies in a wrong shard")
            return
        }
        let before = end.shards[shard]
        if before.records > 0,
            record.ordinal != before.records + 1 || record.bytesBefore != before.bytes
        {
            report.add(
                damage: "\(name(of: stream)), shard \(shard): record \(before.records + 1) "
                    + "is missing before \(record.sequence.text)")
        }
        end.shards[shard] = StreamTotals.ShardTotals(
            records: record.ordinal, bytes: record.bytesThrough, last: record.sequence)
        ends[stream.id] = end
    }
}

extension CheckFigure {
    fileprivate static let streams = CheckFigure("streams")
    fileprivate static let changes = CheckFigure("changes")
    fileprivate static let unpurgedChanges = CheckFigure("unpurgedChanges")
}

extension IntegrityCheck.Report {
    package var streams: Int { self[.streams] }
    /// Change records that can be read.
    package var changes: Int { self[.changes] }
    /// Trimmed records that garbage collection has not removed yet: harmless.
    package var unpurgedChanges: Int { self[.unpurgedChanges] }
}
