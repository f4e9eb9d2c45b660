/// Under which names a server answers.
///
/// Other names are refused, as a foreign name server may give our address to one: a page of that
/// name would then be of our own origin (DNS rebinding).
package struct HostPolicy: Equatable, Sendable {
    private let names: Set<String>
    private let checksNames: Bool
    private let isLocal: Bool

    /// - Parameters:
    ///   - host: the address that the server listens on.
    ///   - names: what it answers to as well, in lower case and without ports.
    package init(host: String, names: Set<String>) {
        self.names = names.union([host.lowercased()])
        isLocal = HostName.isLoopbackAddress(host)
        checksNames = isLocal || !names.isEmpty
    }

    /// Whether pages under any name can reach the server: so it is when other machines reach it and
    /// its names are not configured.
    package var answersToAllNames: Bool { !checksNames }

    /// Whether the server answers to a name.
    ///
    /// A server that other machines reach does not know its own names unless they are configured.
    func serves(_ authority: Authority) -> Bool {
        !checksNames || isOwn(authority)
    }

    /// Whether requests under a name may run programs: even where the server's names are not
    /// configured, not under a name that a foreign name server may have given to our address.
    package func servesPrograms(_ authority: Authority) -> Bool {
        checksNames || isOwn(authority)
    }

    /// Whether no foreign name server can have given this name to our address.
    package func isOwn(_ authority: Authority) -> Bool {
        let host = authority.host
        return names.contains(host) || HostName.isLoopback(host)
            || (!isLocal && HostName.isAddress(host))
    }
}
