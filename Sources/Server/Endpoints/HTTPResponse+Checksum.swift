import HTTP
import Platform

extension HTTPResponse {
    /// The same with the checksum of its body as it is sent, which SDKs of DynamoDB compare.
    var withChecksum: HTTPResponse {
        var response = self
        response.numberHeader = HTTPResponse.checksum(of: body)
        return response
    }

    static func checksum(of body: [UInt8]) -> (start: [UInt8], value: Int) {
        (checksumStart, Int(CRC32.checksum(body)))
    }

    private static let checksumStart = Array("\r\nx-amz-crc32: ".utf8)
}
