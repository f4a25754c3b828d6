import ServerTesting
import Synchronization
import Testing
import TollgateOutbound

@testable import TollgateRegistrar

@Suite("The webhook", .realServers)
struct WebhookTests {
    /// A receiver that remembers what it was sent.
    private final class Receiver: ScriptedProvider {
        private let status: Int
        private let requests = Mutex<[ScriptedRequest]>([])
        var seen: [ScriptedRequest] { requests.withLock { $0 } }

        init(status: Int) {
            self.status = status
        }

        func answer(_ request: ScriptedRequest, origin: String) -> ScriptedAnswer {
            requests.withLock { $0.append(request) }
            return ScriptedAnswer(status: status, headers: ["Location": origin + "/elsewhere"])
        }
    }

    private let notice = Notice(
        id: "r-1-2", event: .approved, subject: .request, occurredAt: 1_700_000_000, members: ["id": .string("r-1")])

    private func send(to receiver: Receiver) async throws -> NotifierError? {
        let outcome = Mutex<NotifierError?>(nil)
        let notice = self.notice
        try await ScriptedServer(provider: receiver).run { origin in
            let webhook = try WebhookNotifier(
                url: origin + "/hooks/tollgate?key=url-canary", secret: Secret("whsec-canary"),
                transport: DriverHarness.outbound, now: { 1_700_000_001 })
            do throws(NotifierError) {
                try await webhook.send(notice)
            } catch {
                outcome.withLock { $0 = error }
            }
        }
        return outcome.withLock { $0 }
    }

    @Test("A notice is a POST of JSON, signed with the time, that any 2xx takes")
    func delivery() async throws {
        let receiver = Receiver(status: 204)
        #expect(try await send(to: receiver) == nil)
        let request = try #require(receiver.seen.first)
        #expect(request.method == "POST")
        #expect(request.path == "/hooks/tollgate")
        #expect(request.headers["content-type"] == "application/json")
        let body = #"{"access_request":{"id":"r-1"},"event":"approved","id":"r-1-2","occurred_at":1700000000}"#
        #expect(String(decoding: request.body, as: UTF8.self) == body)
        // printf '1700000001.%s' "$body" | openssl dgst -sha256 -hmac whsec-canary
        #expect(
            request.headers["tollgate-signature"]
                == "t=1700000001,v1=c526ef27b924949e8b4cc609acf5c347aff27fb2ee32e275aa88175ace18aa4d")
    }

    @Test("What is not 2xx is not taken: a redirect is not followed, and a 400 or 422 is a refusal")
    func failures() async throws {
        for status in [302, 404, 429, 500] {
            let receiver = Receiver(status: status)
            #expect(try await send(to: receiver) == .unavailable(reason: "the webhook answered \(status)"))
            #expect(receiver.seen.count == 1)
        }
        for status in [400, 422] {
            #expect(
                try await send(to: Receiver(status: status)) == .refused(reason: "the webhook answered \(status)"))
        }
    }

    @Test("Neither the URL nor the secret is told when there is no answer")
    func silence() async throws {
        let provider = StubProvider()
        let webhook = try WebhookNotifier(
            url: "https://hooks.example/url-canary", secret: Secret("whsec-canary"), transport: provider)
        await #expect(
            throws: NotifierError.unavailable(reason: "no answer from the webhook: nothing is scripted")
        ) { try await webhook.send(notice) }
    }

    @Test(
        "A URL that is not https, or not on this machine, is refused",
        arguments: ["http://hooks.example/x", "hooks.example", "ftp://127.0.0.1/"])
    func insecure(url: String) {
        #expect(throws: NotifierError.refused(reason: "a webhook has an https URL (http only to this machine)")) {
            try WebhookNotifier(url: url, secret: Secret("s"), transport: StubProvider())
        }
    }
}
