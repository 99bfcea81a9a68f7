//! The machine-readable description of the routes.

use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::handlers::users::{
    change, create, groups, list, sessions as user_sessions, set_password, show as show_user,
};
use crate::handlers::{check, info, login, logout, password, refresh, services, sessions, test_login, user, verify};

#[derive(OpenApi)]
#[openapi(
    paths(
        login::login,
        verify::verify,
        refresh::refresh,
        logout::logout,
        user::current_user,
        services::services,
        check::check,
        info::auth_info,
        test_login::test_login,
        password::change_password,
        sessions::list_sessions,
        sessions::end_sessions,
        sessions::end_session,
        groups::list_groups,
        list::list_users,
        create::create_user,
        show_user::show_user,
        change::change_user,
        set_password::set_password,
        user_sessions::list_user_sessions,
        user_sessions::end_user_sessions,
        user_sessions::end_user_session
    ),
    tags(
        (name = "auth", description = "Signing in"),
        (name = "account", description = "One's own account"),
        (name = "admin", description = "Accounts, for administrators"),
    )
)]
struct Description;

/// What the auth service answers, as OpenAPI 3.1.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut description = Description::openapi();
    let components = description.components.get_or_insert_default();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let cookie = ApiKey::Cookie(ApiKeyValue::new(portal_http::TOKEN_COOKIE));
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(cookie));
    description
}

#[cfg(test)]
mod tests {
    use crate::TABLE;

    /// Aliases of described routes, the contract's routes that only say no, and what is between services.
    const UNDESCRIBED: [&str; 6] = [
        "/services",
        "/test/login",
        "/auth/saml/",
        "/auth/oidc/",
        "/auth/revocations",
        "/auth/keys/check",
    ];

    #[test]
    fn every_route_is_described() {
        let described = super::openapi().paths.paths;
        for route in TABLE {
            let known = described.contains_key(route.path);
            let left_out = UNDESCRIBED.iter().any(|start| route.path.starts_with(start));
            assert!(known != left_out, "{} {}", route.method, route.path);
        }
    }
}
