import JSON
import Values

/// Where a page of mappings ended, as text that a client gives back to go on.
///
///     base64url( version 1 · stream's ARN · function's name · name of the last handler )
///
/// It belongs to the list that it came from: with another stream or function it would pass over
/// mappings without a word.
struct MappingMarker: Hashable {
    private static let version: UInt8 = 1

    /// What the list is restricted to; empty where it is not.
    let streamARN: Text
    let function: Text
    /// The last handler of the page.
    let handler: Text

    init(streamARN: Text, function: Text, handler: Text) {
        self.streamARN = streamARN
        self.function = function
        self.handler = handler
    }

    var text: String {
        var writer = ByteWriter()
        writer.write(byte: MappingMarker.version)
        for part in [streamARN, function, handler] { writer.write(text: part) }
        return Base64URL.encode(writer.bytes)
    }

    /// Reads a marker's text; `nil` for any other.
    init?(_ text: String) {
        guard let bytes = Base64URL.decode(text) else { return nil }
        var reader = ByteReader(bytes)
        do throws(CodecError) {
            guard try reader.readByte() == MappingMarker.version else { return nil }
            streamARN = try reader.readText()
            function = try reader.readText()
            handler = try reader.readText()
            try reader.expectEnd()
        } catch {
            return nil
        }
    }
}
