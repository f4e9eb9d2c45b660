/// What a command says when it cannot do its work; the process ends with exit code 1.
package struct Failure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
