import HTTPTypes
import HummingbirdTesting
import Testing
import TollgateIssuer

@Suite("Client configuration endpoint (RFC 7592)")
struct ClientManagementTests {
    private static func update(_ id: String, _ members: String = "") -> String {
        #"{"client_id":"\#(id)","grant_types":["client_credentials"]\#(members)}"#
    }

    @Test("A client lives: registered, read, replaced, deleted, and each answer's token is the next one's")
    func lifeCycle() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let credentials = TestIssuer.basic(client.id, client.secret)
            let read = try await test.manage(.get, client.id, bearer: client.token)
            #expect(read.status == .ok)
            #expect(read.header(.cacheControl) == "no-store")
            #expect(read.text("client_secret") == client.secret)
            #expect(read.text("scope") == "product_payments free_plan")

            let second = try #require(read.text("registration_access_token"))
            let body = Self.update(
                client.id, #","scope":"gold_plan","client_name":"New","client_secret":"\#(client.secret)""#)
            let replaced = try await test.manage(.put, client.id, bearer: second, body: body)
            #expect(replaced.status == .ok)
            #expect(replaced.text("client_id") == client.id)
            #expect(replaced.text("client_secret") == client.secret)
            #expect(replaced.text("client_name") == "New")
            #expect(replaced.number("client_id_issued_at") == 1_700_000_000)
            let gold = try await test.token("grant_type=client_credentials&scope=gold_plan", authorization: credentials)
            let free = try await test.token("grant_type=client_credentials&scope=free_plan", authorization: credentials)
            #expect(gold.status == .ok)
            #expect(free.text("error") == "invalid_scope")

            let third = try #require(replaced.text("registration_access_token"))
            #expect(Set([client.token, second, third]).count == 3)
            let deleted = try await test.manage(.delete, client.id, bearer: third)
            #expect(deleted.status == .noContent)
            #expect(deleted.bodyText.isEmpty)
            let token = try await test.token("grant_type=client_credentials", authorization: credentials)
            #expect(token.status == .unauthorized)
            #expect(try await test.manage(.get, client.id, bearer: third).status == .unauthorized)
        }
    }

    @Test("A used registration token is dead at once, after a read and after an update")
    func rotation() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let read = try await test.manage(.get, client.id, bearer: client.token)
            let second = try #require(read.text("registration_access_token"))
            #expect(try await test.manage(.get, client.id, bearer: client.token).status == .unauthorized)
            let put = try await test.manage(.put, client.id, bearer: second, body: Self.update(client.id))
            #expect(put.status == .ok)
            #expect(try await test.manage(.delete, client.id, bearer: second).status == .unauthorized)
        }
    }

    @Test("Of many reads with one registration token exactly one succeeds")
    func concurrentReads() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let succeeded = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await test.manage(.get, client.id, bearer: client.token).status == .ok }
                }
                return try await group.reduce(into: 0) { count, isOK in count += isOK ? 1 : 0 }
            }
            #expect(succeeded == 1)
        }
    }

    @Test("Without rotation the registration token stays the same")
    func noRotation() async throws {
        try await TestIssuer.run {
            $0.rotatesRegistrationTokens = false
        } body: { test in
            let client = try await test.makeClient()
            for _ in 0..<2 {
                let read = try await test.manage(.get, client.id, bearer: client.token)
                #expect(read.text("registration_access_token") == client.token)
            }
            let put = try await test.manage(.put, client.id, bearer: client.token, body: Self.update(client.id))
            #expect(put.text("registration_access_token") == client.token)
        }
    }

    @Test("An update that is refused changes nothing, the registration token included")
    func refusedUpdate() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let put = try await test.manage(
                .put, client.id, bearer: client.token, body: Self.update(client.id, #","scope":"unknown""#))
            #expect(put.status == .forbidden)
            let read = try await test.manage(.get, client.id, bearer: client.token)
            #expect(read.text("scope") == "product_payments free_plan")
        }
    }

    @Test("An update replaces everything: what it leaves out is gone or back to its default")
    func fullReplacement() async throws {
        try await TestIssuer.run { test in
            let reply = try await test.register(
                """
                {"client_name":"Old","grant_types":["client_credentials"],"scope":"free_plan",
                "token_endpoint_auth_method":"client_secret_post"}
                """)
            let id = try #require(reply.text("client_id"))
            let token = reply.text("registration_access_token")
            let put = try await test.manage(.put, id, bearer: token, body: Self.update(id))
            #expect(put.members["client_name"] == nil)
            #expect(put.members["scope"] == nil)
            #expect(put.text("token_endpoint_auth_method") == "client_secret_basic")
        }
    }

    @Test("A client that becomes public loses its secret, and gets a new one when it is confidential again")
    func secretFollowsMethod() async throws {
        try await TestIssuer.run {
            $0.rotatesRegistrationTokens = false
        } body: { test in
            let client = try await test.makeClient()
            let open =
                #"{"client_id":"\#(client.id)","redirect_uris":["https://a.example/"],"#
                + #""token_endpoint_auth_method":"none"}"#
            let first = try await test.manage(.put, client.id, bearer: client.token, body: open)
            #expect(first.members["client_secret"] == nil)
            let second = try await test.manage(.put, client.id, bearer: client.token, body: Self.update(client.id))
            #expect(second.text("client_secret")?.utf8.count == 32)
            #expect(second.text("client_secret") != client.secret)
        }
    }

    @Test(
        "An update must not carry what only the server sets (RFC 7592 §2.2)",
        arguments: [
            #","registration_access_token":"x""#, #","registration_client_uri":"https://a.example/""#,
            #","client_secret_expires_at":0"#, #","client_id_issued_at":1700000000"#, #","client_id_issued_at":"x""#,
            #","client_secret":"not-the-secret""#, #","client_secret":"""#, #","client_secret":1"#,
        ])
    func serverMembers(members: String) async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let body = Self.update(client.id, members)
            let reply = try await test.manage(.put, client.id, bearer: client.token, body: body)
            #expect(reply.status == .badRequest)
            #expect(reply.text("error") == "invalid_client_metadata")
        }
    }

    @Test(
        "An update names the client that it is for", arguments: [#""client_id":"other","#, #""client_id":null,"#, ""])
    func clientIdentifier(member: String) async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let body = #"{\#(member)"grant_types":["client_credentials"]}"#
            let reply = try await test.manage(.put, client.id, bearer: client.token, body: body)
            #expect(reply.status == .badRequest)
            #expect(reply.text("error") == "invalid_client_metadata")
            #expect(reply.text("error_description") == "Client Identifier modified")
        }
    }

    @Test("An update has to be JSON of at most 64 KiB")
    func updateBody() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let path = "\(TestIssuer.clientsPath)/\(client.id)"
            let headers: HTTPFields = [.authorization: "Bearer \(client.token)", .contentType: "text/plain"]
            let plain = try await test.send(.put, path, headers: headers, body: Self.update(client.id))
            #expect(plain.status == .unsupportedMediaType)
            let broken = try await test.manage(.put, client.id, bearer: client.token, body: "{")
            #expect(broken.text("error") == "invalid_client_metadata")
            let long = String(repeating: " ", count: 65_537)
            let tooLong = try await test.manage(.put, client.id, bearer: client.token, body: long)
            #expect(tooLong.status == .contentTooLarge)
        }
    }

    @Test("No token, a wrong one, another client's and the initial one are 401", arguments: ["GET", "PUT", "DELETE"])
    func wrongToken(method: String) async throws {
        let method = try #require(HTTPRequest.Method(method))
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let other = try await test.makeClient()
            let body = method == .put ? Self.update(client.id) : nil
            for token in [nil, "wrong", other.token, TestIssuer.initialToken, String(client.token.dropLast())] {
                let reply = try await test.manage(method, client.id, bearer: token, body: body)
                #expect(reply.status == .unauthorized)
                #expect(reply.text("error") == "invalid_token")
                #expect(reply.header(.wwwAuthenticate)?.hasPrefix(#"Bearer realm="DCR""#) == true)
            }
            #expect(try await test.manage(.get, other.id, bearer: other.token).status == .ok)
        }
    }

    @Test("An unknown client answers as a wrong token does", arguments: ["unknown", "%00", "..", "a%2Fb", "ä"])
    func unknownClient(id: String) async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let unknown = try await test.manage(.get, id, bearer: client.token)
            let wrong = try await test.manage(.get, client.id, bearer: "wrong")
            #expect(unknown.status == .unauthorized)
            #expect(unknown.bodyText == wrong.bodyText)
            #expect(unknown.header(.wwwAuthenticate) == wrong.header(.wwwAuthenticate))
        }
    }
}
