/// What a change record holds of its item besides the key.
package enum StreamView: UInt8, CaseIterable, Hashable, Sendable {
    case keysOnly = 1
    case newImage
    case oldImage
    case newAndOldImages
    /// What changed and nothing else, with sketches as their estimates: for items that are large or
    /// change often.
    case changes

    /// The name in the DynamoDB API; the last one is ours alone.
    package var name: String {
        switch self {
        case .keysOnly: "KEYS_ONLY"
        case .newImage: "NEW_IMAGE"
        case .oldImage: "OLD_IMAGE"
        case .newAndOldImages: "NEW_AND_OLD_IMAGES"
        case .changes: "CHANGES"
        }
    }

    package init?(name: String) {
        guard let view = StreamView.allCases.first(where: { $0.name == name }) else { return nil }
        self = view
    }

    /// Whether records hold the item, or what changed of it, as it was before.
    package var keepsOld: Bool {
        switch self {
        case .oldImage, .newAndOldImages, .changes: true
        case .keysOnly, .newImage: false
        }
    }

    /// Whether records hold the item, or what changed of it, as it is afterwards.
    package var keepsNew: Bool {
        switch self {
        case .newImage, .newAndOldImages, .changes: true
        case .keysOnly, .oldImage: false
        }
    }
}
