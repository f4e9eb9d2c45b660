package import API

/// Rejections of requests that the server does not let through to this API.
package enum LambdaRejection {
    /// For a web page: pages may not define what the server runs.
    package static let crossOrigin = Response(
        LambdaError.accessDenied(
            "Event source mappings and functions are not for pages in a browser."))
    /// For a body that does not say that it is JSON, as a form of a web page would send it.
    package static let unsupportedMediaType = Response(
        LambdaError.unsupportedMediaType("The body must have the Content-Type application/json."))
}
