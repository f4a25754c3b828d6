/// HTTP/2 on a listener.
package struct HTTP2Settings: Hashable, Sendable {
    /// Whether it is spoken.
    ///
    /// Default: yes.
    package var isEnabled = true
    /// The most requests of one connection in progress at once, from 1 to 10 000.
    ///
    /// Default: 100.
    package var maximumConcurrentStreams = 100

    /// The values that `maximumConcurrentStreams` may have.
    static let maximumConcurrentStreamsRange = 1...10_000

    /// The defaults.
    package init() {}
}
