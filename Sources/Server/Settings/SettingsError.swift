/// A setting that cannot be used, in a sentence for whoever gave it.
package struct SettingsError: Error, Hashable, CustomStringConvertible, Sendable {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
