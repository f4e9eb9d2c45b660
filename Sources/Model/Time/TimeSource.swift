/// Where the current time comes from: made once by the executable, injected everywhere else.
package protocol TimeSource: Sendable {
    func now() -> Timestamp
}
