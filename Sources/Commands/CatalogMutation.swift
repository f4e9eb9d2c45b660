package import Model
package import Values

/// A change of what tables there are or how one is set up.
package enum CatalogMutation: Hashable, Sendable {
    case create(TableDefinition)
    /// Makes the table, or gives the one of that name all that the definition says.
    case define(TableDefinition, timeToLive: TimeToLive?)
    /// New settings, decided by the API from the ones it saw; `refusingNoChange` asks for a
    /// refusal when nothing would differ.
    ///
    /// The stream stays as it is unless the switch says otherwise, whatever the settings say.
    case update(
        TableID, TableSettings, refusingNoChange: Bool, stream: StreamSwitch? = nil)
    case delete(TableID)
    /// `nil` switches time to live off; `disabling` names the attribute the caller believes enabled.
    case enableTimeToLive(TableID, attribute: Text)
    case disableTimeToLive(TableID, attribute: Text)
    case tag(TableID, [Text: Text])
    case untag(TableID, [Text])
}
