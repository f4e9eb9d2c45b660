extension HTTPResponse {
    /// What a response's body is; applications add their own.
    package struct ContentType: Equatable, Sendable {
        /// The whole header behind a line end, so that it is put into a head at once.
        let line: [UInt8]
        /// The media type with its parameters.
        package let text: String

        /// - Parameter text: the media type with its parameters.
        package init(_ text: String) {
            line = Array(ContentType.name + text.utf8)
            self.text = text
        }

        /// How many bytes of `line` stand in front of the type.
        var nameCount: Int { 16 }

        private static let name = Array("\r\nContent-Type: ".utf8)

        package static let json = ContentType("application/json")
        package static let problem = ContentType("application/problem+json")
        package static let text = ContentType("text/plain; charset=utf-8")
        package static let events = ContentType("text/event-stream")
        package static let metrics = ContentType("text/plain; version=0.0.4; charset=utf-8")
    }
}
