import Commands
import HandlerModel
import JSON
import Model
import Values

/// Turns failures into items: one for each record, so that all fit and each can be found by its
/// sequence number.
///
/// Everything about a failure is in one map beside the key. A record of several hundred kilobytes
/// is cut into parts, whose sort keys end in `#2`, `#3` and so on.
struct FailureItems {
    let table: Table
    let failure: FailedBatch
    /// Where the partition stood: names the failure of a window, which has no records.
    let position: SequenceNumber

    /// Parts of the writes that each fit one command.
    static func steps(of writes: [ItemWrite]) -> [[ItemWrite]] {
        var steps: [[ItemWrite]] = []
        var bytes = 0
        for write in writes {
            // The item has its key, too, and a write repeats it.
            var size = 4096
            if case .put(let item) = write.action { size += item.size }
            if steps.isEmpty || bytes + size > RunnerLimits.failureStepBytesMax {
                steps.append([])
                bytes = 0
            }
            steps[steps.count - 1].append(write)
            bytes += size
        }
        return steps
    }

    var writes: [ItemWrite] {
        if let window = failure.window {
            var writer = JSONWriter()
            writer.beginObject()
            HandlerEvent.write(window, to: &writer)
            writer.endObject()
            // Several shards may stand at the same position.
            let mark = "window-\(failure.source.shardID)"
            return items(of: writer.bytes, at: position, mark: mark)
        }
        return failure.records.flatMap { items(of: $0.json, at: $0.sequence, mark: "") }
    }

    private func items(
        of json: [UInt8], at sequence: SequenceNumber, mark: String
    ) -> [ItemWrite] {
        let parts = FailureItems.parts(of: json)
        return parts.enumerated().map { index, part in
            let number = index == 0 ? "" : String(index + 1)
            let suffix = [mark, number].filter { !$0.isEmpty }.map { "#\($0)" }.joined()
            let key = key(at: sequence, suffix: suffix)
            var item = table.keySchema.attributes(of: key)
            item[contentName] = .map(content(part, number: index + 1, of: parts.count))
            return ItemWrite(table: table.id, key: key, action: .put(ItemImage(item)))
        }
    }

    private func key(at sequence: SequenceNumber, suffix: String) -> Key {
        let key = FailureKey.key(
            of: failure.handler.definition.name, first: sequence, in: table.keySchema)
        if suffix.isEmpty { return key }
        if case .string(let sort) = key.sort {
            return Key(partition: key.partition, sort: .string(Text(sort.string + suffix)))
        }
        guard case .string(let partition) = key.partition else { return key }
        return Key(partition: .string(Text(partition.string + suffix)), sort: nil)
    }

    /// The map's name, which must be none of the key's.
    private var contentName: Text {
        let names: [Text] = ["failure", "failedRecord", "failureDetails"]
        return names.first { !table.keySchema.isKeyAttribute($0) } ?? "failure"
    }

    private func content(_ part: String, number: Int, of count: Int) -> AttributeMap {
        var content: AttributeMap = [
            "handler": .string(failure.handler.definition.name),
            "condition": .string(Text(failure.condition.rawValue)),
            "invocations": .number(Number(Int64(failure.invocations))),
            "shard": .string(Text(failure.source.shardID)),
            "stream": .string(Text(failure.source.sourceARN)),
            "at": .string(Text(Instant.text(failure.time))),
            "requestId": .string(failure.id),
            "record": .string(Text(part)),
        ]
        if let error = failure.lastFault?.message {
            content["lastError"] = .string(
                Text(error.cut(toBytes: RunnerLimits.failureMessageBytesMax)))
        }
        if count > 1 {
            content["part"] = .number(Number(Int64(number)))
            content["parts"] = .number(Number(Int64(count)))
        }
        return content
    }

    /// Cuts between characters only.
    private static func parts(of json: [UInt8]) -> [String] {
        var parts: [String] = []
        var rest = json[...]
        while rest.count > RunnerLimits.failurePartBytesMax {
            var end = rest.startIndex + RunnerLimits.failurePartBytesMax
            while end > rest.startIndex, rest[end] & 0xC0 == 0x80 { end -= 1 }
            parts.append(String(decoding: rest[..<end], as: UTF8.self))
            rest = rest[end...]
        }
        return parts + [String(decoding: rest, as: UTF8.self)]
    }
}
