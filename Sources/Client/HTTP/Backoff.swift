/// How long to wait before the next try: twice as long each time, anywhere between half of that
/// and all of it, so that many clients do not come back at once.
struct Backoff {
    private static let first = Duration.milliseconds(50)
    private static let longest = Duration.seconds(5)

    private var ceiling = Backoff.first

    /// The next wait.
    ///
    /// `share` says where in its range it lies, 0...1.
    mutating func next(share: Double) -> Duration {
        defer { ceiling = min(ceiling * 2, Backoff.longest) }
        return ceiling / 2 + ceiling / 2 * min(max(share, 0), 1)
    }
}
