package import Model
package import Values

/// One change of one item, as its table's stream records it.
package struct ChangeRecord: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
        case insert = 1
        case modify
        case remove
    }

    package let sequence: SequenceNumber
    package let kind: Kind
    /// Whether the item's time to live ended it.
    package let isExpiry: Bool
    /// The time of the command.
    package let time: Timestamp
    /// The slot of the partition key, by which shards and handlers' partitions divide records.
    package let slot: UInt16
    package let key: Key
    /// The item before, or what changed of it, as it is stored; `nil` when there was none or the view
    /// leaves it out.
    package let oldImage: ItemImage?
    /// The item afterwards, or what changed of it, as it is stored; `nil` when there is none or the
    /// view leaves it out.
    package let newImage: ItemImage?
    /// Its number among all records that its shard ever had, from 1 on.
    package let ordinal: Int64
    /// Bytes of all records that its shard ever had, up to and with this one.
    package let bytesThrough: Int64
    /// Bytes of its stored form.
    package let storedBytes: Int

    package init(
        sequence: SequenceNumber, kind: Kind, isExpiry: Bool = false, time: Timestamp,
        slot: UInt16, key: Key, oldImage: ItemImage?, newImage: ItemImage?, ordinal: Int64,
        bytesThrough: Int64, storedBytes: Int
    ) {
        self.sequence = sequence
        self.kind = kind
        self.isExpiry = isExpiry
        self.time = time
        self.slot = slot
        self.key = key
        self.oldImage = oldImage
        self.newImage = newImage
        self.ordinal = ordinal
        self.bytesThrough = bytesThrough
        self.storedBytes = storedBytes
    }

    /// The same with images that are encoded here.
    package init(
        sequence: SequenceNumber, kind: Kind, isExpiry: Bool = false, time: Timestamp,
        slot: UInt16, key: Key, old: Item?, new: Item?, ordinal: Int64, bytesThrough: Int64,
        storedBytes: Int
    ) {
        self.init(
            sequence: sequence, kind: kind, isExpiry: isExpiry, time: time, slot: slot, key: key,
            oldImage: old.map { ItemImage($0) }, newImage: new.map { ItemImage($0) },
            ordinal: ordinal, bytesThrough: bytesThrough, storedBytes: storedBytes)
    }

    /// The image of the item before, decoded anew.
    package var old: Item? { oldImage?.item }
    /// The image of the item afterwards, decoded anew.
    package var new: Item? { newImage?.item }

    /// Bytes of all records that its shard had before it.
    var bytesBefore: Int64 { bytesThrough - Int64(storedBytes) }

    /// The size of the images, as DynamoDB counts items.
    package var imageBytes: Int { (oldImage?.size ?? 0) + (newImage?.size ?? 0) }

    /// By how much each number changed that is in both images, where that can be said in 38 digits.
    package var deltas: [(name: Text, delta: Number)] {
        guard let old, let new else { return [] }
        var deltas: [(name: Text, delta: Number)] = []
        for entry in new.entries {
            guard case .number(let now) = entry.value, case .number(let then)? = old[entry.name],
                let delta = now.exactDifference(from: then)
            else { continue }
            deltas.append((entry.name, delta))
        }
        return deltas
    }
}

extension Number {
    /// What must be added to `other` to come to this number; `nil` when 38 digits cannot say it.
    fileprivate func exactDifference(from other: Number) -> Number? {
        do throws(NumberError) {
            let delta = try subtracting(other)
            return try other.adding(delta) == self ? delta : nil
        } catch {
            // Too far apart for one number.
            return nil
        }
    }
}
