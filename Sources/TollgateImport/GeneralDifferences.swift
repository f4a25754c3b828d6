internal import TollgateCatalogue

/// The differences of every catalogue that comes from Tyk, whatever its files say.
struct GeneralDifferences {
    let findings: ImportFindings

    func add(for catalogue: Catalogue) {
        guard !catalogue.apis.isEmpty else {
            findings.addGeneral(.narrower, decide: true, "no API was taken over, so the catalogue admits no request")
            return
        }
        findings.addGeneral(
            .narrower,
            "tokens need `exp`, `iss` and a claim for the client, RS256 (not RS384, RS512 or PS256) and a `kid` that"
                + " is in the key set; ID, refresh and logout tokens are refused; a token is at most 8 KiB long")
        findings.addGeneral(
            .changed,
            "what a token may do follows from its claims alone; Tyk also keeps a session for each `sub`, over all"
                + " issuers, whose older limits can stay in force")
        findings.addGeneral(
            .changed,
            "refusals have Tyk's status codes and bodies (`error_style: tyk`) and, beside them, `WWW-Authenticate`"
                + " and `Retry-After`; some of Tyk's texts have no check here, and some checks here no text of Tyk's")
        let limits = catalogue.policies.flatMap { [$0.limits] + Array($0.limitsByAPI.values) }
        if limits.contains(where: { if case .limited = $0.rate { true } else { false } }) {
            findings.addGeneral(
                .changed,
                "a rate is a token bucket: its size at once, then evenly; Tyk counts in windows, and in some modes"
                    + " counts refused requests too")
        }
        if limits.contains(where: { $0.rate != nil || $0.quota != nil }) {
            findings.addGeneral(
                .changed,
                "requests are counted for each issuer and client (and `sub`, with `limit_by: subject`); Tyk counts"
                    + " for each identity, over all issuers and clients")
        }
    }
}
