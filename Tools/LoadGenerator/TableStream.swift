import ArgumentParser

/// The stream of a bench's table.
enum TableStream: String, ExpressibleByArgument, CaseIterable {
    case none
    case keysOnly = "keys-only"
    case newImage = "new-image"
    case oldImage = "old-image"
    case newAndOldImages = "new-and-old-images"
    case changes

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
