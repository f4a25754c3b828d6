import Tollgate

/// A whole token: the input is what follows `Bearer`.
enum TokenTarget {
    static func run(_ input: [UInt8]) {
        let gate = FuzzGate.shared
        let rejection = gate.rejection(of: input)
        must(rejection, equal: TokenModel.rejection(of: input), "the token's verdict is that of a plain reading")
        // Nothing but the signed bytes verifies.
        must((rejection == nil) == (input == gate.goodToken), "only the signed token verifies")
        guard let rejection, let explained = gate.explainedRejection(of: input) else { return }
        must(explained, equal: rejection, "explaining a token gives the gate's own verdict")
    }
}
