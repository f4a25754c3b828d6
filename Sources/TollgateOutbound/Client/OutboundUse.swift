package import NIOCore

/// The use of a client's connections.
package enum OutboundUse: Hashable, Sendable {
    /// Answers that are read whole.
    case answers
    /// A stream that may be silent for so long, and no longer.
    case stream(longestSilence: TimeAmount)
}
