import JSON
import Values

/// Where a page of functions ended, as text that a client gives back to go on.
///
///     base64url( version 1 · "functions" · name of the last function )
///
/// Any other text would pass over functions without a word, the marker of another list too.
struct FunctionMarker: Hashable {
    private static let version: UInt8 = 1
    private static let list: Text = "functions"

    /// The last function of the page.
    let function: Text

    init(function: Text) {
        self.function = function
    }

    var text: String {
        var writer = ByteWriter()
        writer.write(byte: FunctionMarker.version)
        writer.write(text: FunctionMarker.list)
        writer.write(text: function)
        return Base64URL.encode(writer.bytes)
    }

    /// Reads a marker's text; `nil` for any other.
    init?(_ text: String) {
        guard let bytes = Base64URL.decode(text) else { return nil }
        var reader = ByteReader(bytes)
        do throws(CodecError) {
            guard try reader.readByte() == FunctionMarker.version,
                try reader.readText() == FunctionMarker.list
            else { return nil }
            function = try reader.readText()
            try reader.expectEnd()
        } catch {
            return nil
        }
    }
}
