import NIOCore
import NIOEmbedded
import Testing

@testable import TollgateGateway

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Without descriptors nothing is accepted for a moment")
struct AcceptPauseTests {
    @Test("Each attempt is counted, and the cause told once until a connection was accepted")
    func countsAttempts() throws {
        let observer = RecordingObserver()
        let address = GatewayListener.Address.tcp(host: "::1", port: 80)
        let channel = EmbeddedChannel(handler: AcceptPause(address, observer))
        func fail(_ code: CInt) { channel.pipeline.fireErrorCaught(IOError(errnoCode: code, reason: "accept")) }
        fail(EMFILE)
        fail(EMFILE)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        fail(ENFILE)
        fail(ECONNABORTED)
        #expect(observer.seen.refusedConnections == Array(repeating: "resources [::1]:80 ", count: 2))
        #expect(observer.seen.acceptFailures == 1)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        channel.pipeline.fireChannelRead(EmbeddedChannel())
        fail(EMFILE)
        #expect(observer.seen.refusedConnections.count == 3 && observer.seen.acceptFailures == 2)
    }
}
