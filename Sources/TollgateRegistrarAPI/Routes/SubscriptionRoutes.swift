internal import Hummingbird
internal import TollgateRegistrar

/// `/api/credentials/{id}/subscriptions`: what a credential may use.
///
/// Admins change plans and dates; an owner may give
/// a product up.
struct SubscriptionRoutes: Sendable {
    let registrar: Registrar

    func add(to api: RouterGroup<RegistrarAPIContext>) {
        let subscriptions = api.group("credentials/{id}/subscriptions")
        subscriptions.get { request, context in
            let record = try await credential(context)
            return try Page(request).response(of: record.settings.subscriptions, Resources.subscription)
        }
        subscriptions.get("{subscription_id}") { _, context in
            Response.json(Resources.subscription(try subscription(context, try await credential(context))))
        }
        subscriptions.patch("{subscription_id}") { request, context in
            try context.requireAdmin()
            let record = try await credential(context)
            var changed = try subscription(context, record)
            let body = try await request.reader()
            try body.allow(["plan_id", "starts_at", "ends_at"])
            changed.plan = try body.optionalString("plan_id") ?? changed.plan
            if body.members["starts_at"] != nil { changed.startsAt = try body.optionalTime("starts_at") }
            if body.members["ends_at"] != nil { changed.endsAt = try body.optionalTime("ends_at") }
            try await registrar.changeSubscription(changed, client: record.id)
            return Response.json(Resources.subscription(changed))
        }
        subscriptions.delete("{subscription_id}") { _, context in
            let record = try await credential(context)
            let id = try subscription(context, record).id
            try await Problem.withoutBody { try await registrar.revoke(id, client: record.id) }
            return Response.noContent
        }
    }

    private func credential(_ context: RegistrarAPIContext) async throws -> ClientRecord {
        let visible = Visibility(registrar: registrar, principal: try context.requireManager())
        return try await visible.credential(try context.identifier("id"))
    }

    private func subscription(_ context: RegistrarAPIContext, _ record: ClientRecord) throws -> Subscription {
        let id = try context.identifier("subscription_id")
        guard let found = record.settings.subscriptions.first(where: { $0.id == id }) else {
            throw Problem(.access(.subscriptionUnknown(id: id)))
        }
        return found
    }
}
