//! The route table.

use crate::handlers::{check, ended_sessions, info, login, logout, refresh, services, sso, test_login, user, verify};

portal_http::route_table! {
    POST "/auth/login"            => login::login;
    POST "/auth/verify"           => verify::verify;
    POST "/auth/refresh"          => refresh::refresh;
    POST "/auth/logout"           => logout::logout;
    GET  "/auth/user"             => user::current_user;
    GET  "/auth/services"         => services::services;
    GET  "/services"              => services::services;
    GET  "/auth/check"            => check::check;
    GET  "/auth/revocations"      => ended_sessions::ended_sessions;
    GET  "/auth/info"             => info::auth_info;
    POST "/auth/test/login"       => test_login::test_login;
    POST "/test/login"            => test_login::test_login;
    GET  "/auth/saml/login"       => sso::saml_not_enabled;
    POST "/auth/saml/acs"         => sso::saml_not_enabled;
    GET  "/auth/saml/sls"         => sso::saml_not_enabled;
    GET  "/auth/saml/metadata"    => sso::saml_not_enabled;
    GET  "/auth/oidc/login"       => sso::oidc_not_enabled;
    GET  "/auth/oidc/callback"    => sso::oidc_not_enabled;
    GET  "/auth/oidc/logout"      => sso::oidc_not_enabled;
    POST "/auth/oidc/logout"      => sso::oidc_not_enabled;
}
