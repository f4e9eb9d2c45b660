extension Value {
    /// What a person calls the value's type.
    package var described: String {
        switch self {
        case .string: "a string"
        case .number: "a number"
        case .binary: "binary that is no sketch"
        case .boolean: "a boolean"
        case .null: "null"
        case .list: "a list"
        case .map: "a map"
        case .stringSet, .numberSet, .binarySet: "a set"
        }
    }
}
