/// A setting that cannot be used, in a sentence for the operator.
package struct SettingsError: Error, Hashable, CustomStringConvertible, Sendable {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
