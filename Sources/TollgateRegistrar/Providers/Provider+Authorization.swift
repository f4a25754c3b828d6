extension Provider {
    /// The authorization that needs no request to the provider.
    var configuredAuthorization: RegistrationAuthorization {
        switch initialAccess {
        case .none, .clientCredentials: .none
        case .token(let token):
            driver.tokenScheme == "Bearer" ? .bearer(token) : .token(token, scheme: driver.tokenScheme)
        case .headers(let headers): .headers(headers)
        }
    }

    /// The authorization that manages clients where an administrator's name and password do, beside the operator's own
    /// headers.
    var basicAuthorization: RegistrationAuthorization {
        guard let credentials = settings.managementCredentials else { return .none }
        guard case .headers(let headers) = initialAccess else { return .headers([credentials.header]) }
        return .headers(headers.filter { $0.name.lowercased() != "authorization" } + [credentials.header])
    }

    /// Every secret that the provider knows by what is configured for it.
    var secrets: [Secret] { initialAccess.secrets + settings.secrets }
}
