/// Checks that requests of a connection name a host as RFC 9112 (3.2) has it, and one of ours.
struct HostCheck {
    private let access: WebAccess
    /// The last one that was found good: nearly always the next one is the same.
    private var accepted: String?
    /// Whether it may have programs run, too.
    private var isAcceptedForHandlers = true

    init(_ access: WebAccess) {
        self.access = access
    }

    /// Why a request goes no further; `nil` if it may.
    mutating func refusal(of head: RequestHead) -> ProtocolRefusal? {
        let fields = head.fields
        if let host = fields.host, host == accepted, !fields.hasSeveralHosts, head.line.isPath {
            return isAcceptedForHandlers ? nil : HostCheck.refusal(ofHandlersAt: head.path)
        }
        if fields.hasSeveralHosts { return ProtocolAnswers.severalHosts }
        guard let host = fields.host else {
            // HTTP/1.0 had none.
            return head.line.isOldClient ? nil : ProtocolAnswers.noHost
        }
        guard Authority(host[...]) != nil else { return ProtocolAnswers.invalidHost }
        // What stands in the target was read with it.
        guard let authority = head.authority.flatMap({ Authority($0) }) else {
            return ProtocolAnswers.invalidHost
        }
        guard access.serves(authority) else { return ProtocolAnswers.unknownHost }
        let isForHandlers = access.servesHandlers(authority)
        if head.line.isPath {
            accepted = host
            isAcceptedForHandlers = isForHandlers
        }
        return isForHandlers ? nil : HostCheck.refusal(ofHandlersAt: head.path)
    }

    private static func refusal(ofHandlersAt path: Substring) -> ProtocolRefusal? {
        CrossOrigin.isForHandlers(path) ? ProtocolAnswers.unlistedHost : nil
    }
}
