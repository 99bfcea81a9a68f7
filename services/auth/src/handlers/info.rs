//! `GET /auth/info`

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Auth;

/// How to sign in, and to what.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuthInfo {
    /// Always false in this version.
    sso_enabled: bool,
    /// `saml` or `oidc`; null without single sign-on.
    #[schema(required = true)]
    sso_type: Option<&'static str>,
    /// Where to sign in.
    #[schema(required = true)]
    login_url: Option<&'static str>,
    /// Where to sign out.
    #[schema(required = true)]
    logout_url: Option<&'static str>,
    /// Ways to sign in.
    methods: Vec<&'static str>,
    cluster_name: String,
    /// True in `portal demo`: people, jobs and files are made up.
    demo: bool,
    /// Markdown.
    #[schema(required = true)]
    message_of_the_day: Option<String>,
}

/// How do I sign in
#[utoipa::path(
    get, path = "/auth/info", operation_id = "getAuthInfo", tag = "auth",
    responses((status = 200, description = "For the sign-in page", body = AuthInfo)),
)]
pub(crate) async fn auth_info(auth: Data<Auth>) -> Json<AuthInfo> {
    let settings = auth.settings();
    Json(AuthInfo {
        sso_enabled: false,
        sso_type: None,
        login_url: Some("/auth/login"),
        logout_url: Some("/auth/logout"),
        methods: vec!["password"],
        cluster_name: settings.cluster_name.clone(),
        demo: settings.demo,
        message_of_the_day: auth.message_of_the_day().read().await,
    })
}
