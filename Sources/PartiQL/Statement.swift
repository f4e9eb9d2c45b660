package import Expressions
package import Values

/// A statement with its parameters resolved, in the trees that expressions are made into.
///
/// Nothing of its table is known yet: which attributes are the key is for the table to say.
package enum Statement: Sendable {
    case select(Selection)
    /// A new item; one that exists stays as it is.
    case insert(Item)
    case update(Update, condition: Condition?, returning: Returning?)
    case delete(condition: Condition?, returning: Returning?)
    /// The condition of a transaction's other statements.
    case exists(Selection)
}

/// What a SELECT asks for.
package struct Selection: Sendable {
    package let columns: SelectedColumns
    package let condition: Condition?
    package let order: [SortOrder]
}

/// The table of a statement, or one of its indexes.
package struct StatementTable: Hashable, Sendable {
    /// A name or an ARN.
    package let name: Text
    package let index: Text?
}

/// An attribute by which a SELECT is ordered.
package struct SortOrder: Hashable, Sendable {
    package let attribute: Text
    package let isDescending: Bool
}

/// What of a written item goes back: `RETURNING ALL OLD *` and the like.
package enum Returning: String, Sendable {
    case allOld = "ALL OLD"
    case modifiedOld = "MODIFIED OLD"
    case allNew = "ALL NEW"
    case modifiedNew = "MODIFIED NEW"
}
