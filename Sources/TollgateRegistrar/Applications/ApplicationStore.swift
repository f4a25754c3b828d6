/// Where applications, access requests and offers of products are kept.
///
/// Each call is committed before it returns, or throws and has changed nothing. Applications and requests change only
/// by steps that name the version they start from, as those of a `ClientStore` do.
public protocol ApplicationStore: Sendable {
    /// Adds an application, version 1.
    func insert(_ application: Application) async throws(ClientStoreError)

    /// The application of this identifier, if there is one.
    func application(id: String) async throws(ClientStoreError) -> Application?

    /// All applications, oldest first.
    func applications() async throws(ClientStoreError) -> [Application]

    /// Commits a change of an application, as `Application.applying(_:at:now:)` defines it.
    ///
    /// - Throws: `ClientStoreError.applicationUnknown` or `.conflict`.
    func apply(
        _ changes: ApplicationChanges, toApplication id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> Application

    /// Removes an application with its requests.
    ///
    /// - Throws: `ClientStoreError.applicationInUse` as long as a client in a state that is not final belongs to it;
    ///   `ClientStoreError.applicationUnknown`.
    func deleteApplication(id: String) async throws(ClientStoreError)

    /// Says how a product is offered from now on.
    ///
    /// - Throws: `ClientStoreError.providerUnknown`.
    func put(_ offer: ProductOffer) async throws(ClientStoreError)

    /// How a product is offered; `nil` if it is not.
    func offer(product: String) async throws(ClientStoreError) -> ProductOffer?

    /// All offers, by product.
    func offers() async throws(ClientStoreError) -> [ProductOffer]

    /// Ends an offer; clients that exist stay.
    ///
    /// - Throws: `ClientStoreError.offerUnknown`.
    func deleteOffer(product: String) async throws(ClientStoreError)

    /// Adds an access request: version 1, `pending`.
    ///
    /// - Throws: `ClientStoreError.requestOpen` while another request of the application for the same product and
    ///   client type is open; `ClientStoreError.applicationUnknown`.
    func begin(_ request: AccessRequest) async throws(ClientStoreError)

    /// The access request of this identifier, if there is one.
    func request(id: String) async throws(ClientStoreError) -> AccessRequest?

    /// All access requests, oldest first.
    func requests() async throws(ClientStoreError) -> [AccessRequest]

    /// Commits one step of an access request, as `AccessRequest.applying(_:at:now:)` defines it.
    ///
    /// - Throws: `ClientStoreError.requestUnknown`, `.conflict`, `.requestTransitionRefused`, or `.requestOpen` if the
    ///   request would be open again and another one is.
    func apply(
        _ transition: AccessRequestTransition, toRequest id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> AccessRequest
}

/// Everything that a registrar keeps.
public typealias RegistrarStore = ApplicationStore & ClientStore & ListStore & NoticeStore
