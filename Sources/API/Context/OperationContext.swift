package import Engine
package import Expressions
package import Model
package import Values

/// What every operation of every API may use, and in `extras` what only those of one API need.
///
/// A class, as it is handed on with every request.
package final class OperationContext<Extras: Sendable>: Sendable {
    package let store: Store
    package let settings: APISettings
    /// Draws the id of a new table or handler.
    package let makeIdentifier: @Sendable () -> Text
    package let extras: Extras

    /// - Parameter makeIdentifier: for tests, which need to know the ids of what is new.
    package init(
        store: Store, settings: APISettings, makeIdentifier: (@Sendable () -> String)? = nil,
        extras: Extras
    ) {
        self.store = store
        self.settings = settings
        if let makeIdentifier {
            self.makeIdentifier = { Text(makeIdentifier()) }
        } else {
            self.makeIdentifier = {
                var generator = SystemRandomNumberGenerator()
                return TableIdentifier.random(using: &generator)
            }
        }
        self.extras = extras
    }

    /// The language of expressions on a table.
    package func dialect(of table: Table) -> Dialect {
        Dialect(of: table, strict: settings.strict)
    }
}
