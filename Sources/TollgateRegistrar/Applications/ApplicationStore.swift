/// The part of a store that keeps applications, access requests and offers of products.
///
/// Each call is committed before it returns, or throws and has changed nothing. Applications and requests change only
/// by steps that name the version they start from, as those of a ``ClientStore`` do.
public protocol ApplicationStore: Sendable {
    /// Adds an application, version 1.
    ///
    /// - Throws: `RegistrationError.store`.
    func insert(_ application: Application) async throws(RegistrationError)

    /// Returns the application of this identifier, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    func application(id: String) async throws(RegistrationError) -> Application?

    /// Lists all applications, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    func applications() async throws(RegistrationError) -> [Application]

    /// Commits a change of an application, as ``Application/applying(_:at:now:)`` defines it.
    ///
    /// - Throws: `RegistrationError.access(.applicationUnknown)` if there is no such application; `.recordChanged` if
    ///   it has changed since; `.store`.
    func apply(
        _ changes: ApplicationChanges, toApplication id: String, at version: Int, now: Int64
    ) async throws(RegistrationError) -> Application

    /// Removes an application with its requests.
    ///
    /// - Throws: `RegistrationError.access(.applicationInUse)` as long as a client in a state that is not final belongs
    ///   to it; `.access(.applicationUnknown)` if there is no such application; `.store`.
    func deleteApplication(id: String) async throws(RegistrationError)

    /// Offers a product, in the place of its old offer.
    ///
    /// - Throws: `RegistrationError.providerUnknown` if there is no such provider; `.store`.
    func put(_ offer: ProductOffer) async throws(RegistrationError)

    /// Returns the offer of a product; `nil` if there is none.
    ///
    /// - Throws: `RegistrationError.store`.
    func offer(product: String) async throws(RegistrationError) -> ProductOffer?

    /// Lists all offers, by product.
    ///
    /// - Throws: `RegistrationError.store`.
    func offers() async throws(RegistrationError) -> [ProductOffer]

    /// Ends an offer; clients that exist stay.
    ///
    /// - Throws: `RegistrationError.access(.offerUnknown)` if the product is not offered; `.store`.
    func deleteOffer(product: String) async throws(RegistrationError)

    /// Adds an access request: version 1, `pending`.
    ///
    /// - Throws: `RegistrationError.access(.requestOpen)` while another request of the application for the same product
    ///   and client type is open; `.access(.applicationUnknown)` if there is no such application; `.store`.
    func begin(_ request: AccessRequest) async throws(RegistrationError)

    /// Returns the access request of this identifier, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    func request(id: String) async throws(RegistrationError) -> AccessRequest?

    /// Lists all access requests, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    func requests() async throws(RegistrationError) -> [AccessRequest]

    /// Commits one step of an access request, as ``AccessRequest/applying(_:at:now:)`` defines it.
    ///
    /// - Throws: `RegistrationError.access(.requestUnknown)` if there is no such request; `.recordChanged` if it has
    ///   changed since; `.access(.requestTransitionRefused)` if its state does not allow the step;
    ///   `.access(.requestOpen)` if the request would be open again and another one is; `.store`.
    func apply(
        _ transition: AccessRequestTransition, toRequest id: String, at version: Int, now: Int64
    ) async throws(RegistrationError) -> AccessRequest
}
