internal import Hummingbird
internal import TollgateRegistrar

/// `/api/client_types`: what developers may choose from, and what each kind of client may do.
struct ClientTypeRoutes: Sendable {
    let registrar: Registrar

    func add(to api: RouterGroup<RegistrarAPIContext>) {
        api.get("client_types") { request, context in
            _ = try context.requireManager()
            return try Page(request).response(of: registrar.clientTypes, Resources.clientType)
        }
    }
}
