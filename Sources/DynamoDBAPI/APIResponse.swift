/// What goes back to the client: a status and a JSON body; headers are the server's work.
package struct APIResponse: Sendable {
    package var status: Int
    package var body: [UInt8]

    package init(status: Int = 200, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    init(_ error: WireError) {
        self.init(status: error.status, body: error.body)
    }
}
