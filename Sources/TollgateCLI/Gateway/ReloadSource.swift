import UnixSignals

/// The source of a gateway's configuration, and the signals that have it read again.
struct ReloadSource: Sendable {
    /// The file.
    let path: String
    /// Each one has the file read again.
    let signals: any AsyncSequence<UnixSignal, Never> & Sendable
}
