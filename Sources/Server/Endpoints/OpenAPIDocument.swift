import API
import HTTP
import Platform

/// The contract of the native API, served by the server itself.
///
/// Its text is `Schemas/openapi.json`, put into the program by the plugin `EmbedContract`.
package enum OpenAPIDocument {
    static let path = "/openapi.json"
    package static let bytes = Array(OpenAPIText.text.utf8)

    /// Names this text; weak, because it may go out compressed.
    private static let tag = "W/\"\(CRC32.checksum(bytes))\""

    /// The document, or that the client has it already.
    static func answer(to fields: HTTPFields) -> HTTPResponse {
        let isKnown = fields.ifNoneMatch.map { EntityTag.isNamed(tag, in: $0) } ?? false
        var answer =
            isKnown
            ? HTTPResponse(status: 304)
            : HTTPResponse(status: 200, contentType: .json, body: bytes)
        answer.headers = [
            ("ETag", tag), ("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding"),
        ]
        return answer
    }
}
