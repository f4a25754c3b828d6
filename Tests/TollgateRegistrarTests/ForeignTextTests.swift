import Testing
import TollgateOutbound
import TollgateRegistrar

/// A text that would forge a line of a log, and rewrite what a terminal shows.
private let hostile = "x\n2026-01-01 all is well\u{1B}[2J\r\u{9B}1A\u{2028}\u{202E}y"

@Suite("Foreign text in errors and warnings")
struct ForeignTextTests {
    private static let described: [any CustomStringConvertible & Sendable] = [
        RegistrationResponseDefect.clientIDChanged(from: hostile, to: hostile),
        RegistrationResponseDefect.clientURIRefused(uri: hostile, endpoint: hostile, clientID: hostile),
        RegistrationError.responseInvalid(
            RegistrationExchange(operation: .register, url: hostile),
            .clientURIRefused(uri: hostile, endpoint: hostile, clientID: hostile)),
        RegistrationWarning.scopeUnconfirmed(asked: ["a"]), RegistrationWarning.scopeWider([hostile, "b"]),
        RegistrationWarning.grantTypesWider([hostile]),
        RegistrationWarning.authMethodChanged(asked: "none", granted: hostile),
        RegistrationWarning.clientURIMoved(to: hostile),
        RegistrationShortfall(member: "scope", asked: ["a"], granted: [hostile]),
        RegistrationExchange(operation: .update, url: hostile),
        RegistrationError.registrationUnsupported(provider: "idp", issuer: hostile),
        TokenError.endpointMissing(issuer: hostile),
        TokenError.responseInvalid(endpoint: hostile, reason: "none"),
        TokenError.refused(endpoint: hostile, status: 400, error: nil, explanation: nil),
    ]

    @Test("What a provider wrote begins no line and moves no cursor", arguments: described.indices)
    func isCleaned(index: Int) {
        let text = Self.described[index].description
        let isHarmful = text.unicodeScalars.contains { scalar in
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                || (0x2028...0x202E).contains(scalar.value)
        }
        #expect(!isHarmful, "\(text.debugDescription)")
    }

    @Test("What is stored as the reason of a state is clean too")
    func stateReason() async throws {
        let fixture = try RegistrarFixture()
        try await fixture.addProvider()
        fixture.provider.answer(400, #"{"error":"no","error_description":"because\nforged\u001b[2J"}"#)
        #expect(await refusalCode { try await fixture.register() } == "registration_refused")
        let reason = try #require(try await fixture.record()?.state.reason)
        #expect(reason.contains("because forged [2J"))
    }

    @Test("Ordinary text in any language stays as it is")
    func ordinaryText() {
        let warning = RegistrationWarning.scopeWider(["käse", "チーズ"])
        #expect(warning.description.contains("`käse チーズ`"))
    }
}
