// Reasons for which several commands about tables are rejected. Each command has a rejection type
// of its own, so that an API that translates it meets no case that cannot happen; the shared checks
// construct the rejection through these protocols, which cases of an enumeration fulfil.

/// A rejection of a command about a table that is there.
package protocol MissingTableRejection: Error {
    static var tableNotFound: Self { get }
}

/// A rejection of a command that may open a stream.
protocol StreamLimitRejection: Error {
    /// The tables of a name have as many closed streams that are not yet trimmed as they may have.
    static func streamLimitReached(limit: Int) -> Self
}

/// A rejection of a command that may make a table.
protocol NewTableRejection: Error {
    static func tableLimitReached(limit: Int) -> Self
    static func tooManyTags(limit: Int) -> Self
}
