internal import NIOCore

/// Writes the content of a request as an upstream is sent it (RFC 9112 §6, §7.1).
enum UploadWriter {
    /// Writes a part.
    static func write(_ part: ByteBuffer, _ content: RequestHead.Content, to connection: UpstreamConnection) {
        guard part.readableBytes > 0 else { return }
        guard content == .streamed else { return connection.send(part) }
        var line: [UInt8] = []
        line.writeHexadecimal(part.readableBytes)
        line.writeLineEnd()
        connection.send(line)
        connection.send(part)
        connection.send([0x0D, 0x0A])
    }

    /// Writes the end, and trailers that an upstream may be told.
    static func writeEnd(_ content: RequestHead.Content, trailers: FieldBlock, to connection: UpstreamConnection) {
        guard content == .streamed else { return }
        var end: [UInt8] = []
        end.writeStatic("0\r\n")
        // Whatever only a gateway may say, and whatever frames a message, has no place behind one.
        trailers.write(to: &end) { $0.kind == .other }
        end.writeLineEnd()
        connection.send(end)
    }
}
