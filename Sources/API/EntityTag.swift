import Platform

/// Names the bytes of a response, so that they are not sent again to a client that has them (RFC 9110, 8.8.3).
///
/// Weak, as a response may go out compressed.
package enum EntityTag {
    static func tag(of body: [UInt8]) -> String {
        let (first, second) = MurmurHash3.hash(body, seed: 0)
        var tag: [UInt8] = Array("W/\"".utf8)
        tag.reserveCapacity(36)
        for word in [first, second] {
            for shift in stride(from: 60, through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15
                tag.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        tag.append(UInt8(ascii: "\""))
        return String(decoding: tag, as: UTF8.self)
    }

    /// Whether an `If-None-Match` names this tag, by weak comparison, or any.
    package static func isNamed(_ tag: String, in field: String) -> Bool {
        let wanted = opaque(tag[...])
        return field.split(separator: ",").contains { part in
            let part = part.drop { $0 == " " || $0 == "\t" }
            let end = part.lastIndex { $0 != " " && $0 != "\t" }
            guard let end else { return false }
            let named = part[...end]
            return named == "*" || opaque(named) == wanted
        }
    }

    private static func opaque(_ tag: Substring) -> Substring {
        tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
    }
}

extension Response {
    /// The response with a tag, if it is that of a read.
    func tagged(under condition: TagCondition?) -> Response {
        condition?.apply(to: self) ?? self
    }
}

/// What a reader says of responses that it has.
package struct TagCondition: Sendable {
    /// `If-None-Match`.
    let known: String?

    package init(known: String?) {
        self.known = known
    }

    /// The response with its tag; without its body when the reader has it already.
    func apply(to response: Response) -> Response {
        guard response.status == 200, response.stream == nil else { return response }
        let tag = EntityTag.tag(of: response.body)
        var response = response
        response.headers.append(("ETag", tag))
        if let known, EntityTag.isNamed(tag, in: known) {
            response.status = 304
            response.body = []
        }
        return response
    }
}
