import API

/// One call of Lambda's API, and where it is found.
protocol LambdaOperation: API.Operation
where Input == LambdaRequest, Context == LambdaContext, Failure == LambdaError {
    static var route: Route { get }
}

extension LambdaOperation {
    /// Makes the operation, and its plan.
    static func plan(
        _ request: LambdaRequest, in context: LambdaContext
    ) throws(LambdaError) -> Plan {
        try Self(request, in: context).plan(in: context)
    }
}

extension Route {
    /// A route below the mappings or functions; Lambda does not serve HEAD.
    static func lambda(_ method: String, _ path: String) -> Route {
        Route(method, path, servesHead: false)
    }
}
