import ServerTesting
import Testing
import TollgateCrypto

@testable import TollgateGateway

@Suite("A certificate covers the hosts that it names, and no others")
struct CertifiedHostsTests {
    private func includes(_ hosts: [String], _ authority: String) -> Bool {
        let bytes = Array(authority.utf8)
        return CertifiedHosts(hosts).includes(bytes.span, 0..<bytes.count)
    }

    @Test(
        "Names are compared without case, port and the dot at their end",
        arguments: ["example.com", "EXAMPLE.com", "example.com:8443", "example.com.", "Example.Com.:1"])
    func comparesNames(authority: String) { #expect(includes(["Example.com"], authority)) }

    @Test("An asterisk stands for one label")
    func comparesWildcards() {
        #expect(includes(["*.example.com"], "a.example.com"))
        #expect(includes(["*.example.com"], "A.EXAMPLE.com:1"))
        for authority in ["example.com", ".example.com", "a.b.example.com", "aexample.com", "a.example.org", ""] {
            #expect(!includes(["*.example.com"], authority), "\(authority)")
        }
        for pattern in ["a*.example.com", "*", "*a.example.com"] {
            #expect(includes([pattern], "ab.example.com") == (pattern == "*"), "\(pattern)")
        }
    }

    @Test("Addresses are compared as numbers")
    func comparesAddresses() {
        #expect(includes(["127.0.0.1"], "127.0.0.1:80"))
        #expect(includes(["::1"], "[0:0::1]:443"))
        #expect(includes(["2001:db8::1"], "[2001:DB8::1]"))
        #expect(!includes(["::1"], "[::2]"))
        #expect(!includes(["::1"], "[::"))
    }

    @Test("A certificate's own names are read from it")
    func readsCertificates() throws {
        let certificate = try PEMCheck.readCertificates(try TLSFixture.bytes("wildcard"))[0]
        #expect(certificate.names == ["*.example.com", "api.example.org"])
        let server = CertifiedHosts(try PEMCheck.readCertificates(try TLSFixture.bytes("server"))[0])
        let bytes = Array("localhost127.0.0.1".utf8)
        let included = [server.includes(bytes.span, 0..<9), server.includes(bytes.span, 9..<bytes.count)]
        #expect(included == [true, true])
    }
}
