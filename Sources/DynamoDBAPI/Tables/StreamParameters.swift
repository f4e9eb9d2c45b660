import Commands
import Expressions
import JSON
import Model
import Values

/// The StreamSpecification of CreateTable and UpdateTable.
struct StreamParameters {
    /// `nil` when the request does not mention a stream.
    private let isEnabled: Bool?
    private let viewName: String?

    init(_ request: RequestReader) {
        let specification = request.structure(.streamSpecification)
        isEnabled = specification?.boolean(.streamEnabled)
        viewName = specification?.string(.streamViewType)
    }

    /// The stream that a new table begins with.
    func settings(isStrict: Bool, shards: Int) throws(WireError) -> StreamSettings? {
        guard let isEnabled else { return nil }
        guard isEnabled else {
            if viewName == nil { return nil }
            throw .invalidParameter(
                "Table is being created with a stream disabled, "
                    + "UpdateViewType should not be specified")
        }
        guard let viewName else {
            throw .invalidParameter(
                "Table is being created with a stream enabled, UpdateViewType is required")
        }
        return try StreamParameters.settings(viewName, isStrict, shards)
    }

    /// What an update does to the table's stream.
    func change(isStrict: Bool, shards: Int) throws(WireError) -> StreamSwitch? {
        guard let isEnabled else { return nil }
        guard isEnabled else {
            if viewName == nil { return .off }
            throw .invalidParameter(
                "If stream is being disabled, then UpdateViewType must not be specified")
        }
        guard let viewName else {
            throw .invalidParameter("If stream is being enabled then UpdateViewType is required")
        }
        return .on(try StreamParameters.settings(viewName, isStrict, shards))
    }

    private static func settings(
        _ viewName: String, _ isStrict: Bool, _ shards: Int
    ) throws(WireError) -> StreamSettings {
        // The rules have let nothing else through.
        guard let view = StreamView(name: viewName), !isStrict || view != .changes else {
            throw .constraints([
                "Value '\(viewName)' at '\(memberPath)' failed to satisfy constraint: "
                    + Constraint.streamViewDemand
            ])
        }
        return StreamSettings(view: view, shards: shards)
    }

    private static let memberPath = "streamSpecification.streamViewType"
}

extension Field {
    static let streamSpecification = Field(
        .streamSpecification,
        .structure(
            [
                Field(.streamEnabled, .boolean, .required),
                Field(.streamViewType, .string, .streamView),
            ], type: "StreamSpecification"))
}
