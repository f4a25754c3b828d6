internal import HTTPTypes
internal import Hummingbird
internal import TollgateCrypto
internal import TollgateRegistrar

/// The `Idempotency-Key`s of requests that create something: each creation happens once, however often it is sent.
///
/// A repetition gets the first answer again, without what only the first could show, such as a token. The same key
/// with another request is refused. Keys belong to the caller that sent them and are remembered for a day.
struct IdempotencyKeys: Sendable {
    /// The time for which keys are remembered: 24 h.
    static let lifetimeSeconds: Int64 = 86_400
    private static let maximumKeyBytes = 255
    private static let header = HTTPField.Name("Idempotency-Key")

    let store: any AdministrationStore
    let now: @Sendable () -> Int64

    /// Answers a request that creates something.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - principal: The caller.
    ///   - create: Creates it from the body.
    /// - Returns: 201 with the resource, now or as it was.
    /// - Throws: ``Problem`` 400, 413 or 415 for a body that cannot be used, 400 `idempotency_key_invalid`, 422
    ///   `idempotency_key_reused` or 409 `idempotency_key_busy` for the key, that of the store where it fails; what
    ///   `create` throws.
    func answer(
        _ request: Request, _ principal: Principal, _ create: (DocumentReader) async throws -> Created
    ) async throws -> Response {
        let body = try await request.wholeBody()
        guard let key = Self.header.flatMap({ request.headers[$0] }) else {
            return Self.response(try await create(DocumentReader(body: body)), isFirst: true)
        }
        guard !key.isEmpty, key.utf8.count <= Self.maximumKeyBytes else {
            throw Problem(
                .badRequest, code: "idempotency_key_invalid", detail: "an Idempotency-Key has 1 to 255 characters")
        }
        let asked = Array("\(request.method.rawValue) \(request.uri.path)\n".utf8) + body
        var creation = IdempotentCreation(
            owner: principal.owner, key: key, fingerprint: SHA256.digest(of: asked.span), createdAt: now())
        if let earlier = try await begin(creation) { return try Self.repeated(earlier, creation) }
        let created: Created
        do {
            created = try await create(DocumentReader(body: body))
        } catch {
            // What was refused has made nothing, and may be asked for again once it is put right.
            try? await store.forget(creation)
            throw error
        }
        creation.status = HTTPResponse.Status.created.code
        creation.body =
            JSONValue.object([
                "location": .string(created.location), "resource": .object(created.resource),
            ]).text
        // If this is lost, a repetition is told that the first request was not answered, and makes nothing twice.
        try? await store.finish(creation)
        return Self.response(created, isFirst: true)
    }

    private func begin(_ creation: IdempotentCreation) async throws(Problem) -> IdempotentCreation? {
        do {
            return try await store.begin(creation, forgettingBefore: now() - Self.lifetimeSeconds)
        } catch {
            throw Problem(error)
        }
    }

    private static func repeated(
        _ earlier: IdempotentCreation, _ creation: IdempotentCreation
    ) throws(Problem) -> Response {
        guard earlier.fingerprint == creation.fingerprint else {
            throw Problem(
                .unprocessableContent, code: "idempotency_key_reused",
                detail: "this Idempotency-Key was sent before with another request")
        }
        guard earlier.status != nil, let members = JSONValue(parsing: earlier.body)?.object,
            let resource = members["resource"]?.object, let location = members["location"]?.string
        else {
            throw Problem(
                .conflict, code: "idempotency_key_busy",
                detail: "the first request with this Idempotency-Key has not been answered; look what it made")
        }
        return response(Created(resource: resource, location: location), isFirst: false)
    }

    private static func response(_ created: Created, isFirst: Bool) -> Response {
        let members = isFirst ? created.resource.merging(created.once) { _, once in once } : created.resource
        var response = Response.json(members, status: .created)
        response.headers[.location] = created.location
        return response
    }
}
