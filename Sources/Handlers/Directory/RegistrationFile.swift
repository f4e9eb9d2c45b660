/// A definition of a handler that lies in the handler directory, as it was found.
package struct RegistrationFile: Hashable, Sendable {
    private static let suffix = ".handler.json"

    package let name: String
    /// Its bytes, or why the server does not trust them.
    package let contents: Result<[UInt8], ExecutableRefusal>

    static func isNamed(by name: String) -> Bool {
        name.utf8.count > suffix.utf8.count && name.hasSuffix(suffix) && !name.hasPrefix(".")
    }
}
