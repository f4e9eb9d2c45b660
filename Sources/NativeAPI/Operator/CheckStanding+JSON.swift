import Commands
import Engine
import JSON
import Model

extension OnlineCheck.Standing {
    /// Writes `{"state": …}` with what belongs to the state.
    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.name("state")
        switch self {
        case .none: json.string("none")
        case .running(let items):
            json.string("running")
            json.name("items")
            json.integer(Int64(items))
        case .failed(let error):
            json.string("failed")
            json.name("message")
            json.string(error.message)
        case .ended(let outcome):
            json.string("ended")
            outcome.writeMembers(to: &json)
        }
        json.endObject()
    }
}

extension OnlineCheck.Outcome {
    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.name("sound")
        json.boolean(report.isClean)
        json.name("position")
        json.integer(Int64(clamping: position))
        json.name("at")
        json.string(Instant.text(time))
        for figure in report.figures {
            json.name(figure.name)
            json.integer(figure.value)
        }
        json.name("damages")
        json.array(report.damages) { damage, json in json.string(damage) }
    }
}
