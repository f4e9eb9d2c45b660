/// One operation of an API: a value made from a request, which then becomes a `Plan`.
///
/// All operations of all APIs have this shape. Each adapter refines it by what a request of its
/// protocol is, by its errors, and by where the operation is found: `DynamoDBOperation`,
/// `NativeOperation`, `LambdaOperation`. By the time an operation is made, its request has been
/// understood, and the principal has been found to have the permission that `traits` names.
package protocol Operation: Sendable {
    /// A request as the adapter has read it.
    associatedtype Input
    /// What the operations of the API may use.
    associatedtype Context
    /// Why a request is rejected, in the API's words.
    associatedtype Failure: Error

    static var traits: OperationTraits { get }

    /// Reads the request, and rejects what it may not say.
    init(_ request: Input, in context: Context) throws(Failure)

    /// What is left to do for it.
    func plan(in context: Context) throws(Failure) -> Plan
}
