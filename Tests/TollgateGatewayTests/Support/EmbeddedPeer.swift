import NIOCore
import NIOEmbedded

/// The far end of a connection of a gateway: a client or an upstream.
final class EmbeddedPeer {
    /// Counts how often the gateway asks for bytes.
    private final class ReadCounter: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var count = 0

        func read(context: ChannelHandlerContext) {
            count += 1
            context.read()
        }
    }

    let channel: EmbeddedChannel
    private let reads = ReadCounter()
    private var text = ""

    init(_ channel: EmbeddedChannel) throws {
        self.channel = channel
        try channel.pipeline.syncOperations.addHandler(reads, position: .first)
    }

    /// Whether the gateway has not closed the connection.
    var isOpen: Bool { channel.isActive }

    /// How often the gateway has asked for bytes.
    var readCount: Int { reads.count }

    /// Sends bytes to the gateway.
    func send(_ text: String) throws {
        try send(ByteBuffer(string: text))
    }

    /// Sends bytes to the gateway; what goes wrong there is seen in what it answers.
    func send(_ bytes: ByteBuffer) throws {
        channel.pipeline.fireChannelRead(bytes)
        channel.pipeline.fireChannelReadComplete()
        channel.embeddedEventLoop.run()
    }

    /// Sends bytes to the gateway in the turn at hand: what is sent next comes together with them.
    func sendLater(_ text: String) {
        channel.pipeline.fireChannelRead(ByteBuffer(string: text))
        channel.pipeline.fireChannelReadComplete()
    }

    /// Closes the connection as a peer does that has gone.
    func vanish() {
        channel.close(promise: nil)
        channel.embeddedEventLoop.run()
    }

    /// Lets everything happen that is due.
    func settle() { channel.embeddedEventLoop.run() }

    /// Takes what is sent, or does not for now.
    func takes(_ isTaking: Bool) {
        channel.isWritable = isTaking
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.run()
    }

    /// What the gateway has sent since the last time, without the dates that it has added.
    func received() throws -> String {
        try receivedWithDate().split(separator: Self.date, omittingEmptySubsequences: false).joined()
    }

    /// What the gateway has sent since the last time.
    func receivedWithDate() throws -> String { String(decoding: try receivedBytes(), as: UTF8.self) }

    /// What the gateway has sent since the last time, as bytes.
    func receivedBytes() throws -> [UInt8] {
        var buffer = ByteBuffer()
        while let part = try channel.readOutbound(as: ByteBuffer.self) { buffer.writeImmutableBuffer(part) }
        return Array(buffer.readableBytesView)
    }

    /// The date where a test's clock begins.
    private static let date = "Date: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
}
