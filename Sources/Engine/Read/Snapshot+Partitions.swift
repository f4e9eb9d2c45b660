package import Model
package import Values

extension Snapshot {
    /// The partition key that comes next in a table, in the order in which partitions are stored;
    /// `nil` behind the last one.
    ///
    /// For readers that want a little of every partition: however many items a partition has, one
    /// look for its first entry in each layer is all that it costs. A partition counts as long as
    /// something of it is stored, also when all of that has ended.
    ///
    /// - Parameter partition: the one behind which to go on; it need not exist.
    package func partition(
        of table: Table, after partition: KeyValue?
    ) throws(StoreError) -> KeyValue? {
        var range = Keyspace.items(of: table.id, slots: 0..<Keyspace.slots)
        if let partition {
            let known = Keyspace.partition(partition, in: table.id)
            guard let bound = KeyRange.firstKey(notStartingWith: known) else { return nil }
            range = range.clamped(from: bound)
        }
        let attribute = table.keySchema.partition
        var found: KeyValue?
        try visit(in: .items, range) { (key, value) throws(StoreError) in
            do throws(CodecError) {
                if let ordered = Keyspace.partitionBytes(ofItemKey: key) {
                    let bytes = Array(copying: key.extracting(ordered))
                    found = try OrderedBytes.decode(bytes, as: attribute.type)
                    return false
                }
                // Of a long key there is only a digest; the item has the key itself.
                var attributes = try AttributeWalk(value)
                guard try attributes.move(to: attribute.name.bytes),
                    let long = try attributes.readKeyValue()
                else { throw .invalid("partition key") }
                found = long
                return false
            } catch {
                throw .corrupt("a partition key cannot be decoded: \(error)")
            }
        }
        return found
    }
}
