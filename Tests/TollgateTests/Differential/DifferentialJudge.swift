import Tollgate
import TollgateEncoding
import TollgateTesting

/// Shows tokens to the gate and to libjwt, and looks for the reason of each difference.
struct DifferentialJudge: Sendable {
    private let test: TestGate
    private let oracle: LibJWTOracle
    private let mutator: TokenMutator

    /// A judge over the mutants of a seed.
    init(forge: TokenForge, seed: UInt64) throws {
        test = try TestGate(DifferentialIssuer.catalogue(), forge: forge)
        oracle = LibJWTOracle(forge.keyPair)
        mutator = try TokenMutator(forge: forge, seed: seed)
        // What is tampered with is known to the gate already, so that no change can profit from what it remembers.
        for token in mutator.pool {
            let bytes = token.input + [UInt8(ascii: ".")] + Array(Base64URL.encode(token.signature).utf8)
            _ = test.gate.verify(bytes.span, at: test.clock.instant)
        }
    }

    /// The public key, without which a token in a failure could not be looked at again.
    var publicKeyPEM: String { oracle.publicKeyPEM }

    /// Judges the mutant with this number.
    func judge(_ number: Int, _ tally: inout DifferentialTally) throws {
        judge(try mutator.mutant(number), name: "mutant \(number)", &tally)
    }

    private func judge(_ mutant: Mutant, name: String, _ tally: inout DifferentialTally) {
        let (verified, rejection) = ask(mutant.bytes)
        let claims = oracle.read(mutant.bytes)
        let facts = TokenFacts(
            mutant.bytes, signed: mutant.signed, keyID: test.forge.keyID, now: test.clock.instant.unixSeconds)
        var complaints: [String] = []

        // Each verdict on its own: a reason excuses a difference only if it is never there without its verdict.
        if let rejection {
            if !facts.firstGateRefusals.contains(where: { $0.rejection == rejection }) {
                complaints.append("the gate refuses it for a reason that it should not have")
            }
        } else if !facts.gateRefusals.isEmpty {
            complaints.append("the gate accepts what it should refuse")
        }
        if claims != nil, !facts.libJWTRefusals.isEmpty { complaints.append("libjwt accepts what it should refuse") }

        switch (verified, rejection, claims) {
        case (_, .some, .some):
            if let reason = facts.firstGateRefusals.first(where: { $0.rejection == rejection && !$0.isShared }) {
                tally.refusedByGate[reason, default: 0] += 1
            } else {
                complaints.append("the gate alone refuses it, for no reason")
            }
        case (.some, _, nil):
            // Verified is enough: libjwt looks at no claim.
            if facts.libJWTRefusals.isEmpty { complaints.append("libjwt alone refuses it, for no reason") }
            for reason in facts.libJWTRefusals { tally.refusedByLibJWT[reason, default: 0] += 1 }
        case (nil, _, nil): tally.bothRefuse += 1
        case (_, nil, .some): tally.bothAccept += 1
        }
        if let verified, let claims {
            tally.comparedClaims += 1
            let dates = [verified.claims.expiresAt, verified.claims.notBefore, verified.claims.issuedAt]
            if dates != ["exp", "nbf", "iat"].map(facts.date) { complaints.append("the gate reads dates as \(dates)") }
            for (name, difference) in claims.differences(from: verified.claims, issuer: facts.issuer) {
                if facts.isRoundedByDouble(name) {
                    tally.roundedDates += 1
                } else {
                    complaints.append("they understand \(name) differently: \(difference)")
                }
            }
        }
        for complaint in complaints {
            tally.unexplained.append(
                """
                \(name) (\(mutant.steps.joined(separator: ", "))): \(complaint)
                gate: \(rejection?.code ?? "accepted"), expected \(facts.gateRefusals)
                libjwt: \(claims == nil ? "refused" : "accepted"), expected \(facts.libJWTRefusals)
                \(String(validating: mutant.bytes, as: UTF8.self)?.debugDescription ?? "\(mutant.bytes)")
                """)
        }
    }

    /// What the gate says: the verified token, if it got that far, and why it is refused, if it is.
    private func ask(_ token: [UInt8]) -> (VerifiedToken?, Rejection?) {
        switch test.gate.verify(token.span, at: test.clock.instant) {
        case .verified(let verified):
            do throws(Rejection) {
                try test.gate.checkClaims(verified, at: test.clock.instant)
                return (verified, nil)
            } catch {
                return (verified, error)
            }
        case .rejected(let rejection): return (nil, rejection)
        // The key is asked for, and nobody fetches it here.
        case .awaitingKeys: return (nil, .keyUnknown)
        }
    }
}
