import HTTP
import JSON

/// The answers to health checks.
enum Health {
    static let live = status("live")
    static let ready = status("ready")

    /// Says why writes are not taken.
    static func notReady(_ reason: String) -> HTTPResponse {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("status")
        writer.string("not ready")
        writer.name("reason")
        writer.string(reason)
        writer.endObject()
        return HTTPResponse(status: 503, contentType: .json, body: writer.bytes)
    }

    /// The answer of `GET /`, which names the host that was asked for.
    static func answer(host: Substring) -> HTTPResponse {
        let isPlain = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: ".-_:[]".utf8.contains(byte)
            }
        }
        // Text that is no host name is not repeated, as a browser may show our answer.
        return HTTPResponse(
            status: 200, contentType: .text, body: Array("healthy: \(isPlain ? host : "")".utf8)
        ).withChecksum
    }

    private static func status(_ text: String, code: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: code, contentType: .json, body: Array("{\"status\":\"\(text)\"}".utf8))
    }
}
