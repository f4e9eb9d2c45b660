package import Values

extension TableDefinition {
    /// The same definition with the reserved tags that its settings correspond to: without them the
    /// next TagResource would undo the settings.
    package func speakingInTags(_ timeToLive: TimeToLive?) -> TableDefinition {
        var definition = self
        definition.tags[ReservedTag.strict] = settings.strict ? "on" : nil
        definition.tags[ReservedTag.timeToLive] = timeToLive?.mode == .lazy ? "lazy" : nil
        return definition
    }
}

extension Table {
    /// Becomes all that `definition` says, whatever it was before.
    ///
    /// Throughput, class and encryption stay: a definition does not contain them.
    package mutating func adopt(
        _ definition: TableDefinition, timeToLive: TimeToLive?, at time: Timestamp
    ) {
        var settings = definition.settings
        if let series = settings.series {
            settings.series = series.changed(from: self.settings.series, at: time.seconds)
        }
        settings.provisioned = self.settings.provisioned
        settings.onDemand = self.settings.onDemand
        settings.warm = self.settings.warm
        settings.tableClass = self.settings.tableClass
        settings.encryption = self.settings.encryption
        // Opening and closing streams is the catalog's work.
        settings.stream = self.settings.stream
        self.settings = settings
        tags = definition.tags
        heedReservedTags()
        if timeToLive?.attribute != self.timeToLive?.attribute {
            switchTimeToLive(to: timeToLive?.attribute, at: time)
        }
    }

    /// Lets another attribute end items, or none.
    ///
    /// Entries of the old attribute stay in the expiry index until the TTL sweeper reaches their
    /// second and removes them.
    package mutating func switchTimeToLive(to attribute: Text?, at time: Timestamp) {
        timeToLive = attribute.map { TimeToLive(attribute: $0, mode: settings.timeToLiveMode) }
        backfills[.expiry] = attribute.map { _ in BackfillWalk(startedAt: time) }
    }
}
