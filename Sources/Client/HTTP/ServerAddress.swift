import Foundation

/// What the address of a server may be: a scheme, a host and perhaps a port.
package enum ServerAddress {
    private static let example = "it must be an address such as http://127.0.0.1:8000."

    /// What is wrong with an address, and what to do; `nil` when nothing is.
    package static func complaint(about text: String) -> String? {
        let found = "is \"\(text)\"; "
        guard text.contains("://") else {
            let better = "http://\(text)"
            return complaint(about: better) == nil
                ? found + "did you mean \(better)?" : found + example
        }
        guard let url = URLComponents(string: text), let scheme = url.scheme,
            let host = url.host, !host.isEmpty
        else { return found + example }
        guard scheme == "http" || scheme == "https" else {
            return found + "it must begin with http:// or https://, not \(scheme)://."
        }
        // Foundation takes a number that is too large for a port as well.
        if let port = url.port, !(1...65_535).contains(port) {
            return found + "a port is a number from 1 to 65535."
        }
        guard url.path.isEmpty || url.path == "/", url.query == nil, url.fragment == nil,
            url.user == nil, url.password == nil
        else {
            return found + "it must end behind the host and port, as http://127.0.0.1:8000 does."
        }
        return nil
    }
}
