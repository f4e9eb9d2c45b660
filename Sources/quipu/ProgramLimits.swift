/// Bounds of the program itself.
enum ProgramLimits {
    /// Functions that run at one time, each in a process of its own: TooManyRequestsException.
    static let functionRunsMax = 16
    /// Threads that read streams for handlers and write what they gave up; those that answer
    /// requests are not kept waiting by them.
    static let handlerReaders = 2
}
