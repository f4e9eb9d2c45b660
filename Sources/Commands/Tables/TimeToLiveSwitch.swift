package import Model
package import Values

/// A command that names the attribute by which a table's items end, or end no more.
package protocol TimeToLiveSwitch: TableAlteration {
    var attribute: Text { get }

    init(_ table: TableID, attribute: Text)
}

extension TimeToLiveSwitch {
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(table: table)
        writer.write(text: attribute)
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        self.init(try reader.readTable(), attribute: try reader.readText())
    }
}
