/// Why a call to a server, or the reading of what was to be sent, came to nothing: in words for
/// the user of the command.
package struct ClientFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
