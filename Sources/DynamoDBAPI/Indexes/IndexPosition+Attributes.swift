import Engine
import Model
import Values

extension IndexPosition {
    /// The attributes of both keys, as a LastEvaluatedKey has them.
    func attributes(of index: SecondaryIndex, in schema: KeySchema) -> Item {
        var attributes = schema.attributes(of: key)
        for (attribute, value) in zip(index.keyAttributes, indexKey.partition + indexKey.sort) {
            attributes[attribute.name] = value.value
        }
        return attributes
    }
}
