internal import NIOCore
internal import NIOHTTP2

/// The frames of a connection that came while others have their turns, in their order; no more are read meanwhile.
struct WaitingFrames {
    private var frames = CircularBuffer<HTTP2Frame>()

    /// Whether none waits.
    var isEmpty: Bool { frames.isEmpty }

    /// The frame whose turn is next.
    var first: HTTP2Frame? { frames.first }

    /// A frame has come.
    mutating func append(_ frame: HTTP2Frame) { frames.append(frame) }

    /// The first frame is taken.
    mutating func removeFirst() { frames.removeFirst() }

    /// No frame will be taken any more.
    mutating func removeAll() { frames.removeAll() }

    /// A stream has ended before its frames were taken.
    ///
    /// - Parameter id: The stream.
    /// - Returns: The bytes of the connection's window that they have taken.
    mutating func drop(_ id: HTTP2StreamID) -> Int {
        var bytes = 0
        for frame in frames where frame.streamID == id {
            if case .data(let data) = frame.payload { bytes += data.windowBytes }
        }
        frames.removeAll { $0.streamID == id }
        return bytes
    }
}

extension HTTP2Frame.FramePayload.Data {
    /// The bytes of the windows that it takes: padding and its length are among them (RFC 9113 §6.9.1).
    var windowBytes: Int { data.readableBytes + (paddingBytes.map { $0 + 1 } ?? 0) }
}
