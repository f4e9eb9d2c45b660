/// Every bound of the native API that is not the engine's, with its reason.
package enum NativeLimits {
    /// Items of one answer when the request does not say: enough for a chart, small to read.
    package static let itemsPerPageDefault = 100
    /// Items of one answer; a page also ends after `Limits.pageBytesMax` of items.
    package static let itemsPerPageMax = 1000
    /// Tables of one answer: listing them runs on the event loop, so it must be short.
    package static let tablesPerPageMax = 100
    /// Query parameters of one request; no call knows a quarter of that, and each one is compared
    /// with each.
    package static let parametersMax = 32
}
