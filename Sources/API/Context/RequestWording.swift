/// How DynamoDB's API words what is wrong with a request itself: AWS has changed its words.
///
/// In the course of 2026 most of AWS's regions began to count what is wrong with a PutItem, an
/// UpdateItem or a DeleteItem, as they have always counted broken constraints, and to word bad numbers
/// and repeated members of sets anew for some operations. A few regions still answer as before, and
/// suites and clients compare with either. This is the one place where the words can be changed.
package enum RequestWording: Sendable {
    /// `Invalid UpdateExpression: …`
    case former
    /// `1 validation error detected: Invalid UpdateExpression: …`
    case current
}
