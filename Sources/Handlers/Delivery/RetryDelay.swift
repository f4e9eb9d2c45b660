/// How long to wait before something is tried once more: twice as long each time, anywhere between
/// half of that and all of it, so that many lanes do not come back at once.
struct RetryDelay: Hashable, Sendable {
    static let shortest = Duration.milliseconds(100)
    static let longest = Duration.seconds(30)
    private static let doublingsMax = 9

    /// The wait after so many failures in a row.
    ///
    /// `share` says where in its range it lies, 0...1.
    static func after(failures: Int, share: Double) -> Duration {
        let doublings = min(max(failures - 1, 0), doublingsMax)
        let ceiling = min(shortest * (1 << doublings), longest)
        return ceiling / 2 + ceiling / 2 * min(max(share, 0), 1)
    }
}
