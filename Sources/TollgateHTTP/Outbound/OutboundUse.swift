internal import NIOCore

/// What a client's connections are for.
enum OutboundUse: Hashable, Sendable {
    /// Answers that are read whole.
    case answers
    /// A stream that may be silent for so long, and no longer.
    case stream(longestSilence: TimeAmount)
}
