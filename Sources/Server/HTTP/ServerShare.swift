/// What all connections of a server share.
struct ServerShare: Sendable {
    let routes: Routes
    let connections: Budget
    let bodyBytes: Budget
    let idleSeconds: Int
}
