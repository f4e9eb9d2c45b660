import CFuzzer
import Foundation
import FuzzTargets
import Glibc

/// libFuzzer over one target: `Fuzz TARGET` and libFuzzer's own arguments.
///
/// `Fuzz --list` names the targets, `Fuzz --seeds TARGET FOLDER` writes what inputs are made from.
/// Built by `Tools/fuzz` alone, with every module instrumented so that libFuzzer sees what an input
/// reaches.
@main
enum Fuzz {
    /// Chosen once, before the first input; libFuzzer calls on one thread.
    nonisolated(unsafe) fileprivate static var target = FuzzTarget.canary

    static func main() throws {
        var arguments = CommandLine.arguments
        if arguments.dropFirst() == ["--list"] {
            for target in FuzzTarget.all { print(target.name) }
            return
        }
        if arguments.count == 4, arguments[1] == "--seeds",
            let target = FuzzTarget.named(arguments[2])
        {
            for (number, seed) in target.seeds.enumerated() {
                let file = URL(fileURLWithPath: arguments[3]).appendingPathComponent("\(number)")
                try Data(seed).write(to: file)
            }
            return
        }
        guard arguments.count > 1, let found = FuzzTarget.named(arguments.remove(at: 1)) else {
            let names = FuzzTarget.all.map(\.name).joined(separator: " ")
            print("usage: Fuzz TARGET ..., with one of: \(names) canary")
            return
        }
        unsafe target = found
        var words: [UnsafeMutablePointer<CChar>?] =
            unsafe arguments.map { unsafe strdup($0) } + [nil]
        var count = CInt(arguments.count)
        unsafe words.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            _ = unsafe LLVMFuzzerRunDriver(&count, &start, testOneInput)
        }
    }
}

/// Gives one input to the target, and ends the process when something is wrong.
///
/// Under this name because the linker takes in libFuzzer's own `main` too, which calls it: it finds
/// that one first where a debug build has renamed the program's.
@c(LLVMFuzzerTestOneInput)
func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let input = unsafe [UInt8](UnsafeBufferPointer(start: data, count: size))
    if let problem = unsafe Fuzz.target.problem(input) {
        preconditionFailure("found: \(problem)")
    }
    return 0
}
