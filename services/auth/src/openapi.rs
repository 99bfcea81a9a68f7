//! The machine-readable description of the routes.

use utoipa::OpenApi;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, ResponseBuilder};

use crate::handlers::users::{
    change, create, groups, list, sessions as user_sessions, set_password, show as show_user,
};
use crate::handlers::{
    check, info, login, logout, oidc, password, refresh, services, sessions, test_login, user, verify,
};

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
        oidc::login::oidc_login,
        oidc::callback::oidc_callback,
        oidc::exchange::oidc_exchange,
        oidc::logout::oidc_logout,
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
    let paths = &mut description.paths.paths;
    if let Some(post) = paths.get_mut("/auth/oidc/logout").and_then(|path| path.post.as_mut()) {
        // One handler, two methods; names are given once.
        post.operation_id = Some("oidcLogoutByForm".to_owned());
    }
    for (method, path, name) in SAML {
        paths.insert(path.to_owned(), PathItem::new(method, not_enabled(name)));
    }
    description
}

/// One handler that always says no.
const SAML: [(HttpMethod, &str, &str); 4] = [
    (HttpMethod::Get, "/auth/saml/login", "samlLogin"),
    (HttpMethod::Post, "/auth/saml/acs", "samlAssertion"),
    (HttpMethod::Get, "/auth/saml/sls", "samlLogout"),
    (HttpMethod::Get, "/auth/saml/metadata", "samlMetadata"),
];

fn not_enabled(name: &str) -> OperationBuilder {
    let body = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("ErrorBody")))
        .build();
    let no = ResponseBuilder::new()
        .description("Always: not_enabled")
        .content("application/json", body);
    OperationBuilder::new()
        .operation_id(Some(name))
        .tag("auth")
        .summary(Some("SAML is not spoken here"))
        .description(Some(
            "A bridge between SAML and OpenID Connect does; see docs/OPERATIONS.md.",
        ))
        .response("400", no.build())
}

#[cfg(test)]
mod tests {
    use crate::TABLE;

    /// Aliases of described routes, and what is between services.
    const UNDESCRIBED: [&str; 5] = [
        "/services",
        "/test/login",
        "/auth/revocations",
        "/auth/keys/check",
        "/auth/refusals",
    ];

    #[test]
    fn every_route_is_described() {
        let described = super::openapi().paths.paths;
        for route in TABLE {
            let known = described.get(route.path).is_some_and(|path| match route.method {
                "GET" => path.get.is_some(),
                "POST" => path.post.is_some(),
                "PATCH" => path.patch.is_some(),
                "DELETE" => path.delete.is_some(),
                other => panic!("{other}"),
            });
            let left_out = UNDESCRIBED.iter().any(|start| route.path.starts_with(start));
            assert!(known != left_out, "{} {}", route.method, route.path);
        }
    }

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let described = super::openapi().paths.paths;
        let mut names: Vec<_> = described
            .into_values()
            .flat_map(|path| [path.get, path.post, path.patch, path.delete])
            .flatten()
            .map(|operation| operation.operation_id.unwrap())
            .collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
