package import Engine

/// Why a request that was understood is not carried out, in no API's words.
///
/// Each adapter has words of its own for every case.
package enum Problem: Error, Sendable {
    /// Too many long requests wait for a thread; it is worth another try.
    case readersBusy
    case store(StoreError)
    /// The principal lacks the permission that the operation needs.
    case accessDenied(operation: String)
}
