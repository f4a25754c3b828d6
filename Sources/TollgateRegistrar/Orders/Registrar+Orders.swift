internal import TollgateCatalogue

/// Clients in bulk.
extension Registrar {
    /// Finds what is wrong with orders before any of them is carried out.
    ///
    /// Nothing is sent and nothing changes. What was fulfilled before is not looked at again, so that the rest of an
    /// import which was interrupted can be carried out later.
    ///
    /// - Parameter orders: The orders.
    /// - Returns: For each order that cannot be carried out, by its place, what is wrong, in words for a person.
    /// - Throws: `RegistrationError.store`.
    public func check(_ orders: [ClientOrder]) async throws(RegistrationError) -> [Int: String] {
        let book = try await orderBook()
        var defects: [Int: String] = [:]
        var keys: [[UInt8]: Int] = [:]
        var wanted: [[UInt8]: [Subscription]] = [:]
        for (index, order) in orders.enumerated() {
            do throws(RegistrationError) {
                if let first = keys[order.key.exact] {
                    throw RegistrationError.requestInvalid(
                        reason: "the key `\(Redactor.clean(order.key))` is that of order \(first + 1) already")
                }
                keys[order.key.exact] = index
                guard let slot = try checkOne(order, book)?.exact else { continue }
                let subscription = order.request(application: "", now: 0).subscription
                let others = wanted[slot, default: book.clients[slot]?.grant.subscriptions ?? []]
                if others.contains(where: { $0.product.exact == order.product.exact && $0.id != subscription.id }) {
                    throw RegistrationError.requestInvalid(
                        reason: "the application `\(order.application)` has the product `\(order.product)` already, or"
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

    /// Carries out orders, one after the other; what fails does not stop the rest.
    ///
    /// Each order becomes an access request that is approved at once. An order that was fulfilled before is left
    /// alone, and one that failed or was interrupted is taken up again. A client that is adopted is on the books before
    /// its request is made.
    ///
    /// - Parameters:
    ///   - orders: The orders, which `check(_:)` should have found nothing wrong with.
    ///   - admin: Who orders.
    ///   - report: Is told what became of each, by its place.
    /// - Throws: `RegistrationError.store` if the records cannot be listed.
    public func carryOut(
        _ orders: [ClientOrder], by admin: String,
        report: (_ index: Int, _ outcome: Result<ClientOrderOutcome, RegistrationError>) -> Void
    ) async throws(RegistrationError) {
        var book = try await orderBook()
        for (index, order) in orders.enumerated() {
            do throws(RegistrationError) {
                report(index, .success(try await carryOut(order, by: admin, &book)))
            } catch {
                report(index, .failure(error))
            }
        }
    }

    private func carryOut(
        _ order: ClientOrder, by admin: String, _ book: inout ClientOrderBook
    ) async throws(RegistrationError) -> ClientOrderOutcome {
        if try checkOne(order, book) == nil, let done = book.requests[order.requestID] {
            return ClientOrderOutcome(
                result: .already, request: done.id, application: done.application, client: done.state.client)
        }
        let application: Application
        if let known = book.byName[ClientOrderBook.Name(order)]?.first {
            application = known
        } else {
            application = try await createApplication(name: order.application, owner: order.owner)
            book.add(application)
        }
        var warnings: [String] = []
        if let existing = order.adopting {
            warnings = try await unattended { () async throws(RegistrationError) in
                try await self.adopt(existing, for: order, of: application)
            }
        }
        if book.requests[order.requestID] == nil {
            let request = order.request(application: application.id, now: now())
            try await stored { store throws(ClientStoreError) in try await store.begin(request) }
        }
        let request = try await approve(order.requestID, by: admin)
        let result: ClientOrderOutcome.Result = order.adopting == nil ? .registered : .adopted
        return ClientOrderOutcome(
            result: request.state.client == nil ? .scheduled : result, request: request.id,
            application: application.id, client: request.state.client, warnings: warnings)
    }

    /// Checks an order by itself.
    ///
    /// - Returns: The slot of the client that it is about; `nil` if it was fulfilled before.
    private func checkOne(_ order: ClientOrder, _ book: ClientOrderBook) throws(RegistrationError) -> String? {
        guard !order.key.isEmpty else { throw .requestInvalid(reason: "an order needs a key") }
        if let earlier = book.requests[order.requestID] {
            guard order.isSame(as: earlier, by: book.applications[earlier.application]) else {
                throw .requestInvalid(
                    reason: "the key `\(Redactor.clean(order.key))` was used before for something else:"
                        + " \(earlier.product) on \(earlier.plan), access request \(earlier.id)")
            }
            switch earlier.state {
            case .fulfilled: return nil
            case .pending, .approved, .failed: break
            case .rejected, .withdrawn:
                throw .requestInvalid(
                    reason: "its access request \(earlier.id) was \(earlier.state.name); order it with another key")
            }
        }
        let offer = book.offers[order.product.exact]
        _ = try scopes().scopes(product: order.product, plan: order.plan)
        guard let offer else { throw .access(.productNotOffered(order.product)) }
        let type = try clientType(order.clientType, for: offer)
        try type.check(redirectURIs: order.redirectURIs)
        if let endsAt = order.endsAt, endsAt <= max(order.startsAt ?? now(), now()) {
            throw .access(.datesInvalid(startsAt: order.startsAt, endsAt: endsAt))
        }
        try Self.checkName(order.application)
        try Self.checkOwner(order.owner)
        let known = book.byName[ClientOrderBook.Name(order)] ?? []
        guard known.count < 2 else {
            throw .requestInvalid(
                reason: "\(order.owner) has several applications of the name `\(order.application)`: "
                    + known.map(\.id).joined(separator: ", "))
        }
        let application = known.first?.id ?? "\(order.owner)\n\(order.application)"
        return ClientRecord.slot(application: application, provider: offer.provider, clientType: type.name)
    }

    private func orderBook() async throws(RegistrationError) -> ClientOrderBook {
        ClientOrderBook(
            applications: try await applications(), requests: try await requests(), offers: try await offers(),
            clients: try await clients())
    }
}
