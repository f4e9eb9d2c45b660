import Platform
import TestSupport
import Values

/// The keys that random operations use: few enough to meet again, and of the kinds that are hard to store.
struct KeyPool {
    let schema: KeySchema
    let partitions: [KeyValue]
    let sorts: [KeyValue]

    func key(using random: inout SplitMix64) -> Key {
        Key(
            partition: partitions.randomElement(using: &random) ?? .number(0),
            sort: schema.sort == nil ? nil : sorts.randomElement(using: &random))
    }

    /// Strings: short ones and the longest, with shared beginnings around the length at which a stored key
    /// no longer fits.
    static func strings(using random: inout SplitMix64) -> KeyPool {
        let partitions = [1, 2, 199, 200, 201, 2048].map { length -> KeyValue in
            .string(Text(String(repeating: "p", count: length)))
        }
        var sorts: [KeyValue] = ["a", "b", "ab", "é", "z"].map { .string($0) }
        let shared = String(repeating: "s", count: 1024)
        for length in [480, 485, 486, 487, 488, 490, 500, 520] {
            let prefix = String(shared.prefix(length))
            sorts.append(.string(Text(prefix)))
            for tail in ["", "a", "b", "zz", String(shared.prefix(1020 - length)) + "x"] {
                let letter = ["a", "s", "t"].randomElement(using: &random) ?? "a"
                sorts.append(.string(Text(prefix + letter + tail)))
            }
        }
        sorts.append(.string(Text(shared)))
        return KeyPool(
            schema: KeySchema(
                partition: KeyAttribute(name: "pk", type: .string),
                sort: KeyAttribute(name: "sk", type: .string)),
            partitions: partitions, sorts: sorts)
    }

    /// Numbers of every size and sign below string partitions that differ in length only.
    static func numbers() throws -> KeyPool {
        let texts = [
            "0", "1", "-1", "2", "10", "-10", "0.1", "0.01", "-0.01", "1e125", "-1e125", "1e-130",
            "-1e-130", "12345678901234567890123456789012345678", "99", "100", "101", "9.99", "1.5",
            "1.50001", "-1.5", "-1.50001", "15", "9007199254740993", "-9007199254740993",
        ]
        return KeyPool(
            schema: KeySchema(
                partition: KeyAttribute(name: "pk", type: .string),
                sort: KeyAttribute(name: "sk", type: .number)),
            partitions: ["x", "xx", "xxx"].map { .string($0) },
            sorts: try texts.map { .number(try Number(parsing: $0)) })
    }

    /// Bytes of all values, with zeros and 255s at ends and in long shared beginnings.
    static func binaries() -> KeyPool {
        let partitions: [[UInt8]] = [
            [0], [0, 0], [255], [255, 255], Array(repeating: 255, count: 2048),
            Array(repeating: 0, count: 201),
        ]
        var sorts: [[UInt8]] = [[0], [0, 0], [1], [255], [255, 0], [255, 255], [128]]
        for byte in [0, 255] as [UInt8] {
            for length in [454, 455, 486, 487, 488, 489, 500] {
                let prefix = Array(repeating: byte, count: length)
                sorts += [
                    prefix, prefix + [0], prefix + [255], prefix + [0, 1], prefix + [255, 255],
                ]
            }
            sorts.append(Array(repeating: byte, count: 1024))
        }
        return KeyPool(
            schema: KeySchema(
                partition: KeyAttribute(name: "pk", type: .binary),
                sort: KeyAttribute(name: "sk", type: .binary)),
            partitions: partitions.map { .binary(Binary($0)) },
            sorts: sorts.map { .binary(Binary($0)) })
    }

    /// A table without sort key.
    static func hashOnly() -> KeyPool {
        KeyPool(
            schema: KeySchema(partition: KeyAttribute(name: "pk", type: .number)),
            partitions: (-10...10).map { .number(Number($0)) }, sorts: [])
    }
}
