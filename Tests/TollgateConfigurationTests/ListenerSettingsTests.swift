import Testing

@testable import TollgateConfiguration

@Suite("Where requests come in, and whom the gateway believes")
struct ListenerSettingsTests {
    private func configuration(_ gateway: String) throws -> Configuration {
        try Configuration(
            yaml: """
                issuers: { p: { issuer: https://i.example, audiences: [a] } }
                apis: { a: { listen_path: /a/, upstream: "http://h/", issuers: [p] } }
                gateway:
                \(gateway.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
                """, file: "t.yaml")
    }

    private func problems(_ gateway: String) -> [String] {
        do {
            return try configuration(gateway).warnings.map(\.description)
        } catch let error as ConfigurationError {
            return error.problems.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    @Test("The short form is one listener, with what is said of all")
    func readsShortForm() throws {
        let standard = try configuration("admin_listen: 127.0.0.1:1").gateway
        #expect(standard.listeners == [ListenerSettings(.tcp(ListenAddress(host: "127.0.0.1", port: 8080)))])
        let gateway = try configuration(
            """
            listen: "[::1]:80"
            trusted_proxies: [10.0.0.0/8]
            forwarded: forwarded
            max_header_bytes: 100000
            max_body_bytes: 5
            max_connections_per_address: 7
            timeouts: { header: 3s }
            """
        ).gateway
        var expected = ListenerSettings(.tcp(ListenAddress(host: "::1", port: 80)))
        expected.trustedProxies = ["10.0.0.0/8"]
        expected.forwarded = .forwarded
        expected.maximumHeaderBytes = 100_000
        expected.maximumBodyBytes = 5
        expected.maximumConnectionsPerAddress = 7
        expected.timeouts.headerSeconds = 3
        #expect(gateway.listeners == [expected])
        #expect(gateway.listen == ListenAddress(host: "::1", port: 80))
    }

    @Test("Each listener has what it says itself, and else what is said of all")
    func readsListeners() throws {
        let gateway = try configuration(
            """
            trusted_proxies: [10.0.0.0/8, unix]
            timeouts: { header: 3s, body: 1min }
            max_body_bytes: 5
            listeners:
              - listen: unix:/run/tollgate.sock
                mode: "0660"
                group: www-data
                proxy_protocol: required
                timeouts: { body: 2min }
                max_connections: 10
              - listen: 0.0.0.0:8080
                trusted_proxies: []
                max_body_bytes: 6
                max_connections_per_address: 3
                forwarded: forwarded
                proxy_protocol: off
            """
        ).gateway
        var socket = ListenerSettings(.unix(path: "/run/tollgate.sock"))
        socket.mode = 0o660
        socket.group = "www-data"
        socket.proxyProtocol = .required
        socket.trustedProxies = ["10.0.0.0/8", "unix"]
        socket.timeouts.headerSeconds = 3
        socket.timeouts.bodySeconds = 120
        socket.maximumBodyBytes = 5
        socket.maximumConnections = 10
        var port = ListenerSettings(.tcp(ListenAddress(host: "0.0.0.0", port: 8080)))
        port.timeouts.headerSeconds = 3
        port.timeouts.bodySeconds = 60
        port.maximumBodyBytes = 6
        port.maximumConnectionsPerAddress = 3
        port.forwarded = .forwarded
        #expect(gateway.listeners == [socket, port])
        #expect(gateway.listeners.map(\.address.description) == ["unix:/run/tollgate.sock", "0.0.0.0:8080"])
        // The command of today knows one address.
        #expect(gateway.listen.port == 8080)
    }

    @Test("Whoever sets one address has one listener, with the rules of the first")
    func setsOneAddress() throws {
        var gateway = try configuration("listen: 127.0.0.1:80\ntrusted_proxies: [\"::1\"]").gateway
        gateway.listen.port = 0
        #expect(gateway.listeners.map(\.address.description) == ["127.0.0.1:0"])
        #expect(gateway.listeners[0].trustedProxies == ["::1"])
    }

    @Test(
        "A mistake is told with its place, and what would be right",
        arguments: [
            (
                "listen: a:80\nlisteners: [ { listen: b:80 } ]",
                "t.yaml:4:11: error: gateway.listen: there are `listeners` as well; write this address as one of them, or "
                    + "leave them out"
            ),
            ("listeners: []", "t.yaml:4:14: error: gateway.listeners: at least one listener is needed"),
            (
                "listeners: [ { mode: \"0600\" } ]",
                "t.yaml:4:16: error: gateway.listeners.0: `listen` is missing: where requests to the APIs come in"
            ),
            (
                "listeners: [ { listen: unix:run/s } ]",
                "t.yaml:4:26: error: gateway.listeners.0.listen: expected an address such as 127.0.0.1:8080 or "
                    + "[::1]:8080, or unix: and the absolute path of a socket, of at most 103 bytes, found `unix:run/s`"
            ),
            (
                "listeners: [ { listen: a:80, mode: \"0660\" } ]",
                "t.yaml:4:38: error: gateway.listeners.0.mode: only a unix socket has it: `listen: "
                    + "unix:/run/tollgate.sock`"
            ),
            (
                "listeners: [ { listen: a:80, group: www } ]",
                "t.yaml:4:39: error: gateway.listeners.0.group: only a unix socket has it: `listen: "
                    + "unix:/run/tollgate.sock`"
            ),
            (
                "listeners: [ { listen: unix:/s, mode: \"660\" } ]",
                "t.yaml:4:41: error: gateway.listeners.0.mode: expected permissions as four octal digits such as 0600 or "
                    + "0660, found `660`"
            ),
            (
                "trusted_proxies: [ 10.0.0.0/33 ]",
                "t.yaml:4:22: error: gateway.trusted_proxies.0: expected an address such as 192.0.2.1, a block of "
                    + "addresses such as 10.0.0.0/8 or 2001:db8::/32, or `unix`, found `10.0.0.0/33`"
            ),
            (
                "forwarded: both",
                "t.yaml:4:14: error: gateway.forwarded: expected `x_forwarded` or `forwarded`, found `both`"
            ),
            (
                "listeners: [ { listen: a:80, proxy_protocol: yes } ]",
                "t.yaml:4:48: error: gateway.listeners.0.proxy_protocol: expected `required` or `off`, found `yes`"
            ),
            (
                "listeners: [ { listen: a:80, proxy_protocol: required } ]",
                "t.yaml:4:48: error: gateway.listeners.0.proxy_protocol: PROXY protocol is believed from "
                    + "`trusted_proxies` only, and without an address among them every connection would be closed: name "
                    + "the proxies in front of this listener"
            ),
            (
                "trusted_proxies: [ \"::1\" ]\nlisteners: [ { listen: unix:/s, proxy_protocol: required } ]",
                "t.yaml:5:51: error: gateway.listeners.0.proxy_protocol: PROXY protocol is believed from "
                    + "`trusted_proxies` only, and without the word `unix` among them every connection would be closed: "
                    + "name the proxies in front of this listener"
            ),
            (
                "max_header_bytes: 100",
                "t.yaml:4:21: error: gateway.max_header_bytes: expected a number of bytes from 1024 to 1048576, found `100`"
            ),
            (
                "max_body_bytes: -1",
                "t.yaml:4:19: error: gateway.max_body_bytes: expected a number of bytes from 0 to 1099511627776, found "
                    + "`-1`"
            ),
            (
                "max_connections_per_address: 0",
                "t.yaml:4:32: error: gateway.max_connections_per_address: expected a number of connections from 1 to "
                    + "1000000, found `0`"
            ),
            (
                "listeners: [ { listen: a:80 }, { listen: unix:/s }, { listen: a:80 } ]",
                "t.yaml:4:57: error: gateway.listeners.2.listen: gateway.listeners.0 listens on a:80 already"
            ),
            (
                "trusted_proxies: [ 0.0.0.0/0 ]",
                "t.yaml:4:3: warning: gateway.trusted_proxies: 0.0.0.0/0 is everybody: every client can say that its "
                    + "requests come from somewhere else"
            ),
            (
                "listeners: [ { listen: a:80, trusted_proxies: [ \"::/0\" ] } ]",
                "t.yaml:4:32: warning: gateway.listeners.0.trusted_proxies: ::/0 is everybody: every client can say that "
                    + "its requests come from somewhere else"
            ),
            (
                "listeners: [ { listen: unix:/s, mode: \"0666\", trusted_proxies: [ unix ] } ]",
                "t.yaml:4:35: warning: gateway.listeners.0.mode: with `unix` among the trusted proxies, every user of "
                    + "this machine can say that a request comes from somewhere else"
            ),
            (
                "max_header_bytes: 8192",
                "t.yaml:4:3: warning: gateway.max_header_bytes: no token of max_token_bytes, which is 8192, fits into such "
                    + "a header"
            ),
        ])
    func tellsMistakes(gateway: String, problem: String) {
        #expect(problems(gateway) == [problem])
    }

    @Test("Free ports are never the same one")
    func allowsFreePorts() {
        #expect(problems("listeners: [ { listen: a:0 }, { listen: a:0 } ]") == [])
    }
}
