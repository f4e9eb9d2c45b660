import API
import JSON
import Values

/// Key values out of query parameters: plain text that takes its type from the table.
enum KeyParameter {
    /// The partition key that `pk` names.
    static func partition(
        in request: NativeRequest, of schema: KeySchema
    ) throws(NativeError) -> KeyValue {
        let value = try value(
            "pk", in: request, as: schema.partition, bytesMax: ValueLimits.partitionKeyBytesMax)
        guard let value else {
            throw .invalid(
                field: "pk",
                "Parameter pk is missing: the value of the partition key \(schema.partition.name).")
        }
        return value
    }

    /// A sort key, or a bound of sort keys; `nil` when the parameter is not given.
    static func sort(
        _ field: String, in request: NativeRequest, as attribute: KeyAttribute
    ) throws(NativeError) -> KeyValue? {
        try value(field, in: request, as: attribute, bytesMax: ValueLimits.sortKeyBytesMax)
    }

    /// A parameter's values, each as one of `attributes`, in their order; there may be fewer values.
    static func values(
        _ field: String, in request: NativeRequest, as attributes: [KeyAttribute], bytesMax: Int
    ) throws(NativeError) -> [KeyValue] {
        let texts = request.query.all(field)
        guard texts.count <= attributes.count else {
            throw .invalid(
                field: field,
                "Parameter \(field) is given \(texts.count) times, for "
                    + "\(attributes.count) attributes of the index's key.")
        }
        var values: [KeyValue] = []
        for (text, attribute) in zip(texts, attributes) {
            values.append(try value(text, named: field, as: attribute, bytesMax: bytesMax))
        }
        return values
    }

    private static func value(
        _ field: String, in request: NativeRequest, as attribute: KeyAttribute, bytesMax: Int
    ) throws(NativeError) -> KeyValue? {
        guard let text = request.query[field] else { return nil }
        return try value(text, named: field, as: attribute, bytesMax: bytesMax)
    }

    private static func value(
        _ text: String, named field: String, as attribute: KeyAttribute, bytesMax: Int
    ) throws(NativeError) -> KeyValue {
        guard !text.isEmpty else {
            throw .invalid(field: field, "Parameter \(field) must not be empty.")
        }
        let (value, bytes) = try parse(text, named: field, as: attribute)
        guard bytes <= bytesMax else {
            throw .invalid(
                field: field,
                "Parameter \(field) is \(bytes) bytes long; \(bytesMax) are allowed.")
        }
        return value
    }

    /// The value and the bytes that count against its bound; a number's form is never long.
    private static func parse(
        _ text: String, named field: String, as attribute: KeyAttribute
    ) throws(NativeError) -> (value: KeyValue, bytes: Int) {
        switch attribute.type {
        case .string:
            return (.string(Text(text)), text.utf8.count)
        case .number:
            do {
                return (.number(try Number(parsing: text)), 0)
            } catch {
                throw .invalid(
                    field: field,
                    "\(attribute.name) is a number, and parameter \(field) is none: "
                        + "\(error.message).")
            }
        case .binary:
            let bytes = try bytes(text, named: field, as: attribute)
            return (.binary(Binary(bytes)), bytes.count)
        }
    }

    /// The bytes of a parameter that stands for a binary key or a part of one.
    static func bytes(
        _ text: String, named field: String, as attribute: KeyAttribute
    ) throws(NativeError) -> [UInt8] {
        guard let bytes = Base64.decode(text) else {
            throw .invalid(
                field: field,
                "\(attribute.name) is binary, so parameter \(field) must be padded base64 "
                    + "(in a URL, + is written %2B).")
        }
        return bytes
    }
}
