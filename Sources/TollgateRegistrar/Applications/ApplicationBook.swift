/// The applications of a store.
struct ApplicationBook: Sendable {
    let store: any ApplicationStore
    let now: @Sendable () -> Int64

    /// Adds an application, as ``Registrar/createApplication(name:description:owner:)``.
    func create(
        name: String, description: String, owner: String
    ) async throws(RegistrationError) -> Application {
        try Application.checkName(name)
        try Application.checkDescription(description)
        try Application.checkOwner(owner)
        let application = Application(
            id: Identifier.make(), name: name, description: description, owner: owner, createdAt: now(),
            updatedAt: now())
        try await store.insert(application)
        return application
    }

    /// Lists all applications, oldest first.
    func all() async throws(RegistrationError) -> [Application] {
        try await store.applications()
    }

    /// Returns the application of this identifier.
    ///
    /// - Throws: `RegistrationError.access(.applicationUnknown)` or `.store`.
    func application(_ id: String) async throws(RegistrationError) -> Application {
        let found = try await store.application(id: id)
        guard let found else { throw .access(.applicationUnknown(id: id)) }
        return found
    }

    /// Changes an application, as ``Registrar/updateApplication(_:_:)``.
    func update(
        _ id: String, _ changes: ApplicationChanges
    ) async throws(RegistrationError) -> Application {
        if let name = changes.name { try Application.checkName(name) }
        if let description = changes.description { try Application.checkDescription(description) }
        let current = try await application(id)
        let time = now()
        return try await store.apply(changes, toApplication: id, at: current.version, now: time)
    }

    /// Removes an application and its requests, as ``Registrar/deleteApplication(_:)``.
    func delete(_ id: String) async throws(RegistrationError) {
        try await store.deleteApplication(id: id)
    }
}

/// The rules for names, owners and descriptions.
extension Application {
    /// Refuses a name that cannot be read or that would do something to a line of a log.
    static func checkName(_ name: String) throws(RegistrationError) {
        guard PlainText.isName(name) else {
            throw .requestInvalid(reason: "an application needs a name of \(PlainText.nameRule)")
        }
    }

    /// Refuses an owner that cannot be read.
    static func checkOwner(_ owner: String) throws(RegistrationError) {
        guard PlainText.isName(owner) else {
            throw .requestInvalid(reason: "an application needs an owner of \(PlainText.nameRule)")
        }
    }

    /// Refuses a description that would do something to a line of a log.
    static func checkDescription(_ text: String) throws(RegistrationError) {
        guard PlainText.isDescription(text) else {
            throw .requestInvalid(reason: "a description has \(PlainText.descriptionRule)")
        }
    }
}
