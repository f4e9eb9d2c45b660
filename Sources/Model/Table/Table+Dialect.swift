package import Expressions

extension Table {
    /// The language of expressions on this table.
    package var dialect: Dialect {
        settings.strict ? .strict : .extended(settings.sketchPrecisions)
    }
}
