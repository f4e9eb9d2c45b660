/// One operation of an API.
///
/// Each adapter refines this protocol by the way in which a request of its protocol becomes an
/// operation and the operation a `Plan`.
package protocol Operation: Sendable {
    static var traits: OperationTraits { get }
}
