extension Provider {
    /// The authorization that is there without asking anybody for it.
    var standingAuthorization: RegistrationAuthorization {
        switch initialAccess {
        case .none, .clientCredentials: .none
        case .token(let token):
            driver.tokenScheme == "Bearer" ? .bearer(token) : .token(token, scheme: driver.tokenScheme)
        case .headers(let headers): .headers(headers)
        }
    }
}
