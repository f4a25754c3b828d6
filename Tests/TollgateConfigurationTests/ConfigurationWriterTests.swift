import Testing
import Tollgate
import TollgateCatalogue

@testable import TollgateConfiguration

@Suite("A configuration that is written with its defaults is read back as it was")
struct ConfigurationWriterTests {
    @Test("The file that has every key comes back, and so does the shortest one")
    func readsBack() throws {
        let short = """
            issuers: { i: { issuer: "https://i.example", audiences: any } }
            apis: { a: { listen_path: /a/, issuers: [i], upstream: "http://u/" } }
            """
        for text in [ConfigurationSchemaTests.complete, ConfigurationSchemaTests.authorizing, short] {
            let configuration = try Configuration(yaml: text, file: "t.yaml")
            let written = try ConfigurationWriter.yaml(configuration)
            let again = try Configuration(yaml: written, file: "t.yaml")
            #expect(again.gateway == configuration.gateway, "\(written)")
            #expect(again.catalogue.source == configuration.catalogue.source)
            #expect(try ConfigurationWriter.yaml(again) == written)
        }
    }

    @Test("Defaults are written out")
    func writesDefaults() throws {
        let configuration = try Configuration(
            yaml: "issuers: { i: { issuer: \"https://i.example\", audiences: any } }\napis: {}\n", file: "t.yaml")
        let written = try ConfigurationWriter.yaml(configuration)
        for line in [
            "  - listen: 127.0.0.1:8080", "      header: 10s", "  max_token_bytes: 8192", "  dns_refresh: 30s",
            "    deadline: 20s",
        ] {
            #expect(written.contains("\(line)\n"), "\(line) in\n\(written)")
        }
    }

    /// A setting that is added and not written would silently be missing.
    @Test("The writer knows every setting of the gateway")
    func knowsEverySetting() {
        func names(_ value: Any) -> Set<String> { Set(Mirror(reflecting: value).children.compactMap(\.label)) }
        #expect(
            names(GatewaySettings()) == [
                "listeners", "adminListen", "maximumConnections", "maximumTokenBytes", "tokenCacheBytes", "timeouts",
                "dnsRefreshSeconds",
                "upstream", "drain", "decisions", "accessLog", "state", "handover", "clientFeed",
            ])
        #expect(
            names(GatewaySettings().listeners[0]) == [
                "address", "mode", "group", "proxyProtocol", "trustedProxies", "forwarded", "timeouts",
                "maximumHeaderBytes", "maximumBodyBytes", "maximumConnections", "maximumConnectionsPerAddress", "tls",
                "http2", "authorizer",
                "forwardedClientCertificate",
            ])
        #expect(names(AccessLogSettings(.standardOutput)) == ["destination", "sample", "includesQuery"])
    }
}
