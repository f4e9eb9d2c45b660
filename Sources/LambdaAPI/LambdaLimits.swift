/// Bounds of Lambda's API that are not the engine's; AWS's numbers.
enum LambdaLimits {
    /// What MaxItems may say: InvalidParameterValueException.
    static let itemsAsked = 1...10_000
    /// Functions of one page, which is also the default; the rest is on the next.
    static let functionsPerPageMax = 50
    /// Mappings of one page when the request does not say; the rest is on the next.
    static let mappingsPerPageDefault = 100
}
