/// What the APIs behind a server expect of HTTP: said once by the application, so that this layer
/// knows none of them.
package final class HTTPConventions: Sendable, Equatable {
    /// The headers that the application reads beside HTTP's own.
    let headers: OwnHeaders
    /// What is said to a request for something that runs programs, under a name that is not listed.
    let unlistedHost: ProtocolRejection
    private let server: String
    private let identifierHeader: String
    private let isPlainError: @Sendable (_ beginning: String) -> Bool

    /// - Parameters:
    ///   - server: what the header `Server` says.
    ///   - identifierHeader: the header in which each response has an identifier of its own.
    ///   - headers: the headers that the application reads beside HTTP's own, with names of 8 to 24
    ///     bytes: `HTTPFields.Name.application1` to `.application4`.
    ///   - unlistedHost: what is said to a request for something that runs programs, under a name that
    ///     is not listed.
    ///   - isPlainError: whether a request line that is too long is answered with 400, as some APIs
    ///     have it, and not with RFC 9112's 414; asked of the line's beginning, of
    ///     `HTTPLimits.lineBeginningBytes`.
    package init(
        server: String, identifierHeader: String, headers: KeyValuePairs<HTTPFields.Name, String>,
        unlistedHost: ProtocolRejection,
        isPlainError: @escaping @Sendable (_ beginning: String) -> Bool
    ) {
        self.server = server
        self.identifierHeader = identifierHeader
        self.headers = OwnHeaders(headers)
        self.unlistedHost = unlistedHost
        self.isPlainError = isPlainError
    }

    /// Those of no API: for tests, and for reading requests without serving them.
    package static let plain = HTTPConventions(
        server: "HTTP", identifierHeader: "Request-Id", headers: [:], unlistedHost: .unknownHost
    ) { _ in false }

    package static func == (left: HTTPConventions, right: HTTPConventions) -> Bool {
        left === right
    }

    /// Why a request line is rejected that is too long and begins so.
    func rejection(ofLineBeginning bytes: Span<UInt8>) -> ReadingError {
        let count = min(bytes.count, HTTPLimits.lineBeginningBytes)
        let beginning = String(repairing: bytes.extracting(first: count))
        return isPlainError(beginning) ? .headTooLarge : .requestLineTooLong
    }

    /// What follows the status in every response, up to the value of its identifier.
    func commonHeaders(seconds: Int64) -> [UInt8] {
        let date = HTTPDate.text(seconds: seconds)
        return Array("\r\nServer: \(server)\r\nDate: \(date)\r\n\(identifierHeader): ".utf8)
    }
}
