/// One error in all of AWS's wordings.
package struct ErrorWordings: Hashable, Sendable {
    var former: String
    var current: String
    /// What the operations say whose words have not changed.
    var lasting: String

    init(former: String, current: String, lasting: String) {
        self.former = former
        self.current = current
        self.lasting = lasting
    }
}
