/// The table that a command is about is not there, or not any more.
package struct TableNotFound: MissingTableRejection, Hashable {
    package static var tableNotFound: TableNotFound { TableNotFound() }

    package init() {}
}
