import ArgumentParser

/// Whom a bench talks to, and thereby in which protocol.
enum Peer: String, ExpressibleByArgument, CaseIterable {
    /// HTTP.
    case quipu
    /// RESP, version 2.
    case redis
    /// The frontend protocol, version 3, in text format and with trust authentication.
    case postgresql

    var port: Int {
        switch self {
        case .quipu: 8000
        case .redis: 6379
        case .postgresql: 5432
        }
    }

    var scanner: any AnswerScanner {
        switch self {
        case .quipu: HTTPAnswers()
        case .redis: RedisAnswers()
        case .postgresql: PostgreSQLAnswers()
        }
    }
}
