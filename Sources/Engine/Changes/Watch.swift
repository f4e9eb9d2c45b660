package import Model

extension Store {
    /// What a group of commands changed, for the handlers and feeds that follow streams and the
    /// catalog.
    package struct News: Sendable {
        /// Streams that have new records.
        package let streams: [StreamID]
        /// Whether tables, streams or handlers changed.
        package let catalogChanged: Bool
    }

    /// Calls `body` after each group that brings news, until the watch is cancelled or released.
    ///
    /// `body` runs on the writer's thread once the group is visible, so it must return at once. It
    /// is not called for groups that were committed before this call.
    package func watch(_ body: @escaping @Sendable (News) -> Void) -> Watch {
        Watch(on: published, body)
    }
}

/// A registration for the store's news; it ends with this object.
package final class Watch: Sendable {
    private let published: Published

    init(on published: Published, _ body: @escaping @Sendable (Store.News) -> Void) {
        self.published = published
        published.add(self, body)
    }

    deinit {
        published.remove(ObjectIdentifier(self))
    }

    /// Ends it now; a call that has begun may still be running.
    package func cancel() {
        published.remove(ObjectIdentifier(self))
    }
}
