/// What the writer has done since the store was opened, the replay at its start included.
package struct Statistics: Hashable, Sendable {
    /// Groups of commands that were committed to the state together; a group of very large items
    /// counts as several.
    package private(set) var groups = 0
    package private(set) var commands = 0
    /// Items whose images were looked up: within a group each once, however many commands hit it,
    /// unless a change of a table comes in between.
    package private(set) var itemsRead = 0
    /// Items that were stored or deleted: each at most as often as it was read, besides those that
    /// are new.
    package private(set) var itemsWritten = 0

    package init() {}

    mutating func count(commands: Int, _ finished: Recorder.Finished) {
        groups += 1
        self.commands += commands
        itemsRead += finished.itemsRead
        itemsWritten += finished.itemsWritten
    }
}
