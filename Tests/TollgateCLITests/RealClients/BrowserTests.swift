import Foundation
import Hummingbird
import ServerTesting
import Testing

/// G8 of the field's cases: pages, and clients of the Model Context Protocol in browsers.
@Suite(
    "A page in Chromium calls an API of another origin", .realServers, .serialized, .timeLimit(.minutes(5)),
    .enabled(if: ClientProgram.chromium.isInstalled, ClientProgram.chromium.reasonForSkipping))
struct BrowserTests {
    /// What the page has seen.
    private struct Finding: Decodable, Equatable {
        var status: Int
        var text: String
        var challenge: String?
        var limit: String?
    }

    private func page(_ gateway: RealClientGateway) -> String {
        """
        <!DOCTYPE html><title>a page</title><script>
        async function ask(path, headers, method = "GET") {
          try {
            const answer = await fetch("http://127.0.0.1:\(gateway.port)" + path, { method, headers });
            return { status: answer.status, text: await answer.text(),
              challenge: answer.headers.get("www-authenticate"), limit: answer.headers.get("x-ratelimit-limit") };
          } catch (error) { return { status: 0, text: String(error) }; }
        }
        (async () => {
          const bearer = { authorization: "Bearer \(gateway.token())", "x-custom": "1" };
          const found = [await ask("/payment-api/x", bearer), await ask("/payment-api/x", bearer, "DELETE"),
            await ask("/payment-api/x", {}), await ask("/payment-api/x", { authorization: "Bearer x.y.z" })];
          await fetch("/found", { method: "POST", body: JSON.stringify(found) });
        })();
        </script>
        """
    }

    @Test("Preflights pass, good answers can be read, and so can refusals and what they ask for")
    func calls() async throws {
        let (asked, askedContinuation) = AsyncStream.makeStream(of: String.self)
        let upstream = try await RawUpstream { header in
            askedContinuation.yield(String(header.prefix { $0 != "\r\n" }))
            return "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
        }
        try await RealClientGateway.run(upstream: upstream.port) { gateway in
            let (found, continuation) = AsyncStream.makeStream(of: Data.self)
            let router = Router()
            router.get("/") { _, _ in
                Response(
                    status: .ok, headers: [.contentType: "text/html"],
                    body: .init(byteBuffer: ByteBuffer(string: page(gateway))))
            }
            router.post("/found") { request, _ in
                let body = try await request.body.collect(upTo: 100_000)
                continuation.yield(Data(body.readableBytesView))
                return HTTPResponse.Status.noContent
            }
            try await LoopbackServer.run(router) { url in
                let browser = try ServerProcess(name: "chromium") { folder in
                    .init(
                        executable: ClientProgram.chromium.path ?? "",
                        arguments: [
                            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                            "--no-first-run", "--no-proxy-server", "--disable-background-networking",
                            "--user-data-dir=\(folder.path)/profile", "--remote-debugging-port=0", url + "/",
                        ], environment: ["HOME": folder.path])
                }
                defer { browser.stop() }
                var iterator = found.makeAsyncIterator()
                let data = try #require(await iterator.next())
                let findings = try JSONDecoder().decode([Finding].self, from: data)
                try #require(findings.count == 4)
                #expect(findings.map(\.status) == [200, 200, 401, 401])
                #expect(findings.prefix(2).map(\.text) == ["hello", "hello"])
                for finding in findings.suffix(2) {
                    #expect(finding.challenge?.contains("resource_metadata=") == true, "\(finding)")
                }
                #expect(findings[2].text.contains("\"token_missing\""))
                #expect(findings[3].challenge?.contains("error=\"invalid_token\"") == true)
            }
        }
        askedContinuation.finish()
        var requests: [String] = []
        for await request in asked { requests.append(request) }
        #expect(requests == ["GET /x HTTP/1.1", "DELETE /x HTTP/1.1"])
        try await upstream.close()
    }
}
