extension SketchError {
    /// The shortest bytes that are said to begin as a sketch: up to the flags, where they are hardly
    /// a header by chance.
    private static let beginningCount = 6

    /// What is wrong with bytes that begin as a sketch; `nil` for a sketch, and for bytes that
    /// begin otherwise.
    ///
    /// That distinguishes a sketch that was damaged on its way from an id that is none. Of random
    /// bytes fewer than one in a thousand million begin so.
    package static func damage(in bytes: [UInt8]) -> SketchError? {
        guard beginsAsSketch(bytes) else { return nil }
        do {
            _ = try HLLSketch(decoding: bytes)
            return nil
        } catch .foreign {
            return nil
        } catch {
            return error
        }
    }

    private static func beginsAsSketch(_ bytes: [UInt8]) -> Bool {
        let modes: [HLLImage.Mode] = [.list, .set, .array]
        guard bytes.count >= beginningCount, bytes[1] == HLLImage.serialVersion,
            bytes[2] == HLLImage.family, modes.contains(where: { $0.preambleWords == bytes[0] })
        else { return false }
        // The whole header is looked at where it is there.
        return bytes.count >= HLLImage.headerCount
            || HLLSketch.precisions.contains(Int(bytes[3]))
                && bytes[5] & ~HLLImage.knownFlags == 0
    }
}
