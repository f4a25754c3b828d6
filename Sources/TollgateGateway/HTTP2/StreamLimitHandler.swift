internal import NIOCore

/// Tells clients of fewer streams than swift-nio-http2 lets them open.
///
/// It would end the whole connection for one stream too many, where only that one is to be refused (RFC 9113 §5.1.2). So
/// it has room for some more, the first SETTINGS frame that it writes is changed on its way, and the connection's handler
/// refuses those that are too many.
final class StreamLimitHandler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// The streams beyond the limit that are refused one by one.
    static let slack = 100

    private let limit: UInt32

    /// A handler that tells of a number of streams.
    init(_ limit: Int) {
        self.limit = UInt32(clamping: limit)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var data = data
        if case .byteBuffer(var frame) = Self.unwrapOutboundIn(data) {
            change(&frame)
            data = Self.wrapOutboundOut(.byteBuffer(frame))
        }
        context.write(data, promise: promise)
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    /// Changes the value of SETTINGS_MAX_CONCURRENT_STREAMS (RFC 9113 §6.5).
    private func change(_ frame: inout ByteBuffer) {
        let start = frame.readerIndex
        guard frame.getInteger(at: start + 3, as: UInt8.self) == 4 else { return }
        for place in stride(from: start + 9, to: frame.writerIndex - 5, by: 6)
        where frame.getInteger(at: place, as: UInt16.self) == 3 {
            frame.setInteger(limit, at: place + 2)
        }
    }
}
