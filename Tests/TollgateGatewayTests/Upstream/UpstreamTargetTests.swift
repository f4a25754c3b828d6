import NIOCore
import Testing
import Tollgate
import TollgateCatalogue

@testable import TollgateGateway

@Suite("What an upstream is asked for, and told of a caller")
struct UpstreamTargetTests {
    private func written(_ path: String, _ target: String) -> String {
        var bytes: [UInt8] = []
        UpstreamTarget.write(Substring(path), query: target, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Only what may not stand in a URL is encoded; escapes and the query stay as they came")
    func encodes() {
        #expect(written("/a/b", "/x/a/b") == "/a/b")
        #expect(written("/a%20b", "/x/a%20b?c=d&e=%2F?f") == "/a%20b?c=d&e=%2F?f")
        #expect(written("/a\"b[c]", "/x?{\"a\"}|") == "/a%22b%5Bc%5D?%7B%22a%22%7D%7C")
        #expect(written("/a", "/x?100%") == "/a?100%25")
        #expect(written("/a", "/x?") == "/a?")
        // Where a query begins is a matter of bytes: with a combining character behind it, `?` is another character.
        #expect(written("/a", "/x?\u{30F}=1") == "/a?%CC%8F=1")
    }

    @Test("An upstream's URL names a server, how it is called, and a path before all paths")
    func parses() {
        let plain = UpstreamAddress.parts(of: "http://127.0.0.1:9000/")
        #expect(plain?.address == .server(host: "127.0.0.1", port: 9_000))
        #expect(plain?.authority == "127.0.0.1:9000")
        #expect(plain?.basePath == "")
        let named = UpstreamAddress.parts(of: "http://api.example/v1/x/")
        #expect(named?.address == .server(host: "api.example", port: 80))
        #expect(named?.basePath == "/v1/x")
        let sixth = UpstreamAddress.parts(of: "http://[::1]:8080/")
        #expect(sixth?.address == .server(host: "::1", port: 8_080))
        #expect(UpstreamAddress.parts(of: "http://[::1]/")?.address == .server(host: "::1", port: 80))
        let socket = UpstreamAddress.parts(of: "unix:/run/app.sock")
        #expect(socket?.address == .socket(path: "/run/app.sock"))
        #expect(socket?.authority == "localhost" && socket?.basePath == "")
        let prefixed = UpstreamAddress.parts(of: "unix:/run/app.sock:/v1/x/")
        #expect(prefixed?.address == .socket(path: "/run/app.sock") && prefixed?.basePath == "/v1/x")
        let secured = UpstreamAddress.parts(of: "https://api.example/v1/")
        #expect(secured?.address == .server(host: "api.example", port: 443, tls: UpstreamTLS()))
        for url in [
            "ftp://a/", "a", "http://", "http://:80/", "http://a:0/", "http://a:x/", "http://a:70000/", "unix:",
            "unix:a", "unix::/a/", "unix:/\(String(repeating: "a", count: 200))",
        ] {
            #expect(UpstreamAddress.parts(of: url) == nil, "\(url)")
        }
    }

    @Test("What no field can hold is percent-encoded, so that two callers never look alike (louketo 664)")
    func encodesIdentities() {
        func encoded(_ text: String, isListed: Bool = false) -> String {
            var bytes: [UInt8] = []
            IdentityFields.write(text.utf8Span.span, isListed: isListed, to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(encoded("client-1") == "client-1")
        #expect(encoded("José & Söhne") == "Jos%C3%A9%20&%20S%C3%B6hne")
        #expect(encoded("100%") == "100%25")
        #expect(encoded("a,b") == "a,b")
        #expect(encoded("a,b", isListed: true) == "a%2Cb")
        #expect(encoded("a\r\nb\u{7F}") == "a%0D%0Ab%7F")
    }

    @Test("A token in the query is found however its name is encoded (security row 39)")
    func findsTokens() {
        for target in ["/x?access_token=a", "/x?b&access_token", "/x?%61ccess%5Ftoken=a", "/x?b=c&access_tok%65n=x&d"] {
            #expect(TokenInQuery.isIn(target), "\(target)")
        }
        for target in ["/x", "/access_token=a", "/x?", "/x?access_tokens=a", "/x?b=access_token", "/x?access_toke"] {
            #expect(!TokenInQuery.isIn(target), "\(target)")
        }
    }
}
