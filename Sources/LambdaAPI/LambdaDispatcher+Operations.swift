package import API

extension LambdaDispatcher {
    /// Every call that is served.
    private static let operations: [any LambdaOperation.Type] = [
        ListMappings.self, CreateMapping.self, GetMapping.self, UpdateMapping.self,
        DeleteMapping.self, ListFunctions.self, GetFunction.self, GetFunctionConfiguration.self,
        InvokeFunction.self,
    ]

    private static let table = RouteTable(operations.map { $0.route })

    /// Where every call is found, and its traits.
    package static var routes: [(route: Route, traits: OperationTraits)] {
        operations.map { ($0.route, $0.traits) }
    }

    /// The call that a request reaches, and the request as that call reads it.
    static func find(
        _ request: Request
    ) throws(LambdaError) -> (any LambdaOperation.Type, LambdaRequest) {
        // Slashes at the end of the path mean nothing.
        let last = request.path.lastIndex { $0 != "/" }
        let end = last.map(request.path.index(after:)) ?? request.path.startIndex
        let path = try RequestPath(lambda: request.path[..<end])
        let query = try QueryParameters(lambda: request.query)
        switch table.find(request.method, path) {
        case .route(let place, let values):
            return (operations[place], LambdaRequest(request, path: values, query: query))
        case .otherMethods(let allowed): throw .methodNotAllowed(allowed)
        case .nothing: throw .unknownOperation
        }
    }
}

extension RequestPath {
    /// Reads a path in Lambda's words.
    fileprivate init(lambda text: Substring) throws(LambdaError) {
        do throws(PercentCoding.Problem) {
            try self.init(text)
        } catch {
            throw .unreadableURL(error)
        }
    }
}

extension QueryParameters {
    /// Reads a query, which may be missing, in Lambda's words.
    fileprivate init(lambda query: Substring?) throws(LambdaError) {
        do throws(QueryParameters.Problem) {
            try self.init(query ?? "")
        } catch {
            switch error {
            case .encoding(let problem, _): throw .unreadableURL(problem)
            case .tooMany: throw .serialization("There are too many parameters in the URL.")
            }
        }
    }
}

extension LambdaError {
    fileprivate static func unreadableURL(_ problem: PercentCoding.Problem) -> LambdaError {
        .serialization(problem.detail(of: "the URL"))
    }
}
