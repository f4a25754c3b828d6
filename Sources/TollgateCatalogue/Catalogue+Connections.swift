extension Catalogue {
    /// Finds faults and dangers of the connections to the issuers' servers, and to upstreams.
    func connectionProblems() -> [CatalogueProblem] {
        var problems: [CatalogueProblem] = []
        for issuer in issuers {
            let path = ["issuers", issuer.name]
            let tls = issuer.connection.tls
            if issuer.connection.allowsHTTP {
                problems.append(
                    .init(
                        .warning, at: path + ["allow_http"],
                        "keys of `\(issuer.name)` that come over plain http can be replaced on the way, and tokens then"
                            + " be forged; use https"))
            }
            if tls.skipsVerification {
                problems.append(
                    .init(
                        .warning, at: path + ["tls", "insecure_skip_verify"],
                        "INSECURE: the servers of `\(issuer.name)` are not verified, so that anybody on the way can"
                            + " replace its keys and forge tokens; trust their authority with `ca_file` instead"))
            }
            problems += Self.halves(tls, at: path + ["tls"])
        }
        for api in apis where api.upstreamTLS != UpstreamTLS() {
            let path = ["apis", api.name, "upstream_tls"]
            if let upstream = api.upstream, !upstream.utf8.starts(with: "https://".utf8) {
                problems.append(
                    .init(
                        .warning, at: path,
                        "it counts for nothing: the `upstream` is not reached over TLS, since its URL does not begin"
                            + " with https"))
            }
            if api.upstreamTLS.settings.skipsVerification {
                problems.append(
                    .init(
                        .warning, at: path + ["insecure_skip_verify"],
                        "INSECURE: the upstream is not verified, so that anybody on the way can read and answer its"
                            + " requests; trust its authority with `ca_file` instead"))
            }
            problems += Self.halves(api.upstreamTLS.settings, at: path)
        }
        return problems
    }

    /// Finds a certificate without its key, or the other way round.
    private static func halves(_ tls: TLSSettings, at path: [String]) -> [CatalogueProblem] {
        guard (tls.clientCertificateFile == nil) != (tls.clientKeyFile == nil) else { return [] }
        let missing = tls.clientKeyFile == nil ? "client_key" : "client_certificate"
        return [
            .init(.error, at: path, "`\(missing)` is missing: a client certificate and its key are needed together")
        ]
    }
}
