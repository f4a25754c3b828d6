import Testing
import TollgateCatalogue

@testable import TollgateConfiguration

@Suite("An upstream is a URL or a unix socket, and the form of others is put right")
struct UpstreamTests {
    private func error(_ api: String) -> String? {
        do {
            _ = try Configuration(
                yaml: """
                    issuers: { p: { issuer: https://i.example, audiences: [a] } }
                    apis: { a: { listen_path: /a/, issuers: [p], \(api) } }
                    """, file: "t.yaml")
            return nil
        } catch {
            return error.problems.count == 1 ? error.problems.first?.message : "\(error.problems)"
        }
    }

    @Test(
        "The forms of nginx and Docker, and paths without their slash, are refused with the right one",
        arguments: [
            ("http://unix:/run/a.sock:/v1/", "unix:/run/a.sock:/v1/"), ("http://unix:/run/a.sock", "unix:/run/a.sock"),
            ("unix:///run/a.sock", "unix:/run/a.sock"), ("unix:/run/a.sock/", "unix:/run/a.sock"),
            ("unix:/run/a.sock:/v1", "unix:/run/a.sock:/v1/"), ("http://u.example/v1", "http://u.example/v1/"),
        ])
    func suggests(text: String, right: String) {
        #expect(
            error("upstream: \"\(text)\"")
                == "expected an http or https URL that ends in a slash, or a socket such as unix:/run/app.sock, "
                + "found `\(text)`; did you mean `\(right)`?")
    }

    @Test("What can mean nothing is told as it is", arguments: ["unix:run/a.sock", "ftp://u/", "http://u/?a=/"])
    func refuses(text: String) {
        #expect(
            error("upstream: \"\(text)\"")
                == "expected an http or https URL that ends in a slash, or a socket such as unix:/run/app.sock, "
                + "found `\(text)`")
    }

    @Test("APIs on one socket are on one server")
    func countsServers() {
        #expect(ConnectionBudget.serverCount(["unix:/run/a", "unix:/run/a:/v1/", "unix:/run/b", "http://a/"]) == 3)
    }
}
