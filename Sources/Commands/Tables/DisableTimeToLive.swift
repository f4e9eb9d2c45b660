package import Model
package import Values

/// Lets no attribute end a table's items any more.
package struct DisableTimeToLive: TimeToLiveSwitch {
    package enum Rejection: MissingTableRejection, Hashable {
        case tableNotFound
        case alreadyDisabled
        /// It names another attribute than the one that is enabled.
        case attributeDiffers(enabled: Text)
    }

    // Body: table varint · attribute
    package static let form = CommandForm(kind: 4, part: 5)

    package let table: TableID
    /// The attribute that has to be the enabled one.
    package let attribute: Text

    package init(_ table: TableID, attribute: Text) {
        self.table = table
        self.attribute = attribute
    }

    package func alter(_ table: inout Table, at time: Timestamp) throws(Rejection) {
        guard let enabled = table.timeToLive else { throw .alreadyDisabled }
        if enabled.attribute != attribute {
            throw .attributeDiffers(enabled: enabled.attribute)
        }
        table.switchTimeToLive(to: nil, at: time)
    }
}
