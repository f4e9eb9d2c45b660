/// Which principal has which permissions.
///
/// The executor asks it before an operation is made of a request. A concrete type, as it is asked
/// for every request.
package struct Access: Sendable {
    /// The permissions of every client that reaches the server; there is no other principal yet.
    private let granted: Set<Permission>?

    /// Everybody may do everything.
    package static let unrestricted = Access(granted: nil)

    /// Every client has these permissions, and no others.
    package init(granting permissions: Set<Permission>) {
        granted = permissions
    }

    private init(granted: Set<Permission>?) {
        self.granted = granted
    }

    /// Whether the principal may do what needs `permission`.
    package func grants(_ permission: Permission, to principal: Principal) -> Bool {
        guard let granted else { return true }
        return switch principal {
        case .anybody: permission == .none || granted.contains(permission)
        }
    }
}
