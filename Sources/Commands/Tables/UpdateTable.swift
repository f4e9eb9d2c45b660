package import Model
package import Values

/// Gives a table new settings, decided by the API from the ones it saw.
///
/// The stream stays as it is unless the switch says otherwise, whatever the settings say.
package struct UpdateTable: TableCommand {
    package enum Rejection: StreamLimitRejection, IndexChangeRejection, Hashable {
        case tableNotFound
        /// The update would leave every setting as it is.
        case settingsUnchanged
        case streamAlreadyEnabled
        case streamAlreadyDisabled
        /// The table has closed streams that are not yet trimmed, as many as it may have.
        case streamLimitReached(limit: Int)
        case indexExists(Text)
        case indexNotFound(Text)
        case indexLimitReached(limit: Int)
        /// The indexes would name more attributes to be projected than they may together.
        case projectionLimitReached(limit: Int)
        /// Another index, to which older items are still being added, must be complete first.
        case indexIsBeingCreated(Text)
        /// The attribute has another type in the key of the table or of another index.
        case keyTypeDiffers(KeyAttribute)
    }

    package static let form = CommandForm(kind: 4, part: 2)
    private static let formWithSwitch = CommandForm(kind: 4, part: 9)
    private static let formWithIndexes = CommandForm(kind: 4, part: 12)
    package static let otherForms = [formWithSwitch, formWithIndexes]

    package var table: TableID
    package var settings: TableSettings
    /// Whether to reject it when nothing would differ.
    package var rejectingNoChange: Bool
    package var stream: StreamSwitch?
    /// Carried out in this order.
    package var indexes: [IndexChange]

    package init(
        _ table: TableID, _ settings: TableSettings, rejectingNoChange: Bool,
        stream: StreamSwitch? = nil, indexes: [IndexChange] = []
    ) {
        self.table = table
        self.settings = settings
        self.rejectingNoChange = rejectingNoChange
        self.stream = stream
        self.indexes = indexes
    }

    package var form: CommandForm {
        if !indexes.isEmpty { return UpdateTable.formWithIndexes }
        return stream == nil ? UpdateTable.form : UpdateTable.formWithSwitch
    }

    package func change(
        _ catalog: inout Catalog, at moment: LogMoment
    ) throws(Rejection) -> Table {
        guard var changed = catalog[table] else { throw .tableNotFound }
        switch stream {
        case .on where changed.stream != nil: throw .streamAlreadyEnabled
        case .off where changed.stream == nil: throw .streamAlreadyDisabled
        case .on, .off, nil: break
        }
        var settings = settings
        settings.keepWhatOnlyDefinitionsSay(of: changed.settings)
        if rejectingNoChange, stream == nil, indexes.isEmpty, changed.settings == settings {
            throw .settingsUnchanged
        }
        var history = changed.history
        history.note(
            changed.settings, settings, ofTableMadeAt: changed.createdAt, at: moment.time)
        changed.history = history
        changed.settings = settings
        changed.heedReservedTags()
        try changed.change(indexes, at: moment.time, or: Rejection.self)
        catalog.set(changed)
        let switched: StreamSettings?
        switch stream {
        case .on(let settings): switched = settings
        case .off: switched = nil
        case nil: return changed
        }
        return try catalog.switchStream(
            of: changed, to: switched, at: moment, or: Rejection.self)
    }

    // Body: table varint · settings · rejecting no change u8 · in 4 · 9: stream switch
    // · in 4 · 12: stream switch? · count · index change of each
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(table: table)
        settings.encode(to: &writer)
        writer.write(boolean: rejectingNoChange)
        if indexes.isEmpty {
            if let stream { writer.write(streamSwitch: stream) }
        } else {
            writer.write(optional: stream) { $0.write(streamSwitch: $1) }
            writer.write(list: indexes) { $0.write(indexChange: $1) }
        }
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        table = try reader.readTable()
        settings = try TableSettings(from: &reader)
        rejectingNoChange = try reader.readBoolean()
        stream = form == UpdateTable.formWithSwitch ? try reader.readStreamSwitch() : nil
        indexes = []
        guard form == UpdateTable.formWithIndexes else { return }
        stream = try reader.readOptional { r throws(CodecError) in try r.readStreamSwitch() }
        indexes = try reader.readList { r throws(CodecError) in try r.readIndexChange() }
    }
}
