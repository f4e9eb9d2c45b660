import API

/// One call of the native API: where it is found, which parameters it takes, and in which forms a body.
protocol NativeOperation: API.Operation
where Input == NativeRequest, Context == NativeContext, Failure == NativeError {
    static var route: Route { get }
    /// The query parameters that the call knows; any other is rejected before the call is made.
    static var parameters: [String] { get }
    /// Those of them that may be given more than once.
    static var repeatable: [String] { get }
    /// The forms in which it takes a body; none when it takes no body.
    static var mediaTypes: [MediaType] { get }
    /// Makes the operation, and its plan.
    ///
    /// A requirement, so that each operation has one that is compiled for it.
    static func plan(
        _ request: NativeRequest, in context: NativeContext
    ) throws(NativeError) -> Plan
}

extension NativeOperation {
    static var parameters: [String] { [] }
    static var repeatable: [String] { [] }
    static var mediaTypes: [MediaType] { [] }

    static func plan(
        _ request: NativeRequest, in context: NativeContext
    ) throws(NativeError) -> Plan {
        try Self(request, in: context).plan(in: context)
    }
}
