/// A grant behind one reference: handing it on copies nothing.
final class ResolvedGrant: Sendable {
    let grant: Grant

    init(_ grant: Grant) {
        self.grant = grant
    }
}
