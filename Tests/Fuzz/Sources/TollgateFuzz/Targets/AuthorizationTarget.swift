import Tollgate

/// The `Authorization` header: each line of the input is the value of one field.
enum AuthorizationTarget {
    private static let tokenCharacters = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/".utf8)

    static func run(_ input: [UInt8]) {
        let values =
            input.isEmpty
            ? []
            : input.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        let found = Result { () throws(Rejection) in try BearerCredential(authorization: values).token }
        switch (values.count, found) {
        case (1, .success(let token)): accepted(token, values[0])
        case (_, .success): must(false, "two fields are refused")
        case (0, .failure(let rejection)): must(rejection, equal: .tokenMissing, "no field is a missing token")
        case (1, .failure(let rejection)): refused(rejection, values[0])
        case (_, .failure(let rejection)): must(rejection, equal: .requestMalformed, "two fields are malformed")
        }
    }

    private static func accepted(_ token: Substring, _ value: String) {
        must(isToken(token.utf8), "a token has the characters of one")
        let scheme = value.utf8.dropLast(token.utf8.count)
        must(scheme.prefix(6).map { $0 | 0x20 } == Array("bearer".utf8), "the scheme is Bearer")
        must(scheme.count > 6 && scheme.dropFirst(6).allSatisfy { $0 == 0x20 }, "spaces follow the scheme")
    }

    private static func refused(_ rejection: Rejection, _ value: String) {
        must([.tokenMissing, .requestMalformed].contains(rejection), "no other rejection fits")
        guard value.utf8.starts(with: "Bearer ".utf8) else { return }
        must(rejection, equal: .requestMalformed, "a broken Bearer credential is no missing one")
        let token = value.utf8.dropFirst(7).drop { $0 == 0x20 }
        must(!isToken(token), "a well formed credential is taken")
    }

    /// Characters of a token, and `=` at its end (RFC 6750 §2.1).
    private static func isToken(_ bytes: Substring.UTF8View) -> Bool {
        var rest = bytes
        while rest.last == UInt8(ascii: "=") { rest.removeLast() }
        return !rest.isEmpty && rest.allSatisfy(tokenCharacters.contains)
    }
}
