import Testing
import Tollgate
import TollgateCatalogue

@Suite("An API can answer as Tyk does")
struct ErrorStyleTests {
    @Test(
        "The status and the message are Tyk's where Tyk has such a check",
        arguments: [
            (Rejection.tokenMissing, 400, "Authorization field missing"),
            (.tokenMalformed, 403, "Key not authorized"), (.signatureInvalid, 403, "Key not authorized"),
            (.keyUnknown, 403, "Key not authorized"), (.keysUnavailable, 403, "Key not authorized"),
            (.algorithmUnsupported, 403, "Key not authorized: Unexpected signing method"),
            (.tokenExpired, 401, "Key not authorized: token has expired"),
            (.tokenNotYetValid, 401, "Key not authorized: token is not valid yet"),
            (.audienceMismatch, 401, "Key not authorized: no matching audience found in token"),
            (.scopeInsufficient, 403, "Access to this API has been disallowed"),
            (.accessDenied, 403, "Access to this resource has been disallowed"),
            (.rateExceeded, 429, "Rate Limit Exceeded"), (.quotaExceeded, 403, "Quota exceeded"),
        ])
    func answersAsTyk(rejection: Rejection, status: Int, message: String) {
        #expect(rejection.status(in: .tyk) == status)
        #expect(rejection.body(in: .tyk) == "{\"error\":\"\(message)\"}\n")
    }

    @Test("Every rejection has an answer in every style", arguments: Rejection.allCases)
    func answersAll(rejection: Rejection) {
        #expect(rejection.status(in: .rfc6750) == rejection.status)
        #expect(rejection.body(in: .rfc6750) == rejection.body)
        #expect((400..<504).contains(rejection.status(in: .tyk)))
        #expect(rejection.body(in: .tyk).hasPrefix("{\"error\":\""))
    }
}
