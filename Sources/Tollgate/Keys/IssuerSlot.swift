/// The slot of an issuer in a key store, by which its keys are asked for, fetched and installed.
///
/// An issuer keeps its slot from one catalogue to the next as long as its keys come from where they came before, and
/// no other issuer is ever given it. Its place in a catalogue is something else: that moves as issuers come and go.
/// ``CompiledCatalogue/issuerSlots`` and ``KeyStore/slot(ofIssuer:)`` tell it.
public struct IssuerSlot: Hashable, Sendable {
    /// Its place in the store.
    let index: Int
}
