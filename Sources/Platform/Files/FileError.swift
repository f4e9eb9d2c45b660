package import SystemPackage

/// A failed file call: what was tried and the system's error number.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let operation: String
    package let code: Int32
    package let message: String
    /// The disk or the owner's quota has no room left.
    package let isDiskFull: Bool

    package init(operation: String, code: Int32, message: String, isDiskFull: Bool) {
        self.operation = operation
        self.code = code
        self.message = message
        self.isDiskFull = isDiskFull
    }

    package init(_ errno: Errno, _ operation: String) {
        self.init(
            operation: operation, code: errno.rawValue, message: errno.description,
            isDiskFull: errno == .noSpace || errno == .diskQuotaExceeded)
    }

    package var description: String { "\(operation): \(message) (\(code))" }
}
