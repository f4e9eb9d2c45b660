package import API

extension NativeDispatcher {
    /// Every call that is served.
    private static let operations: [any NativeOperation.Type] = [
        RecordIncrement.self, RecordIncrements.self, RecordEvents.self, ReadSeries.self,
        ReadTop.self, ReadItems.self, ReadChanges.self, DescribeSource.self, ListSources.self,
        DeleteItems.self, DeleteSeries.self,
        ListTables.self, DescribeTable.self, PutTable.self, DeleteTable.self,
        RegisterHandler.self, ListHandlers.self, DescribeHandler.self, DeleteHandler.self,
        PauseHandler.self, ResumeHandler.self, ReplayHandler.self,
        ReadStatus.self, StartCheck.self, ReadCheck.self,
    ]

    private static let table = RouteTable(operations.map { $0.route })

    /// Where every call is found, and its traits.
    package static var routes: [(route: Route, traits: OperationTraits)] {
        operations.map { ($0.route, $0.traits) }
    }

    /// The call that a request reaches, what stands in its path for names, and its query.
    static func find(
        _ request: Request
    ) throws(NativeError) -> (any NativeOperation.Type, PathValues, QueryParameters) {
        let path = try RequestPath(of: request.path)
        let query = try QueryParameters(of: request)
        switch table.find(request.method, path) {
        case .route(let place, let values): return (operations[place], values, query)
        case .otherMethods(let allowed):
            throw .methodNotAllowed(request.method, allowed: allowed)
        case .nothing: throw .pathNotFound
        }
    }

    /// What must be known of the call that a request reaches before its body is there; `nil` for one
    /// that reaches none.
    ///
    /// - Parameter path: without its query.
    package static func traits(method: String, path: Substring) -> OperationTraits? {
        table.place(method, path).map { operations[$0].traits }
    }
}
