/// One answer, taken apart.
package struct RawResponse: Sendable {
    package let status: Int
    /// Names in lower case.
    package let headers: [String: String]
    package let body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }

    package struct Malformed: Error {
        let rest: String
    }

    /// Splits a stream into answers by their Content-Length.
    ///
    /// An answer to HEAD must be the last.
    package static func parse(_ bytes: [UInt8]) throws -> [RawResponse] {
        var responses: [RawResponse] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = headEnd(rest)
            let lines = String(decoding: rest[..<end], as: UTF8.self).split(separator: "\r\n")
            guard let words = lines.first?.split(separator: " "), words.count > 1,
                let status = Int(words[1])
            else { throw Malformed(rest: String(decoding: rest, as: UTF8.self)) }
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let colon = line.firstIndex(of: ":") ?? line.endIndex
                headers[line[..<colon].lowercased()] = String(line[colon...].dropFirst(2))
            }
            rest = rest[end...].dropFirst(4)
            let length = Int(headers["content-length"] ?? "") ?? 0
            responses.append(
                RawResponse(status: status, headers: headers, body: Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return responses
    }

    private static func headEnd(_ bytes: ArraySlice<UInt8>) -> Int {
        let mark = Array("\r\n\r\n".utf8)
        return bytes.indices.first { bytes[$0...].starts(with: mark) } ?? bytes.endIndex
    }
}
