internal import HTTPTypes
internal import Hummingbird
internal import TollgateCrypto
internal import TollgateRegistrar

/// Makes a creation that carries an `Idempotency-Key` happen once, however often it is sent.
///
/// A repetition gets the first answer again, without what only the first could show, such as a token. The same key
/// with another request is refused. Keys belong to who sent them and are remembered for a day.
struct Creations: Sendable {
    /// How long keys are remembered: 24 h.
    static let lifetimeSeconds: Int64 = 86_400
    private static let maximumKeyBytes = 255
    private static let header = HTTPField.Name("Idempotency-Key")

    let store: any AdministrationStore
    let now: @Sendable () -> Int64

    /// Answers a request that creates something.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - principal: Who asks.
    ///   - create: Creates it from the body.
    /// - Returns: 201 with the resource, now or as it was.
    /// - Throws: What `create` throws, or `Problem`.
    func answer(
        _ request: Request, _ principal: Principal, _ create: (BodyReader) async throws -> Created
    ) async throws -> Response {
        let body = try await request.wholeBody()
        guard let key = Self.header.flatMap({ request.headers[$0] }) else {
            return Self.response(try await create(BodyReader(body)), isFirst: true)
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
            created = try await create(BodyReader(body))
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
            throw Problem(.store(error))
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
