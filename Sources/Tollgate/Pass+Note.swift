internal import Synchronization
internal import TollgateConcurrency

extension Pass {
    /// The bytes that were kept with its token's authorization, if any were.
    package var note: TokenNote? { authorized.note.load() }

    /// Whether something is rendered of its token's authorization for the second time: what is rendered once more will
    /// be wanted again, and what is rendered once may never be.
    package func isRenderedAgain() -> Bool {
        authorized.renderings.wrappingAdd(1, ordering: .relaxed).oldValue == 1
    }
}

extension Gate {
    /// Keeps bytes with the authorization of a pass, as long as that is remembered; they count as bytes of the cache.
    ///
    /// - Parameters:
    ///   - note: The bytes.
    ///   - pass: The pass.
    package func keep(_ note: TokenNote, with pass: Pass) { tokenCache.keep(note, with: pass.authorized) }
}
