import Testing
import TollgateCatalogue

@Suite("Hosts that are this machine")
struct LoopbackHostTests {
    @Test(
        "They are localhost, 127.0.0.0/8 and ::1 with or without brackets",
        arguments: ["localhost", "127.0.0.1", "127.255.0.9", "::1", "[::1]"])
    func own(host: String) {
        #expect(LoopbackHost.matches(host))
    }

    @Test(
        "A name that looks like one, and what only some programs read as an address, is not",
        arguments: [
            "", "127.0.0.example", "localhost.example", "127.1", "127.0.0.256", "127.0.0.+1", "127.0..1", "[localhost]",
            "128.0.0.1", "127.0.0.1.", "::2",
        ])
    func foreign(host: String) {
        #expect(!LoopbackHost.matches(host))
    }
}
