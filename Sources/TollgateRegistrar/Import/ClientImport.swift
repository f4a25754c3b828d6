internal import TollgateCatalogue

/// The import of clients in bulk.
struct ClientImport: Sendable {
    let applications: ApplicationBook
    let offers: OfferBook
    let records: ClientRecords
    let requests: AccessRequestRecords
    let access: AccessRequests
    let adoption: ClientAdoption
    let scopes: @Sendable () -> CatalogueScopes

    /// Finds the defects of items, as ``Registrar/checkImport(_:)``.
    func check(_ items: [ClientImportItem]) async throws(RegistrationError) -> [Int: String] {
        let snapshot = try await self.snapshot()
        var defects: [Int: String] = [:]
        var keys: [[UInt8]: Int] = [:]
        var wanted: [[UInt8]: [Subscription]] = [:]
        for (index, item) in items.enumerated() {
            do throws(RegistrationError) {
                if let first = keys[item.key.exact] {
                    throw RegistrationError.requestInvalid(
                        reason: "the key `\(Redactor.clean(item.key))` is that of item \(first + 1) already")
                }
                keys[item.key.exact] = index
                guard let slot = try checkOne(item, snapshot)?.exact else { continue }
                let subscription = item.request(application: "", now: 0).subscription
                let others = wanted[slot, default: snapshot.clients[slot]?.settings.subscriptions ?? []]
                if others.contains(where: { $0.product.exact == item.product.exact && $0.id != subscription.id }) {
                    throw RegistrationError.requestInvalid(
                        reason: "the application `\(item.application)` has the product `\(item.product)` already, or"
                            + " another order gives it")
                }
                _ = try scopes().scopes(of: others + [subscription])
                wanted[slot] = others.filter { $0.id != subscription.id } + [subscription]
            } catch {
                defects[index] = error.description
            }
        }
        return defects
    }

    /// Imports items, as ``Registrar/importClients(_:by:report:)``.
    func carryOut(
        _ items: [ClientImportItem], by admin: String,
        report: (_ index: Int, _ outcome: Result<ClientImportOutcome, RegistrationError>) -> Void
    ) async throws(RegistrationError) {
        var snapshot = try await self.snapshot()
        for (index, item) in items.enumerated() {
            do throws(RegistrationError) {
                report(index, .success(try await carryOut(item, by: admin, &snapshot)))
            } catch {
                report(index, .failure(error))
            }
        }
    }

    private func carryOut(
        _ item: ClientImportItem, by admin: String, _ snapshot: inout ClientImportSnapshot
    ) async throws(RegistrationError) -> ClientImportOutcome {
        if try checkOne(item, snapshot) == nil, let done = snapshot.requests[item.requestID] {
            return ClientImportOutcome(
                result: .already, request: done.id, application: done.application, client: done.state.client)
        }
        let application: Application
        if let known = snapshot.byName[ClientImportSnapshot.Name(item)]?.first {
            application = known
        } else {
            application = try await applications.create(
                name: item.application, description: "", owner: item.owner)
            snapshot.add(application)
        }
        var warnings: [String] = []
        if let existing = item.adopting {
            warnings = try await adoption.adopt(existing, for: item, of: application)
        }
        if snapshot.requests[item.requestID] == nil {
            let request = item.request(application: application.id, now: records.now())
            try await requests.begin(request)
        }
        let request = try await access.approve(item.requestID, by: admin)
        let result: ClientImportOutcome.Result = item.adopting == nil ? .registered : .adopted
        return ClientImportOutcome(
            result: request.state.client == nil ? .scheduled : result, request: request.id,
            application: application.id, client: request.state.client, warnings: warnings)
    }

    /// Checks an item by itself.
    ///
    /// - Returns: The slot of the client that it is about; `nil` if it was fulfilled before.
    private func checkOne(_ item: ClientImportItem, _ snapshot: ClientImportSnapshot) throws(RegistrationError)
        -> String?
    {
        guard !item.key.isEmpty else { throw .requestInvalid(reason: "an item needs a key") }
        if let earlier = snapshot.requests[item.requestID] {
            guard item.isSame(as: earlier, by: snapshot.applications[earlier.application]) else {
                throw .requestInvalid(
                    reason: "the key `\(Redactor.clean(item.key))` was used before for something else:"
                        + " \(earlier.product) on \(earlier.plan), access request \(earlier.id)")
            }
            switch earlier.state {
            case .fulfilled: return nil
            case .pending, .approved, .failed: break
            case .rejected, .withdrawn:
                throw .requestInvalid(
                    reason: "its access request \(earlier.id) was \(earlier.state.name); import it with another key")
            }
        }
        let offer = snapshot.offers[item.product.exact]
        _ = try scopes().scopes(product: item.product, plan: item.plan)
        guard let offer else { throw .access(.productNotOffered(item.product)) }
        let type = try offers.clientType(item.clientType, for: offer)
        try type.check(redirectURIs: item.redirectURIs)
        if let endsAt = item.endsAt, endsAt <= max(item.startsAt ?? records.now(), records.now()) {
            throw .access(.datesInvalid(startsAt: item.startsAt, endsAt: endsAt))
        }
        try Application.checkName(item.application)
        try Application.checkOwner(item.owner)
        let known = snapshot.byName[ClientImportSnapshot.Name(item)] ?? []
        guard known.count < 2 else {
            throw .requestInvalid(
                reason: "\(item.owner) has several applications of the name `\(item.application)`: "
                    + known.map(\.id).joined(separator: ", "))
        }
        let application = known.first?.id ?? "\(item.owner)\n\(item.application)"
        return ClientRecord.slot(application: application, provider: offer.provider, clientType: type.name)
    }

    private func snapshot() async throws(RegistrationError) -> ClientImportSnapshot {
        ClientImportSnapshot(
            applications: try await applications.all(), requests: try await requests.all(),
            offers: try await offers.all(), clients: try await records.all())
    }
}
