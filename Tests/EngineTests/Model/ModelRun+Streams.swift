import Commands
import Engine
import Model
import TestSupport
import Testing
import Values

extension ModelRun {
    /// Every record of every open stream, read by shard and over all shards, in pages of any size.
    func compareStreams() throws {
        for name in names {
            guard let table = store.table(named: name), let expected = model.tables[name] else {
                continue
            }
            try require((table.stream != nil) == (expected.stream != nil), "stream of \(name)")
            guard let id = table.stream, let stream = store.stream(id) else { continue }
            var sharded: [ChangeRecord] = []
            for shard in 0..<stream.settings.shards {
                let records = try readAll(of: stream, shard: shard)
                let slots = stream.slots(ofShard: shard)
                try require(records.allSatisfy { slots.contains(Int($0.slot)) }, "slots")
                sharded += records
            }
            let records = try readAll(of: stream, shard: nil)
            let numbers = records.map(\.sequence)
            try require(zip(numbers, numbers.dropFirst()).allSatisfy(<), "order of \(name)")
            try require(
                sharded.sorted { $0.sequence < $1.sequence } == records, "shards of \(name)")
            var byKey: [Key: [StreamModel.Record]] = [:]
            for record in records { byKey[record.key, default: []].append(.init(record)) }
            // What is behind the horizon is the trimmer's to take, at its time.
            var kept = expected.stream
            kept?.trim(at: model.now)
            let oldest = model.now - StreamModel.retentionSeconds
            let young = byKey.compactMapValues { list -> [StreamModel.Record]? in
                let young = list.filter { $0.second >= oldest }
                return young.isEmpty ? nil : young
            }
            try require(young == kept?.records, "records of \(name)")
        }
    }

    private func readAll(of stream: ChangeStream, shard: Int?) throws -> [ChangeRecord] {
        var records: [ChangeRecord] = []
        var position = stream.horizon
        var isAtEnd = false
        while !isAtEnd {
            let limit = Int.random(in: 1...50, using: &random)
            let bytes = Int.random(in: 0...20_000, using: &random)
            let page = try store.read { snapshot throws(StoreError) in
                if let shard {
                    try snapshot.changes(
                        of: stream.id, shard: shard, after: position, limit: limit,
                        bytesMax: bytes)
                } else {
                    try snapshot.changes(
                        of: stream.id, after: position, limit: limit, bytesMax: bytes)
                }
            }
            try require(!page.trimmed && page.records.count <= limit, "a page")
            try require(page.isAtEnd || !page.records.isEmpty, "an empty page in between")
            records += page.records
            position = page.last ?? position
            isAtEnd = page.isAtEnd
        }
        return records
    }
}
