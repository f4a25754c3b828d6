import ArgumentParser
import HostileAnswers
import Testing
import Tollgate
import TollgateCatalogue
import TollgateClientFeed
import TollgateConfiguration
import TollgateFollower
import TollgateKeys
import TollgateOutbound
import TollgateRegistrar

@testable import TollgateCLI

/// One of the package's outbound clients, and how it is made to send one request.
///
/// `demo` is none of its own: it sends its requests through the same `OutboundClient` as the registrar does.
enum OutboundSubject: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case keys = "the fetch of keys"
    case keysCommand = "tollgate keys"
    case discovery = "discovery"
    case proxy = "the request for a tunnel through a proxy"
    case feed = "the feed of clients"
    case metadata = "the registrar's request for metadata"
    case registration = "the registrar's registration"
    case management = "the registrar's reading of a client"
    case token = "the registrar's request for a token"
    case webhook = "the webhook"
    case upstream = "the gateway's request to an upstream"

    var testDescription: String { rawValue }

    var contentType: String { self == .feed ? "text/event-stream" : "application/json" }

    /// The content of a good answer of a server at this URL.
    func content(_ base: String) -> String {
        switch self {
        case .keys, .keysCommand:
            let modulus = String(repeating: "x", count: 341) + "w"
            return #"{"issuers":[],"keys":[{"kty":"RSA","kid":"1","n":"\#(modulus)","e":"AQAB"}]}"#
        case .discovery, .metadata: return #"{"issuer":"\#(base)","registration_endpoint":"\#(base)/r"}"#
        case .feed: return "event: complete\ndata: {}\n\n"
        case .registration, .management: return #"{"client_id":"c","client_secret":"s","client_secret_expires_at":0}"#
        case .token: return #"{"access_token":"a","token_type":"Bearer","expires_in":60}"#
        case .proxy, .webhook, .upstream: return "{}"
        }
    }

    /// Sends the request with this number to a server.
    ///
    /// - Parameters:
    ///   - number: What the server is to answer with.
    ///   - world: The server, and what is needed to reach it.
    /// - Returns: Whether it got an answer that it can use.
    func ask(_ number: Int, in world: OutboundWorld) async -> Bool {
        let url = "\(world.base)/n\(number)/"
        do {
            switch self {
            case .keys:
                _ = try await KeyFetcher(clients: world.clients).keys(
                    of: Issuer(name: "i", issuer: "https://idp.example", audiences: .any, keys: .urls([url])))
            case .keysCommand: _ = try await KeysCommand.parse(["--admin", url]).report()
            case .discovery: _ = try await Discovery(client: world.client).metadata(at: url)
            case .proxy:
                let client = world.clients.client(for: ConnectionSettings(usesProxy: true))
                _ = try await client.send(OutboundRequest(url: "https://n\(number).idp.example/"))
            case .feed: return await follow(url, world)
            case .metadata:
                let provider = Provider(name: "idp", address: url + ".well-known/openid-configuration")
                _ = try await world.network.metadataSource(for: provider).metadata(at: provider.address)
            case .registration:
                _ = try await DynamicRegistrationClient(transport: world.client).register(
                    ClientMetadata(clientName: "a", grantTypes: [.clientCredentials]), at: url)
            case .management:
                _ = try await DynamicRegistrationClient(transport: world.client).read(
                    ClientConfigurationEndpoint(clientID: "c", url: url, token: Secret("t")))
            case .token:
                _ = try await ClientCredentialsClient(transport: world.client).token(
                    for: TokenRequest(endpoint: url, clientID: "c", clientSecret: Secret("s")))
            case .webhook:
                let notice = Notice(id: "1", event: .approved, subject: .request, occurredAt: 0, members: [:])
                try await WebhookNotifier(url: url, secret: Secret("s"), transport: world.client).send(notice)
            case .upstream:
                let answer = try await world.client.send(
                    OutboundRequest(url: "\(world.gateway)/payment-api/n\(number)/"))
                return answer.status == 200
            }
            return true
        } catch {
            return false
        }
    }

    private func follow(_ url: String, _ world: OutboundWorld) async -> Bool {
        do throws(ClientFeedError) {
            try await HTTPClientFeed(url: url, token: "t", clients: world.clients).follow(after: "") { _ in }
            return false
        } catch {
            return error == .ended
        }
    }
}
