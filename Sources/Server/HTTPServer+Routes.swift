import Commands
import Engine
package import HTTP
package import Logging
package import Model
package import NIOCore

extension HTTPServer {
    /// Makes a server of the store's APIs.
    ///
    /// - Parameter group: stays the caller's; a server that stopped uses it no more.
    package convenience init(
        options: Options, group: any EventLoopGroup, routes: Routes, logger: Logger,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.init(
            options: options, group: group, application: routes, hosts: routes.access.hosts,
            responseMemory: routes.responses, logger: logger,
            clock: { clock().seconds })
    }
}

extension ChannelServer {
    /// Serves the store's APIs on one event loop.
    package init(routes: Routes, eventLoop: any EventLoop, seconds: Int64) {
        self.init(
            application: routes, hosts: routes.access.hosts,
            responseMemory: routes.responses, eventLoop: eventLoop, seconds: seconds)
    }
}

/// Where the engine hands out the responses of a commit group, all in one hop.
extension EventLoopLane: CompletionLane {}
