import Testing
import TollgateRegistrar

@Suite("Names")
struct PlainTextTests {
    @Test(
        "A name that can be read is accepted in every script",
        arguments: [
            "Acme", "Acme & Söhne GmbH", "ann@acme.example", "店舗 アプリ", "Ünïcödé", "عرض الأسعار", "می\u{200C}خواهم",
            "क्\u{200D}ष", "क्\u{200C}ष", "שלום", "👩\u{200D}💻 tools", "❤\u{FE0F} shop", "👍🏽\u{200D}👍", "a  b", "x",
            "日本　東京", "e\u{301}", "-", "a\u{A0}b",
        ])
    func accepted(name: String) {
        #expect(PlainText.isName(name))
    }

    @Test(
        "One of spaces, or with what nobody sees, is refused",
        arguments: [
            "", " ", "   ", "\u{A0}", "\u{3000}", "\u{2800}", " Acme", "Acme ", "Acme\u{A0}", "Ac\u{200B}me",
            "\u{200B}",
            "Acme\u{200D}", "Ac\u{200D}me", "Ac\u{200C}me", "\u{FEFF}Acme", "Ac\u{AD}me", "\u{200E}Acme",
            "Acme\u{200F}",
            "Ac\u{202E}me", "Ac\u{2066}me", "Ac\u{61C}me", "Ac\u{2060}me", "Ac\u{180E}me", "Acme\u{FE0F}",
            "Ac\u{E0041}me",
            "\u{3164}", "Ac\u{115F}me", "Ac\u{0}me", "Ac\nme", "Ac\tme", "Ac\u{9B}me", "Ac\u{2028}me", "Ac\u{378}me",
            "Ac\u{FFFF}me", "Ac\u{E000}me", "می\u{200C}", "م\u{200C}\u{200C}ن",
        ])
    func refused(name: String) {
        #expect(!PlainText.isName(name))
    }

    @Test("It has at most 200 characters")
    func length() {
        #expect(PlainText.isName(String(repeating: "é", count: 200)))
        #expect(!PlainText.isName(String(repeating: "é", count: 201)))
    }

    @Test("Applications, owners and providers are refused at the door by such names", arguments: [" ", "Ac\u{200B}me"])
    func doors(name: String) async throws {
        let fixture = try await AccessFixture()
        let registrar = fixture.registrar
        var refusals: [String] = []
        func refused(_ operation: () async throws(RegistrationError) -> Void) async {
            do throws(RegistrationError) {
                try await operation()
            } catch {
                refusals.append(error.description)
            }
        }
        await refused { () async throws(RegistrationError) in
            _ = try await registrar.createApplication(name: name, owner: "ann")
        }
        await refused { () async throws(RegistrationError) in
            _ = try await registrar.createApplication(name: "Acme", owner: name)
        }
        await refused { () async throws(RegistrationError) in
            _ = try await registrar.updateApplication(fixture.application.id, ApplicationChanges(name: name))
        }
        await refused { () async throws(RegistrationError) in
            _ = try await registrar.addProvider(Provider(name: name, address: StubProvider.issuer))
        }
        await refused { () async throws(RegistrationError) in
            _ = try await registrar.register(application: name, product: "payments", plan: "free", provider: "idp")
        }
        #expect(refusals.count == 5)
        #expect(refusals.allSatisfy { $0.contains("none of them invisible") })
    }
}
