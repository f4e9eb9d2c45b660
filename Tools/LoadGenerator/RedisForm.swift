import ArgumentParser

/// How Redis is told a counter and a visitor.
enum RedisForm: String, ExpressibleByArgument, CaseIterable {
    /// EVALSHA of a script that does both.
    case script
    /// HINCRBY and PFADD, sent together; the request is answered when both are.
    case commands
}
