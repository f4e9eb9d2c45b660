import Commands
import Expressions
import JSON
import Model
import Values

/// What of a written item goes back to the client.
enum ReturnValues: String, Sendable {
    case none = "NONE"
    case allOld = "ALL_OLD"
    case updatedOld = "UPDATED_OLD"
    case allNew = "ALL_NEW"
    case updatedNew = "UPDATED_NEW"

    /// The `ReturnValues` parameter; that it is one of the five has been checked.
    init(_ request: RequestReader) {
        self = request.string("ReturnValues").flatMap(ReturnValues.init) ?? .none
    }

    /// The parameter of an operation that replaces or removes whole items.
    init(ofWholeItem request: RequestReader) throws(WireError) {
        self.init(request)
        guard self == .none || self == .allOld else {
            throw .validation("ReturnValues can only be ALL_OLD or NONE")
        }
    }

    /// The attributes to return, or `nil` when there is nothing to say.
    func attributes(of change: Change, update: Update?) -> Item? {
        switch self {
        case .none: nil
        case .allOld: change.old
        case .allNew: change.new
        case .updatedOld: updated(change.oldImage, by: update)
        case .updatedNew: updated(change.newImage, by: update)
        }
    }

    private func updated(_ item: ItemImage?, by update: Update?) -> Item? {
        guard let item, let update else { return nil }
        let touched = update.updatedAttributes(of: item)
        return touched.isEmpty ? nil : touched
    }

    /// Writes the `Attributes` member, if there is anything in it.
    func writeMember(_ change: Change, update: Update? = nil, to writer: inout JSONWriter) {
        guard let attributes = attributes(of: change, update: update) else { return }
        writer.name("Attributes")
        ValueJSON.write(attributes, to: &writer)
    }
}
