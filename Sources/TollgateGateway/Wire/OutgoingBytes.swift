internal import NIOCore

/// The bytes that a connection is about to send: small pieces together, long ones as they are.
///
/// The memory is used again for what comes next. It is a class because a channel may call back while it is written to:
/// nothing of it is held on to meanwhile.
final class OutgoingBytes {
    /// Up to here content is copied behind what is to be sent; what is longer is sent as it is.
    static let copiedBytes = 16 * 1_024

    /// The pieces that were not written to the channel yet.
    var bytes: [UInt8] = []
    private var buffer = ByteBuffer()

    /// Writes the pieces to the channel.
    func write(to context: ChannelHandlerContext?) {
        guard !bytes.isEmpty else { return }
        buffer.clear()
        buffer.writeBytes(bytes)
        bytes.removeAll(keepingCapacity: true)
        context?.write(NIOAny(buffer), promise: nil)
    }

    /// Writes bytes to the channel, behind the pieces.
    func write(_ long: ByteBuffer, to context: ChannelHandlerContext?) {
        write(to: context)
        context?.write(NIOAny(long), promise: nil)
    }

    /// Sends everything.
    func flush(_ context: ChannelHandlerContext?) {
        write(to: context)
        context?.flush()
        // Now that it was sent, its memory is free.
        buffer.clear()
    }
}
