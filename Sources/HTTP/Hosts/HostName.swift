import NIOCore

/// What follows from the name of a host alone, without a name server.
package enum HostName {
    /// Whether it means this machine under any name server: `localhost` and the names below it
    /// (RFC 6761, 6.3), 127.0.0.0/8, also as addresses of IPv6, and ::1.
    static func isLoopback(_ host: String) -> Bool {
        host.hasSuffix(".localhost") || isLoopbackAddress(host)
    }

    /// The same for an address to listen on: whether a name below `localhost` is this machine is the
    /// system's word there.
    package static func isLoopbackAddress(_ host: String) -> Bool {
        guard host != "localhost" else { return true }
        guard let address = address(host) else { return false }
        return address == "::1" || address.utf8.starts(with: "127.".utf8)
            || address.utf8.starts(with: "::ffff:127.".utf8)
    }

    /// Whether it is an address, so that no name server decides which machine it means.
    static func isAddress(_ host: String) -> Bool { address(host) != nil }

    /// The one way to write the address; `nil` if it is none.
    private static func address(_ host: String) -> String? {
        do {
            return try SocketAddress(ipAddress: host, port: 0).ipAddress
        } catch {
            return nil
        }
    }
}
