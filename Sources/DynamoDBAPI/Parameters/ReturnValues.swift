import Commands
import Expressions
import JSON
import Model
import StreamRecords
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
        self = request.string(.returnValues).flatMap(ReturnValues.init) ?? .none
    }

    /// The parameter of an operation that replaces or removes whole items.
    init(ofWholeItem request: RequestReader) throws(WireError) {
        self.init(request)
        guard self == .none || self == .allOld else {
            throw .validation("ReturnValues can only be ALL_OLD or NONE")
        }
    }

    /// Writes the `Attributes` member, if there is anything in it.
    ///
    /// - Parameter name: another member's name; `nil` where it is an element of a list.
    func writeMember(
        _ change: Change, update: Update? = nil, named name: String? = "Attributes",
        to writer: inout JSONWriter
    ) {
        switch self {
        case .none: break
        case .allOld: write(change.oldImage, name, to: &writer)
        case .allNew: write(change.newImage, name, to: &writer)
        case .updatedOld: write(update, of: change.oldImage, name, to: &writer)
        case .updatedNew: write(update, of: change.newImage, name, to: &writer)
        }
    }

    private func write(
        _ image: ItemImage?, _ name: String?, to writer: inout JSONWriter
    ) {
        guard let image else { return }
        if let name { writer.name(name) }
        ValueJSON.write(image, to: &writer)
    }

    /// Writes what an update touched of an image.
    private func write(
        _ update: Update?, of image: ItemImage?, _ name: String?, to writer: inout JSONWriter
    ) {
        guard let image, let update else { return }
        let touched = update.updatedAttributes(of: image)
        guard !touched.isEmpty else { return }
        if let name { writer.name(name) }
        ValueJSON.write(touched, to: &writer)
    }
}
