import API
import JSON
import Values

/// A request that has found its call: whom its path names, its query and its body.
struct LambdaRequest: Sendable {
    private let path: PathValues
    private let query: QueryParameters
    let headers: RequestHeaders
    let body: [UInt8]

    init(_ request: Request, path: PathValues, query: QueryParameters) {
        self.path = path
        self.query = query
        headers = request.headers
        body = request.body
    }

    /// The UUID of the mapping that the path names.
    var mapping: String { path.first.string }
    /// The function that the path names: its name, or an ARN.
    var function: String { path.first.string }

    /// The value of a query parameter; `nil` when it was not given or is empty.
    func parameter(_ name: String) -> String? {
        query.entries.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// The body, which must be a JSON object.
    func object() throws(LambdaError) -> JSONNode {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: body)
        } catch {
            throw .serialization("The body is not JSON: \(error.message).")
        }
        guard document.root.kind == .object else {
            throw .serialization("The body must be a JSON object.")
        }
        return document.root
    }
}
