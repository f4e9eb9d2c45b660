import Model

/// The state as the commands of one group find and leave it: what a command is applied to.
package struct ApplyContext: ~Copyable {
    /// As the commands so far have left it.
    var catalog: Catalog
    var recorder: Recorder
    /// Time and position of the command that is being applied.
    var moment: LogMoment

    init(_ recorder: consuming Recorder, catalog: Catalog) {
        self.recorder = recorder
        self.catalog = catalog
        moment = LogMoment(time: Timestamp(microseconds: 0), position: 0)
    }

    var time: Timestamp { moment.time }

    /// Ends the group; see `Recorder.finish`.
    consuming func finish(_ applied: AppliedState) throws(StoreError) -> Recorder.Finished {
        try recorder.finish(applied)
    }
}
