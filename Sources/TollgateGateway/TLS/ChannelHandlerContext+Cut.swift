internal import NIOCore
internal import NIOSSL

extension ChannelHandlerContext {
    /// Closes the connection at once, without a farewell of TLS: an answer that is cut off must not look complete, and
    /// who does not answer is not waited for.
    func cutConnection() {
        if let tls = try? pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) {
            tls.close(promise: nil)
        } else {
            close(promise: nil)
        }
    }
}
