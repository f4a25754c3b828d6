/// What came of comparing many tokens.
struct DifferentialTally: Sendable {
    /// The tokens that both accept.
    var bothAccept = 0
    /// The tokens that both refuse.
    var bothRefuse = 0
    /// The tokens whose claims were compared: libjwt accepts them, and the gate verified them.
    var comparedClaims = 0
    /// The dates that libjwt has rounded to another second than their digits say: jansson keeps a real as a double.
    var roundedDates = 0
    /// For each reason, how many tokens the gate alone refuses.
    var refusedByGate: [GateRefusal: Int] = [:]
    /// For each reason, how many tokens libjwt refuses although the gate verified them.
    var refusedByLibJWT: [LibJWTRefusal: Int] = [:]
    /// What has no reason.
    var unexplained: [String] = []

    /// Adds what came of other tokens.
    mutating func add(_ other: DifferentialTally) {
        bothAccept += other.bothAccept
        bothRefuse += other.bothRefuse
        comparedClaims += other.comparedClaims
        roundedDates += other.roundedDates
        refusedByGate.merge(other.refusedByGate, uniquingKeysWith: +)
        refusedByLibJWT.merge(other.refusedByLibJWT, uniquingKeysWith: +)
        unexplained += other.unexplained
    }

    /// The numbers, a line for each reason.
    var summary: String {
        let gate = refusedByGate.sorted { $0.value > $1.value }
            .map { "  \($0.value) \($0.key): \($0.key.explanation)" }
        let libJWT = refusedByLibJWT.sorted { $0.value > $1.value }
            .map { "  \($0.value) \($0.key): \($0.key.explanation)" }
        return """
            both accept \(bothAccept), both refuse \(bothRefuse), claims compared \(comparedClaims), \
            rounded dates \(roundedDates), without a reason \(unexplained.count)
            refused by the gate alone \(refusedByGate.values.reduce(0, +)):
            \(gate.joined(separator: "\n"))
            verified by the gate and refused by libjwt \(refusedByLibJWT.values.reduce(0, +)):
            \(libJWT.joined(separator: "\n"))
            """
    }
}
