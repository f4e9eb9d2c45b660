/// Under which names a server answers.
///
/// A name that somebody else's name server gives our address to is refused: else a page of that name
/// would be of our own origin (DNS rebinding).
package struct HostPolicy: Sendable {
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

    /// Whether pages of other names can reach a server that other machines reach, as nobody has said
    /// what it is called.
    package var answersToAllNames: Bool { !checksNames }

    /// Whether the server answers to a name.
    ///
    /// One that other machines reach cannot know what it is called, unless it was told.
    func serves(_ authority: Authority) -> Bool {
        !checksNames || isOwn(authority)
    }

    /// Whether it may be asked to run programs under a name: even where nobody has said what it is
    /// called, not under one that somebody else may have given to our address.
    package func servesPrograms(_ authority: Authority) -> Bool {
        checksNames || isOwn(authority)
    }

    /// Whether nobody else can have given this name to our address.
    package func isOwn(_ authority: Authority) -> Bool {
        let host = authority.host
        return names.contains(host) || HostName.isLoopback(host)
            || (!isLocal && HostName.isAddress(host))
    }
}
