import UnixSignals

/// Where a gateway's configuration comes from, and what has it read again.
struct ReloadSource: Sendable {
    /// The file.
    let path: String
    /// Each one has the file read again.
    let signals: any AsyncSequence<UnixSignal, Never> & Sendable
}
