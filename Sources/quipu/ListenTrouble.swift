import Console
import NIOCore
import SystemPackage

/// Why a server cannot listen, and what to do.
enum ListenTrouble {
    static func failure(_ error: any Error, host: String, port: Int) -> Failure {
        switch error {
        case let error as IOError:
            switch Errno(rawValue: error.errnoCode) {
            case .addressInUse:
                Failure(
                    """
                    port \(port) is in use by another process; stop that one, or choose another \
                    port with --port (0 takes any free one)
                    """)
            case .permissionDenied, .notPermitted:
                Failure(
                    """
                    port \(port) is for the system's own services (those below 1024 are); choose \
                    another with --port
                    """)
            case .addressNotAvailable:
                Failure("this machine has no address \(host); choose another with --host")
            case let error: Failure("cannot listen on \(host), port \(port): \(error)")
            }
        case let error as SocketAddressError.UnknownHost:
            Failure("there is no host called \"\(error.host)\"; choose another with --host")
        default: Failure("cannot serve on \(host), port \(port): \(error)")
        }
    }
}
