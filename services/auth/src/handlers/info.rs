//! `GET /auth/info`

use actix_web::web::{Data, Json};
use portal_http::Kit;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Auth;

/// How to sign in, and to what.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuthInfo {
    /// Whether there is an OpenID provider.
    sso_enabled: bool,
    /// `oidc`; null without single sign-on.
    #[schema(required = true)]
    sso_type: Option<&'static str>,
    /// Where to sign in.
    #[schema(required = true)]
    login_url: Option<&'static str>,
    /// Where to sign out.
    #[schema(required = true)]
    logout_url: Option<&'static str>,
    /// Ways to sign in: `password` and `ldap` by the same form, `oidc` by a link.
    methods: Vec<&'static str>,
    /// The link; null without an OpenID provider.
    #[schema(required = true)]
    oidc: Option<OidcDoor>,
    /// True when everybody is an administrator without signing in (`PORTAL_OPEN_MODE`): every page should say so, in red.
    open_mode: bool,
    cluster_name: String,
    /// True in `portal demo`: people, jobs and files are made up.
    demo: bool,
    /// Markdown.
    #[schema(required = true)]
    message_of_the_day: Option<String>,
}

/// Signing in at the OpenID provider.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OidcDoor {
    /// What the button says.
    label: String,
    /// Where it leads; takes `?return_to=/dashboard/…`.
    login_url: &'static str,
}

const OIDC_LOGIN: &str = "/auth/oidc/login";

/// How do I sign in
#[utoipa::path(
    get, path = "/auth/info", operation_id = "getAuthInfo", tag = "auth",
    responses((status = 200, description = "For the sign-in page", body = AuthInfo)),
)]
pub(crate) async fn auth_info(auth: Data<Auth>, kit: Data<Kit>) -> Json<AuthInfo> {
    let settings = auth.settings();
    let ways = &settings.ways_in;
    let oidc = ways.oidc.as_ref().map(|oidc| OidcDoor {
        label: oidc.label.clone(),
        login_url: OIDC_LOGIN,
    });
    let methods = [
        ("password", ways.local),
        ("ldap", ways.ldap.is_some()),
        ("oidc", oidc.is_some()),
    ];
    Json(AuthInfo {
        sso_enabled: oidc.is_some(),
        sso_type: oidc.as_ref().map(|_| "oidc"),
        // The contract's two, where there is one way only; pages look at `methods`.
        login_url: Some(if oidc.is_some() { OIDC_LOGIN } else { "/auth/login" }),
        logout_url: Some(if oidc.is_some() {
            "/auth/oidc/logout"
        } else {
            "/auth/logout"
        }),
        methods: methods
            .into_iter()
            .filter_map(|(name, on)| on.then_some(name))
            .collect(),
        oidc,
        open_mode: kit.is_open(),
        cluster_name: settings.cluster_name.clone(),
        demo: settings.demo,
        message_of_the_day: auth.message_of_the_day().read().await,
    })
}
