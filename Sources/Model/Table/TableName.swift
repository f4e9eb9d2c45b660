/// What a table may be called, for every API: each must be able to name all tables.
package enum TableName {
    package static let bytes = Limits.tableNameBytes

    /// Whether a name may have the byte: `[a-zA-Z0-9_.-]`.
    package static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
