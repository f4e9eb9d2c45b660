/// What a value of the new image was before the change, found by walking the old image along.
enum ChangeTrail: Sendable {
    /// At the event itself.
    case event(isInsert: Bool)
    /// At its member `dynamodb`.
    case record(isInsert: Bool)
    /// Inside the new image; `nil` where nothing stood before.
    case old(EventNode?)
    /// Where nothing is known of before: outside the new image, inside lists, or because the
    /// stream keeps no old images.
    case lost

    /// The trail at the member `name` of `object`, the event's value at this trail.
    func entering(_ name: String, of object: EventNode?) -> ChangeTrail {
        switch self {
        case .event(let isInsert):
            return name == "dynamodb" ? .record(isInsert: isInsert) : .lost
        case .record(let isInsert):
            guard name == "NewImage" else { return .lost }
            if let image = object?["OldImage"] { return .old(image) }
            // Of an insertion it is certain that there was nothing; and a stream of changes leaves
            // an image out only when it has nothing to say.
            let hasNoOld = isInsert || object?["StreamViewType"]?.isString("CHANGES") ?? false
            return hasNoOld ? .old(nil) : .lost
        case .old(let node):
            return .old(node?[name])
        case .lost:
            return .lost
        }
    }
}
