/// Checks that requests of a connection name a host as RFC 9112 (3.2) has it, and one of ours.
struct HostCheck: Equatable {
    /// What a request's host is to the server.
    enum Verdict: Equatable {
        /// One of ours.
        case served
        /// One of ours, but maybe by a foreign name server: not for what runs programs.
        case unlisted
        case rejected(ProtocolRejection)
    }

    private let policy: HostPolicy
    /// The last one that was found good: nearly always the next one is the same.
    private var accepted: [UInt8] = []
    /// Whether it may have programs run, too.
    private var isAcceptedForPrograms = true

    init(_ policy: HostPolicy) {
        self.policy = policy
    }

    mutating func verdict(on head: RequestHead) -> Verdict {
        let fields = head.fields
        if !accepted.isEmpty, fields.isEqual(.host, accepted.span), !fields.hasSeveralHosts,
            head.line.isPath
        {
            return isAcceptedForPrograms ? .served : .unlisted
        }
        if fields.hasSeveralHosts { return .rejected(.severalHosts) }
        guard let host = fields.host else {
            // HTTP/1.0 had none.
            return head.line.isHTTP10 ? .served : .rejected(.noHost)
        }
        guard Authority(host[...]) != nil else { return .rejected(.invalidHost) }
        // What stands in the target was read with it.
        guard let authority = head.authority.flatMap({ Authority($0) }) else {
            return .rejected(.invalidHost)
        }
        guard policy.serves(authority) else { return .rejected(.unknownHost) }
        let isForPrograms = policy.servesPrograms(authority)
        if head.line.isPath {
            accepted = Array(host.utf8)
            isAcceptedForPrograms = isForPrograms
        }
        return isForPrograms ? .served : .unlisted
    }
}
