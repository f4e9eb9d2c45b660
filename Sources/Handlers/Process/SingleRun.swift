import Subprocess

/// One process that gets one event.
struct SingleRun: Sendable {
    let handle: ProcessHandle
    let errors: ErrorLines
    let bounds: ProcessBounds

    /// Runs the process to its end; `patience` is for one that has closed its output.
    func run(
        _ configuration: Configuration, event: [UInt8], patience: Duration
    ) async -> Result<HandlerResponse, InvocationFailure> {
        let status: TerminationStatus
        let output: [UInt8]
        do {
            let result = try await Subprocess.run(
                configuration, input: .inputWriter, output: .sequence, error: .sequence
            ) { process in
                handle.hold(process)
                defer { handle.letGo() }
                return await converse(with: process, event: event, patience: patience)
            }
            status = result.terminationStatus
            output = result.closureResult
        } catch {
            return .failure(handle.failure ?? InvocationFailure(starting: error))
        }
        if let failure = handle.failure { return .failure(failure) }
        guard status.isSuccess else { return .failure(.ended(errors.describe(status))) }
        do throws(InvocationFailure) {
            return .success(try HandlerResponse(parsing: output))
        } catch {
            return .failure(error)
        }
    }

    private func converse(
        with process: ProcessHandle.Process, event: [UInt8], patience: Duration
    ) async -> [UInt8] {
        async let errorsRead: Void = errors.read(process.standardError, handle)
        async let written: Void = write(event, to: process.standardInputWriter)
        let output = await read(process.standardOutput)
        await handle.waitForExit(of: process, within: patience)
        await written
        await errorsRead
        return output
    }

    private func write(_ event: [UInt8], to input: StandardInputWriter) async {
        do {
            _ = try await input.write(event + [UInt8(ascii: "\n")])
            try await input.finish()
        } catch {
            // It may answer without having read all, or anything.
        }
    }

    private func read(_ output: SubprocessOutputSequence) async -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await buffer in output {
                bytes += buffer.array
                guard bytes.count <= bounds.answerBytesMax else {
                    handle.end(because: .answerTooLong(limit: bounds.answerBytesMax))
                    break
                }
            }
        } catch {
            handle.end(because: .ended("its standard output cannot be read: \(error)"))
        }
        return bytes
    }
}
