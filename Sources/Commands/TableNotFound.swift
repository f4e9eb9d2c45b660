/// The table that a command is about is not there, or not any more.
package struct TableNotFound: Error, Hashable, Sendable {
    package init() {}
}
