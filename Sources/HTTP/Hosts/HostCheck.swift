/// Checks that requests of a connection name a host as RFC 9112 (3.2) has it, and one of ours.
struct HostCheck {
    private let policy: HostPolicy
    /// The last one that was found good: nearly always the next one is the same.
    private var accepted: [UInt8] = []
    /// Whether it may have programs run, too.
    private var isAcceptedForPrograms = true

    init(_ policy: HostPolicy) {
        self.policy = policy
    }

    /// Why a request goes no further; `nil` if it may.
    ///
    /// - Parameter application: says whether the request may have programs run.
    mutating func rejection(
        of head: RequestHead, for application: any HTTPApplication
    ) -> ProtocolRejection? {
        let fields = head.fields
        if !accepted.isEmpty, fields.isEqual(.host, accepted.span), !fields.hasSeveralHosts,
            head.line.isPath
        {
            return isAcceptedForPrograms ? nil : unlisted(head, application)
        }
        if fields.hasSeveralHosts { return .severalHosts }
        guard let host = fields.host else {
            // HTTP/1.0 had none.
            return head.line.isOldClient ? nil : .noHost
        }
        guard Authority(host[...]) != nil else { return .invalidHost }
        // What stands in the target was read with it.
        guard let authority = head.authority.flatMap({ Authority($0) }) else {
            return .invalidHost
        }
        guard policy.serves(authority) else { return .unknownHost }
        let isForPrograms = policy.servesPrograms(authority)
        if head.line.isPath {
            accepted = Array(host.utf8)
            isAcceptedForPrograms = isForPrograms
        }
        return isForPrograms ? nil : unlisted(head, application)
    }

    private func unlisted(
        _ head: RequestHead, _ application: any HTTPApplication
    ) -> ProtocolRejection? {
        application.traits(of: head).contains(.needsListedHost) ? .unlistedHost : nil
    }
}
