package import Model
package import Values

/// Lets an attribute end a table's items.
package struct EnableTimeToLive: TimeToLiveSwitch {
    package enum Rejection: MissingTableRejection, Hashable {
        case tableNotFound
        case alreadyEnabled
    }

    // Body: table varint · attribute
    package static let form = CommandForm(kind: 4, part: 4)

    package let table: TableID
    package let attribute: Text

    package init(_ table: TableID, attribute: Text) {
        self.table = table
        self.attribute = attribute
    }

    package func alter(_ table: inout Table, at time: Timestamp) throws(Rejection) {
        if table.timeToLive != nil { throw .alreadyEnabled }
        table.switchTimeToLive(to: attribute, at: time)
    }
}
