/// What the commit path must know of a kind of command, besides its size.
package struct CommandTraits: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    // Written out: the library's own would look up the type for every command.

    package func contains(_ other: CommandTraits) -> Bool {
        rawValue & other.rawValue == other.rawValue
    }

    package func union(_ other: CommandTraits) -> CommandTraits {
        CommandTraits(rawValue: rawValue | other.rawValue)
    }

    /// The catalog may be another one afterwards.
    package static let changesCatalog = CommandTraits(rawValue: 1)
    /// Watches of the catalog are called after it.
    package static let notifiesWatchers = CommandTraits(rawValue: 2)
    /// An entry that it writes at once may be as large as the command.
    package static let hasLargeEntries = CommandTraits(rawValue: 4)
}
