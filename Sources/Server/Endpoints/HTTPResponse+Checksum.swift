import HTTP
import Platform

extension HTTPResponse {
    /// The same with the checksum of its body as it is sent, which SDKs of DynamoDB compare.
    var withChecksum: HTTPResponse {
        var response = self
        response.numberHeader = HTTPResponse.checksum(of: body)
        return response
    }

    static func checksum(of body: [UInt8]) -> (name: StaticString, value: Int) {
        ("x-amz-crc32", Int(CRC32.checksum(body)))
    }
}
