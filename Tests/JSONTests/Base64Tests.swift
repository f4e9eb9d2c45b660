import JSON
import Testing

@Suite("Base64") struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of RFC 4648 hold both ways`(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test func `all bytes survive in every position`() {
        let all = (0...255).map { UInt8($0) }
        for length in 0...255 {
            let data = Array(all.suffix(length))
            #expect(Base64.decode(Base64.encode(data)) == data)
        }
        #expect(Base64.encode([0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFF]) == "++++////")
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zm9", "Zm9vY", "Zm9vYg=", "=", "==", "===", "====", "Z===", "Zg==Zg==",
        "Zg==\n", " Zg==", "Zm 9", "Z-9_", "Zm9=v", "Z=g=", "=Zg=", "Zm\u{0}v", "Zmé", "Zm9v====",
    ])
    func `missing padding, blanks, foreign letters and misplaced padding are refused`(
        text: String
    ) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["Zh==", "Zv==", "Zm9=", "Zm/=", "AAB=", "AB=="])
    func `stray bits under the padding are refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `each of the 256 bytes is either a letter or refused, in all four places`() {
        let letters = Set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for byte in UInt8.min...UInt8.max {
            for place in 0..<4 where !(byte == UInt8(ascii: "=") && place == 3) {
                var text = Array("AAAA".utf8)
                text[place] = byte
                #expect((Base64.decode(text[...]) != nil) == letters.contains(byte))
            }
        }
    }

    @Test func `the URL alphabet comes back from its own text, padded or not`() {
        let data: [UInt8] = [0xFB, 0xEF, 0xBE, 0xFF]
        #expect(Base64URL.encode(data) == "----_w")
        #expect(Base64URL.decode("----_w") == data)
        #expect(Base64URL.decode("----_w==") == data)
        for length in 0...64 {
            let bytes = (0..<length).map { UInt8($0 * 37 & 255) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
        for wrong in ["a", "----_x", "--- ", "é"] { #expect(Base64URL.decode(wrong) == nil) }
    }
}
