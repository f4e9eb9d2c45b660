import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import SystemPackage

/// Why no response came from a server, in words for the user of the command.
struct ConnectionTrouble {
    let description: String
    /// Whether it is of no use to try again, unless the server has answered before.
    let isLasting: Bool

    /// - Parameter advice: what to do about a wrong address.
    static func of(_ error: any Error, url: String, advice: String) -> ConnectionTrouble {
        switch error {
        case let error as NIOConnectionError:
            lasting(words(error, url: url, advice))
        case let error as HTTPClientError where error == .connectTimeout:
            lasting("\(url) cannot be reached: it does not answer")
        case let error as HTTPClientError
        where error == .deadlineExceeded || error == .readTimeout:
            lasting("\(url) took the request and did not answer in time")
        case is HTTPParserError:
            lasting("\(url) does not speak HTTP")
        case let error as IOError where unreached.contains(Errno(rawValue: error.errnoCode)):
            lasting(words(Errno(rawValue: error.errnoCode), url: url, advice))
        case let error as IOError:
            passing("the connection to \(url) broke: \(Errno(rawValue: error.errnoCode))")
        case _ where url.hasPrefix("https:"):
            lasting(
                "\(url) does not speak TLS (\(error)); a Quipu server itself is at http://")
        case let error as HTTPClientError:
            passing("\(url) broke off: \(error.shortDescription)")
        default:
            passing("the connection to \(url) broke: \(error)")
        }
    }

    private static func lasting(_ description: String) -> ConnectionTrouble {
        ConnectionTrouble(description: description, isLasting: true)
    }

    private static func passing(_ description: String) -> ConnectionTrouble {
        ConnectionTrouble(description: description, isLasting: false)
    }

    private static func words(
        _ error: NIOConnectionError, url: String, _ advice: String
    ) -> String {
        guard let failure = error.connectionErrors.last?.error else {
            return "there is no host called \"\(error.host)\"; \(advice)"
        }
        if let error = failure as? IOError {
            return words(Errno(rawValue: error.errnoCode), url: url, advice)
        }
        return failure is ChannelError
            ? "\(url) cannot be reached: it does not answer"
            : "\(url) cannot be reached: \(failure)"
    }

    /// What connecting says; a connection that is there says other things.
    private static let unreached: Set<Errno> = [
        .connectionRefused, .noRouteToHost, .networkUnreachable, .timedOut,
    ]

    private static func words(_ error: Errno, url: String, _ advice: String) -> String {
        guard error == .connectionRefused else { return "\(url) cannot be reached: \(error)" }
        return "nothing listens at \(url); start a server with \"quipu serve\", or \(advice)"
    }
}
