import NIOCore
import NIOSSL
import ServerTesting

@testable import TollgateGateway

/// TLS on a test's connection.
struct ClientTLS: Sendable {
    /// The host that is asked for, and that the certificate has to be for; `nil` asks for none and checks none.
    var serverName: String? = "localhost"
    /// The authority that is trusted, of `Fixtures/tls`.
    var authority = "authority"
    /// The certificate that is shown, of `Fixtures/tls`; `nil` shows none.
    var certificate: String?
    var maximumVersion: TLSVersion?
    /// The protocols that are offered.
    var protocols: [String] = []
    /// The bytes that are sent before TLS begins.
    var preamble = ""

    /// Adds it to a channel that is being made.
    func add(to channel: any Channel) throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(TLSFixture.path(authority))
        configuration.maximumTLSVersion = maximumVersion
        configuration.applicationProtocols = protocols
        if serverName == nil { configuration.certificateVerification = .noHostnameVerification }
        if let certificate {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(TLSFixture.path(certificate))
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(file: TLSFixture.path(certificate + "-key"), format: .pem))
        }
        let handler = try NIOSSLClientHandler(
            context: NIOSSLContext(configuration: configuration), serverHostname: serverName)
        if !preamble.isEmpty { try channel.pipeline.syncOperations.addHandler(Preamble(preamble)) }
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    private final class Preamble: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let text: String

        init(_ text: String) {
            self.text = text
        }

        func channelActive(context: ChannelHandlerContext) {
            context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            context.fireChannelActive()
        }
    }
}

extension SocketClient {
    /// Runs `body` with a connection to an address with TLS, and closes it afterwards.
    static func with<Result>(
        _ address: SocketAddress, from own: SocketAddress? = nil, tls: ClientTLS?,
        _ body: (inout SocketClient) async throws -> Result
    ) async throws -> Result {
        try await with(address, from: own, preparing: { try tls?.add(to: $0) }, body)
    }
}

extension ServerTLSSettings {
    /// The certificates of `Fixtures/tls` with these names, for the hosts that they name.
    init(fixtures names: String...) throws {
        self.init(try names.map { try Identity(fixture: $0) })
    }
}

extension ServerTLSSettings.Identity {
    /// A certificate of `Fixtures/tls`.
    init(fixture name: String, hosts: [String]? = nil) throws {
        self.init(
            chain: try TLSFixture.bytes(name), key: try TLSFixture.bytes(name + "-key"), hosts: hosts)
    }
}
