import Model

// Positions of handlers must cover their streams' shards, and belong to a handler that is defined.
extension IntegrityCheck {
    mutating func checkHandlers() throws(StoreError) {
        var cursor = try snapshot.cursor(in: .idempotency, Keyspace.progress)
        while let (key, _) = try cursor.next() {
            let (id, shard) = try Keyspace.splitProgress(key)
            let stream = catalog.handlers[id].flatMap { catalog.streams[$0.stream] }
            if catalog.handlers[id] == nil || stream.map({ shard >= $0.settings.shards }) ?? false {
                report.add(
                    damage: "handler id \(id.rawValue): a position in shard \(shard) "
                        + "that is nobody's")
            }
        }
        for handler in catalog.handlers.values.sorted(by: { $0.id < $1.id }) {
            report.handlers += 1
            if handler.id >= catalog.next.handler {
                report.add(
                    damage: "handler \(handler.definition.name) has an id not given out yet")
            }
            guard let stream = catalog.streams[handler.stream] else { continue }
            for shard in 0..<stream.settings.shards {
                let progress = try snapshot.progress(of: handler.id, shard: shard)
                let slots = progress?.segments.map(\.slots) ?? []
                let isWhole =
                    slots.first?.lowerBound == stream.slots(ofShard: shard).lowerBound
                    && slots.last?.upperBound == stream.slots(ofShard: shard).upperBound
                    && zip(slots, slots.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }
                if !isWhole {
                    report.add(
                        damage: "handler \(handler.definition.name): "
                            + "no whole position in shard \(shard)")
                }
            }
        }
    }
}
