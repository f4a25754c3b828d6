extension Catalogue {
    /// What is wrong, or dangerous, about how the issuers' servers are reached.
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
            if (tls.clientCertificateFile == nil) != (tls.clientKeyFile == nil) {
                let missing = tls.clientKeyFile == nil ? "client_key" : "client_certificate"
                problems.append(
                    .init(
                        .error, at: path + ["tls"],
                        "`\(missing)` is missing: a client certificate and its key are needed together"))
            }
        }
        return problems
    }
}
