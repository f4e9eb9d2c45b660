import API
import JSON
import PlainBodies

/// A request's body before anybody has looked into it.
struct RequestBody: Sendable {
    let bytes: [UInt8]
    let type: MediaType

    /// Refuses a body in a form that the call does not take.
    init(
        _ bytes: [UInt8], headers: RequestHeaders, allowed: [MediaType]
    ) throws(NativeError) {
        self.bytes = bytes
        guard !allowed.isEmpty else {
            guard bytes.isEmpty else {
                throw .invalid(field: "body", "This call takes no body.")
            }
            type = .json
            return
        }
        guard let type = MediaType(contentType: headers.contentType), allowed.contains(type) else {
            throw .unsupportedMediaType(headers.contentType ?? "", allowed: allowed)
        }
        self.type = type
    }

    /// Parses the body as one JSON object and passes it to `read`; a problem that `read` throws is
    /// reported with the path of its node.
    func object<Result>(
        _ read: (JSONNode) throws(BodyProblem) -> Result
    ) throws(NativeError) -> Result {
        let root = try document().root
        do throws(BodyProblem) {
            guard root.kind == .object else { throw root.expected("an object") }
            return try read(root)
        } catch {
            throw NativeError(error)
        }
    }

    /// The body's one JSON value.
    func document() throws(NativeError) -> JSONDocument {
        do {
            return try JSONDocument(parsing: bytes)
        } catch {
            throw .invalid(field: "body", "The body is not JSON: \(error.message).")
        }
    }
}
