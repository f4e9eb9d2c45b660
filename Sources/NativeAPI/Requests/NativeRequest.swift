import API
import Values

/// A request that has found its call, read as far as the call's route and parameters say.
struct NativeRequest: Sendable {
    private let path: PathValues
    let query: QueryParameters
    let headers: RequestHeaders
    let body: RequestBody

    /// Rejects a body in a form that the call does not take, and parameters that it does not know.
    init(
        _ request: Request, path: PathValues, query: QueryParameters,
        for operation: any NativeOperation.Type
    ) throws(NativeError) {
        body = try RequestBody(
            request.body, headers: request.headers, allowed: operation.mediaTypes)
        try query.check(against: operation.parameters, repeatable: operation.repeatable)
        self.path = path
        self.query = query
        headers = request.headers
    }

    /// The table that the path names, of calls below `/v1/tables/{table}`.
    var table: Text { path.first }
    /// The handler that the path names, of calls below `/v1/handlers/{handler}`.
    var handler: Text { path.first }
    /// The source that the path names, of `/v1/tables/{table}/sources/{source}`.
    var source: Text { path.second }
}

extension RequestPath {
    /// Reads a path in the native API's words.
    init(of text: Substring) throws(NativeError) {
        do throws(PercentCoding.Problem) {
            try self.init(text)
        } catch {
            throw .invalid(field: "path", error.detail(of: "the path"))
        }
    }
}
