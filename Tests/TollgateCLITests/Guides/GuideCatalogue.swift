/// The configuration file of somebody who follows a guide.
enum GuideCatalogue {
    /// One product and one plan, each with a policy and a scope, and the API behind them.
    static func yaml(issuer: String, profile: String = "generic", upstream: String, registrar: String = "{}") -> String
    {
        """
        issuers:
          idp: { issuer: "\(issuer)", profile: \(profile), audiences: any }
        gateway: { listen: "127.0.0.1:0" }
        policies:
          payments-product: { allow: [{ api: payment-api }] }
          free-plan: { rate: 100/1s, quota: 1000/1d }
        products:
          payments: { name: Payments, scopes: [product_payments], policies: [payments-product] }
        plans:
          free: { name: Free, scopes: [free_plan], policies: [free-plan] }
        apis:
          payment-api:
            listen_path: /payment-api/
            upstream: "\(upstream)/"
            issuers: [idp]
            default_policy: no-op
            forward_token: true
        registrar: \(registrar)
        """
    }
}
