import Testing
import Values

@Suite("ByteWriter and ByteReader") struct ByteCodecTests {
    @Test func `everything written is read back`() throws {
        let path = AttributePath(root: "a", steps: [.name("é"), .index(0), .index(300)])
        let key = Key(partition: .string("p"), sort: .number(-5))
        var writer = ByteWriter()
        writer.write(byte: 7)
        writer.write(boolean: true)
        writer.write(fixed: UInt16(0x0102))
        writer.write(fixed: UInt32.max)
        writer.write(fixed: UInt64(1) << 63)
        writer.write(varint: 300)
        writer.write(signedVarint: -3)
        writer.write(lengthPrefixed: [1, 2])
        writer.write(text: "日")
        writer.write(path: path)
        writer.write(key: key)
        writer.write(key: Key(partition: .binary(Binary([9]))))
        writer.write(number: 12)
        writer.write(bytes: [0xAA])

        var reader = ByteReader(writer.bytes)
        #expect(try reader.readByte() == 7)
        #expect(try reader.readBoolean())
        #expect(try reader.readFixed(UInt16.self) == 0x0102)
        #expect(try reader.readFixed(UInt32.self) == UInt32.max)
        #expect(try reader.readFixed(UInt64.self) == 1 << 63)
        #expect(try reader.readVarint() == 300)
        #expect(try reader.readSignedVarint() == -3)
        #expect(try reader.readLengthPrefixed() == [1, 2])
        #expect(try reader.readText() == "日")
        #expect(try reader.readPath() == path)
        #expect(try reader.readKey() == key)
        #expect(try reader.readKey() == Key(partition: .binary(Binary([9]))))
        #expect(try reader.readNumber() == 12)
        #expect(throws: CodecError.trailingBytes) { try reader.expectEnd() }
        #expect(try reader.readBytes(1) == [0xAA])
        try reader.expectEnd()
    }

    @Test(arguments: [
        (0, "00"), (1, "01"), (127, "7f"), (128, "80 01"), (16_384, "80 80 01"),
        (UInt64.max, "ff ff ff ff ff ff ff ff ff 01"),
    ])
    func `a varint is these bytes`(value: UInt64, golden: String) throws {
        var writer = ByteWriter()
        writer.write(varint: value)
        #expect(hexadecimal(writer.bytes) == golden)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.readVarint() == value)
    }

    @Test(arguments: [0, -1, 1, -2, Int64.min, Int64.max])
    func `a signed varint comes back`(value: Int64) throws {
        var writer = ByteWriter()
        writer.write(signedVarint: value)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.readSignedVarint() == value)
    }

    @Test func `a varint that is padded, endless or cut is refused`() {
        for bytes in [[0x80, 0x00], Array(repeating: 0xFF, count: 11), [0x80]] as [[UInt8]] {
            var reader = ByteReader(bytes)
            #expect(throws: CodecError.self) { try reader.readVarint() }
        }
        var reader = ByteReader(Array(repeating: 0xFF, count: 9) + [0x02])
        #expect(throws: CodecError.self) { try reader.readVarint() }
    }

    @Test func `a length larger than what is left is refused before it is used`() {
        var writer = ByteWriter()
        writer.write(varint: UInt64.max)
        var reader = ByteReader(writer.bytes)
        #expect(throws: CodecError.truncated) { try reader.readLengthPrefixed() }
        #expect(throws: CodecError.truncated) { try reader.readBytes(1) }
        #expect(throws: CodecError.truncated) { try reader.readBytes(-1) }
    }

    @Test func `a reader starts where it is told and never outside`() throws {
        var reader = ByteReader([1, 2, 3], from: 2)
        #expect(try reader.readByte() == 3)
        #expect(ByteReader([1], from: 5).isAtEnd)
        #expect(ByteReader([1], from: -5).remaining == 1)
    }

    @Test func `a writer can go on after given bytes and start anew`() {
        var writer = ByteWriter(appendingTo: [1])
        writer.write(byte: 2)
        #expect(writer.bytes == [1, 2])
        writer.reset()
        #expect(writer.bytes.isEmpty)
    }
}
