package import JSON
package import Model
import Values

/// A handler as the native API describes it: its whole definition, position and statistics.
package struct HandlerDescription {
    /// How far it has come and how it has fared.
    package struct State {
        package let lag: HandlerLag
        /// The stream that it reads; `nil` when it is gone.
        package let stream: ChangeStream?
        /// Whether it is done with a stream that was closed, and its table has no other one to turn
        /// to.
        package let waitsForStream: Bool
        /// `nil` when nothing runs it: the server has no handler directory.
        package let status: HandlerStatus?
        /// Why it cannot do its work as it is defined, though it once could.
        package let problem: HandlerProblem?

        package init(
            lag: HandlerLag, stream: ChangeStream?, waitsForStream: Bool, status: HandlerStatus?,
            problem: HandlerProblem?
        ) {
            self.lag = lag
            self.stream = stream
            self.waitsForStream = waitsForStream
            self.status = status
            self.problem = problem
        }
    }

    package let handler: Handler
    package var state: State?

    package init(handler: Handler, state: State? = nil) {
        self.handler = handler
        self.state = state
    }

    /// Writes the description as one object.
    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        HandlerJSON.writeMembers(of: handler.definition, to: &writer)
        writer.name("id")
        writer.string(handler.uuid.string)
        writer.name("createdAt")
        writer.string(Instant.text(handler.createdAt))
        writer.name("changedAt")
        writer.string(Instant.text(handler.changedAt))
        if let state { write(state, to: &writer) }
        writer.endObject()
    }

    private func write(_ state: State, to writer: inout JSONWriter) {
        writer.name("state")
        writer.beginObject()
        writer.name("running")
        writer.boolean(state.status != nil && !handler.definition.isPaused)
        if let stream = state.stream {
            writer.name("stream")
            writer.string(stream.label)
            writer.name("streamOpen")
            writer.boolean(stream.isOpen)
        }
        writer.name("waitsForStream")
        writer.boolean(state.waitsForStream)
        if let problem = state.problem {
            writer.name("problem")
            writer.string(problem.sentence)
        }
        writer.name("lagRecords")
        writer.integer(state.lag.records)
        writer.name("lagSeconds")
        writer.integer(state.lag.seconds)
        writer.name("shards")
        writer.array(state.lag.shards) { shard, writer in
            writer.beginObject()
            writer.name("shard")
            writer.integer(shard.shard)
            writer.name("position")
            writer.string(shard.position.text)
            writer.name("lagRecords")
            writer.integer(shard.records)
            writer.name("lagSeconds")
            writer.integer(shard.seconds)
            writer.endObject()
        }
        if let status = state.status { write(status, to: &writer) }
        writer.endObject()
    }

    private func write(_ status: HandlerStatus, to writer: inout JSONWriter) {
        let counts = [
            ("invocations", status.invocations), ("errors", status.errors),
            ("retries", status.retries), ("delivered", status.delivered),
            ("filtered", status.filtered), ("dropped", status.dropped),
            ("processes", status.processes),
        ]
        for (name, count) in counts {
            writer.name(name)
            writer.integer(count)
        }
        writer.name("lastResult")
        writer.string(status.lastResult)
        if let error = status.lastError {
            writer.name("lastError")
            writer.string(error)
        }
        if let time = status.lastInvokedAt {
            writer.name("lastInvokedAt")
            writer.string(Instant.text(time))
        }
    }
}
