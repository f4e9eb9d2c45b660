package import Values

/// What a global index is said to be paid for; stored and returned, without effect, as a table's is.
package struct IndexThroughput: Hashable, Sendable {
    /// `nil` means on-demand.
    package var provisioned: TableSettings.ProvisionedThroughput?
    package var onDemand: TableSettings.OnDemandThroughput?
    package var warm: TableSettings.WarmThroughput?

    package init(
        provisioned: TableSettings.ProvisionedThroughput? = nil,
        onDemand: TableSettings.OnDemandThroughput? = nil,
        warm: TableSettings.WarmThroughput? = nil
    ) {
        self.provisioned = provisioned
        self.onDemand = onDemand
        self.warm = warm
    }
}

//   throughput   provisioned? · on-demand? · warm?, each two signed varints

extension IndexThroughput {
    package func encode(to writer: inout ByteWriter) {
        writer.write(provisioned: provisioned)
        writer.write(onDemand: onDemand)
        writer.write(optional: warm) { $0.write(warm: $1) }
    }

    package init(from reader: inout ByteReader) throws(CodecError) {
        provisioned = try reader.readProvisioned()
        onDemand = try reader.readOnDemand()
        warm = try reader.readOptional { r throws(CodecError) in try r.readWarm() }
    }
}
