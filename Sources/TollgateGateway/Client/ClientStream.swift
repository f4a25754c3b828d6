internal import NIOCore

/// The client's side of one exchange, whatever protocol the client speaks: the seam for HTTP/2.
///
/// An exchange writes through it one answer, in order: interim heads, a head, content, the end. All calls are made on
/// the client's event loop.
protocol ClientStream: AnyObject {
    /// Whether what is written can be sent: while it cannot, the upstream is not read.
    var canWrite: Bool { get }

    /// The content of the request is wanted from now on, or no more of it for now.
    func wantContent(_ isWanted: Bool)
    /// Writes an interim answer.
    func writeInterim(_ head: ResponseHead)
    /// Writes the head of the answer.
    ///
    /// - Parameters:
    ///   - head: The head; fields of a connection are left out.
    ///   - added: Fields that are written in addition.
    func writeHead(_ head: ResponseHead, adding added: FieldBlock)
    /// Writes a part of the content.
    func write(_ content: ByteBuffer)
    /// Writes the end of the answer and sends all of it; the exchange may be used for the next request meanwhile.
    func writeEnd(trailers: FieldBlock)
    /// Ends the answer where it is: there is no way to say that it is not whole but to close.
    ///
    /// - Parameter isFault: Whether that is the upstream's fault, and not what was to be.
    func abort(isFault: Bool)
    /// Writes that protocols are switched, and hands the connection over to a tunnel.
    ///
    /// - Parameters:
    ///   - tunnel: The tunnel.
    ///   - head: The head; fields of a connection are left out.
    ///   - added: Fields that are written in addition.
    func switchProtocols(_ tunnel: Tunnel, _ head: ResponseHead, adding added: FieldBlock)
    /// Sends what was written.
    func flush()
}
