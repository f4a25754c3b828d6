internal import Foundation
package import TollgateCatalogue

/// A registrar of OAuth clients: it registers them for applications at identity providers, keeps their credentials, and
/// deletes them.
///
/// Each operation commits its intent to the store before it asks the provider, and the provider's answer before it does
/// anything else. Operations on one client exclude each other through the store's compare-and-set, also between
/// processes. Once an operation has begun it runs to its end even if the caller's task is cancelled: a request to a
/// provider cannot be taken back.
///
/// ```swift
/// let registrar = Registrar(store: try SQLiteClientStore(path: "clients.sqlite"), configuration: configuration)
/// try await registrar.addProvider(Provider(name: "portal", address: "https://idp.example/realms/portal"))
/// let credential = try await registrar.register(
///     application: "Acme", product: "payments", plan: "free", provider: "portal")
/// ```
public final class Registrar: Sendable {
    /// The client types that developers may choose from.
    package let clientTypes: [ClientType]
    let scopes: @Sendable () -> CatalogueScopes
    let store: any RegistrarStore
    let providerBook: ProviderBook
    let probe: ProviderProbe
    let applicationBook: ApplicationBook
    let offerBook: OfferBook
    let lifecycle: ClientLifecycle
    let requestRecords: AccessRequestRecords
    let access: AccessRequests
    let subscriptions: SubscriptionChanges
    let imports: ClientImport
    let reconciler: Reconciler
    let resealing: Resealing
    let history: ClientHistory

    /// A registrar over a store.
    ///
    /// - Parameters:
    ///   - store: The store of providers, applications, requests and clients. Several registrars may share one.
    ///   - configuration: The settings, and the services outside that it uses.
    public init(store: any RegistrarStore, configuration: Configuration) {
        let (now, sealer) = (configuration.now, configuration.sealer)
        self.store = store
        clientTypes = configuration.clientTypes
        scopes = configuration.scopes

        let providerAccess = ProviderAccess(network: configuration.network, now: now)
        let queue = ProviderQueue(coordination: store)
        providerBook = ProviderBook(store: store, sealer: sealer, access: providerAccess, now: now)
        applicationBook = ApplicationBook(store: store, now: now)
        offerBook = OfferBook(store: store, clientTypes: clientTypes, scopes: scopes)
        lifecycle = ClientLifecycle(
            store: store, providers: providerBook, access: providerAccess, queue: queue, configuration: configuration)
        probe = ProviderProbe(
            providers: providerBook, access: providerAccess, queue: queue, steps: lifecycle.registration,
            compensation: lifecycle.compensation)

        let records = lifecycle.records
        requestRecords = AccessRequestRecords(store: store, now: now)
        subscriptions = SubscriptionChanges(
            records: records, updates: lifecycle.updates, deletion: lifecycle.deletion)
        let locks = RequestLocks(coordination: store)
        let fulfilment = Fulfilment(
            requests: requestRecords, records: records,
            provision: ClientProvision(
                applications: applicationBook, offers: offerBook, records: records, creation: lifecycle.creation,
                updates: lifecycle.updates, firstTokens: lifecycle.firstTokens, scopes: scopes),
            subscriptions: subscriptions, locks: locks, now: now)
        access = AccessRequests(
            requests: requestRecords, applications: applicationBook, offers: offerBook, records: records, lists: store,
            scopes: scopes, fulfilment: fulfilment, locks: locks, now: now)
        let adoption = ClientAdoption(
            offers: offerBook, providers: providerBook, access: providerAccess, endpoints: lifecycle.endpoints,
            records: records, sealer: sealer, credentials: lifecycle.credentials, events: lifecycle.events,
            scopes: scopes)
        imports = ClientImport(
            applications: applicationBook, offers: offerBook, records: records, requests: requestRecords,
            access: access, adoption: adoption, scopes: scopes)

        reconciler = Reconciler(
            records: records, requests: requestRecords, fulfilment: fulfilment,
            clients: ClientReconciliation(
                store: store, requests: requestRecords, providers: providerBook, lifecycle: lifecycle,
                adoption: adoption, subscriptions: subscriptions, configuration: configuration))
        resealing = Resealing(providers: providerBook, records: records, sealer: sealer)
        history = ClientHistory(store: store)
    }

    /// Returns the wall clock in Unix seconds.
    public static func systemTime() -> Int64 {
        Int64(Date().timeIntervalSince1970)
    }

    /// The scopes that products and plans stand for now.
    package var catalogueScopes: CatalogueScopes { scopes() }
}
