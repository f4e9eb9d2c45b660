import JSON
import Testing

@Suite("Writing") struct WriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `the whole vocabulary in one golden text`() {
        let text = written { writer in
            writer.beginObject()
            writer.name("Items")
            writer.beginArray()
            writer.beginObject()
            writer.endObject()
            writer.beginArray()
            writer.endArray()
            writer.null()
            writer.boolean(true)
            writer.boolean(false)
            writer.integer(-12)
            writer.integer(UInt64.max)
            writer.number(text: "1.50")
            writer.string("x")
            writer.base64([255, 254])
            writer.raw("[1]".utf8)
            writer.endArray()
            writer.name("a\"b")
            writer.beginObject()
            writer.name("c")
            writer.integer(1)
            writer.name("d")
            writer.integer(2)
            writer.endObject()
            writer.name("e")
            writer.string("")
            writer.endObject()
        }
        #expect(
            text == #"{"Items":[{},[],null,true,false,-12,18446744073709551615,1.50,"x","//4=","#
                + #"[1]],"a\"b":{"c":1,"d":2},"e":""}"#)
    }

    @Test func `only what must be escaped is escaped`() {
        let controls = (0..<0x20).map { String(Character(Unicode.Scalar(UInt8($0)))) }.joined()
        #expect(
            written { $0.string(controls) }
                == #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#
                + #"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c"#
                + #"\u001d\u001e\u001f""#)
        #expect(
            written { $0.string("\\\"/\u{7F}é\u{2028}😀<>&") }
                == "\"\\\\\\\"/\u{7F}é\u{2028}😀<>&\"")
    }

    @Test func `a scalar alone is a text`() {
        #expect(written { $0.string("a") } == "\"a\"")
        #expect(written { $0.null() } == "null")
    }
}
