/// One answer, taken apart.
package struct RawResponse: Sendable {
    package let status: Int
    /// Names in lower case.
    package let headers: [String: String]
    package let body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }

    package struct Malformed: Error {
        let rest: String

        init(_ rest: ArraySlice<UInt8>) { self.rest = String(decoding: rest, as: UTF8.self) }
    }

    /// Splits a stream into answers by their Content-Length.
    ///
    /// - Parameter endsWithHEAD: whether the last answer is one to HEAD, which has no body, whatever
    ///   its Content-Length is.
    /// - Throws: `Malformed` for bytes that are no answer, and for an answer that was cut off.
    package static func parse(
        _ bytes: [UInt8], endsWithHEAD: Bool = false
    ) throws(Malformed) -> [RawResponse] {
        var responses: [RawResponse] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let end = headEnd(rest) else { throw Malformed(rest) }
            let lines = String(decoding: rest[..<end], as: UTF8.self).split(separator: "\r\n")
            guard let words = lines.first?.split(separator: " "), words.count > 1,
                let status = Int(words[1])
            else { throw Malformed(rest) }
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let colon = line.firstIndex(of: ":") ?? line.endIndex
                headers[line[..<colon].lowercased()] = String(line[colon...].dropFirst(2))
            }
            let body = rest[end...].dropFirst(4)
            let length = Int(headers["content-length"] ?? "") ?? 0
            guard body.count >= length || (endsWithHEAD && body.isEmpty) else {
                throw Malformed(rest)
            }
            responses.append(
                RawResponse(status: status, headers: headers, body: Array(body.prefix(length))))
            rest = body.dropFirst(length)
        }
        return responses
    }

    private static func headEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        return bytes.indices.first { bytes[$0...].starts(with: mark) }
    }
}
