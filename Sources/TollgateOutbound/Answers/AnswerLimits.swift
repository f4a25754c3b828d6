/// The limits on an answer's framing, which is everything that comes beside its body.
package struct AnswerLimits: Hashable, Sendable {
    /// The bytes before the first one of the body, and between two of its pieces: status line, informational answers,
    /// header fields, chunk sizes with their extensions, trailers.
    ///
    /// Default: 64 KiB.
    package var framingBytes = 64 * 1024
    /// The header fields of one answer; swift-nio itself ends at 256, trailers included.
    ///
    /// Default: 200.
    package var fields = 200
    /// The informational answers (1xx) before one that is final.
    ///
    /// Default: 64.
    package var informationalAnswers = 64

    /// The defaults.
    package init() {}
}
