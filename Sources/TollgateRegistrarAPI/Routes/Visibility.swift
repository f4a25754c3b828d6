internal import HTTPTypes
internal import TollgateCatalogue
internal import TollgateRegistrar

/// The applications, and all that hangs on them, that a caller may see: for others they are not there.
struct Visibility: Sendable {
    let registrar: Registrar
    let principal: Principal

    func application(_ id: String) async throws -> Application {
        let application = try await registrar.application(id)
        guard principal.maySee(application) else { throw Problem(.access(.applicationUnknown(id: id))) }
        return application
    }

    func request(_ id: String) async throws -> AccessRequest {
        let request = try await registrar.request(id)
        guard let application = try? await registrar.application(request.application), principal.maySee(application)
        else { throw Problem(.access(.requestUnknown(id: id))) }
        return request
    }

    /// A credential; one that was deleted is not there any more, though lists tell of it where `state=deleted` is asked
    /// for.
    func credential(_ id: String) async throws -> ClientRecord {
        let record = try await registrar.client(id)
        guard record.state != .deleted else { throw Problem(.clientUnknown(id: id)) }
        guard !principal.isAdmin else { return record }
        guard let applicationID = record.settings.applicationID,
            let application = try? await registrar.application(applicationID), principal.maySee(application)
        else { throw Problem(.clientUnknown(id: id)) }
        return record
    }

    /// A credential whose secret is this principal's to see: an admin sees only those of no application and of their
    /// own.
    func ownCredential(_ id: String) async throws -> ClientRecord {
        let record = try await credential(id)
        guard let applicationID = record.settings.applicationID else { return record }
        guard try await registrar.application(applicationID).owner.exact == principal.owner.exact else {
            throw Problem(
                .forbidden, code: "owner_only", detail: "only the owner of the application sees its credential's secret"
            )
        }
        return record
    }
}
