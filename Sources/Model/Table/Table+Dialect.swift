package import Expressions

extension Table {
    /// The language of expressions on this table, by its own settings.
    package var dialect: Dialect {
        settings.strict ? .strict : .extended(settings.sketchPrecisions)
    }
}

extension Dialect {
    /// The language of expressions about a table, also about one that is not there.
    ///
    /// - Parameter strict: whether the server speaks DynamoDB's own on every table.
    package init(of table: Table?, strict: Bool) {
        self = strict ? .strict : table?.dialect ?? .extended(SketchPrecisions())
    }
}
