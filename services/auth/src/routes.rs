//! The route table.

use crate::handlers::users::{
    change, create, groups, list, sessions as user_sessions, set_password, show as show_user,
};
use crate::handlers::{
    check, ended_sessions, info, keys_check, login, logout, oidc, password, refresh, services, sessions, sso,
    test_login, told_refusals, user, verify,
};

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
    POST "/auth/keys/check"       => keys_check::check_key;
    POST "/auth/refusals"         => told_refusals::record_refusals;
    GET  "/auth/info"             => info::auth_info;
    POST "/auth/password"         => password::change_password;
    GET    "/auth/sessions"       => sessions::list_sessions;
    DELETE "/auth/sessions"       => sessions::end_sessions;
    DELETE "/auth/sessions/{id}"  => sessions::end_session;
    GET    "/auth/groups"         => groups::list_groups;
    GET    "/auth/users"          => list::list_users;
    POST   "/auth/users"          => create::create_user;
    GET    "/auth/users/{name}"   => show_user::show_user;
    PATCH  "/auth/users/{name}"   => change::change_user;
    POST   "/auth/users/{name}/password"      => set_password::set_password;
    GET    "/auth/users/{name}/sessions"      => user_sessions::list_user_sessions;
    DELETE "/auth/users/{name}/sessions"      => user_sessions::end_user_sessions;
    DELETE "/auth/users/{name}/sessions/{id}" => user_sessions::end_user_session;
    POST "/auth/test/login"       => test_login::test_login;
    POST "/test/login"            => test_login::test_login;
    GET  "/auth/saml/login"       => sso::saml_not_enabled;
    POST "/auth/saml/acs"         => sso::saml_not_enabled;
    GET  "/auth/saml/sls"         => sso::saml_not_enabled;
    GET  "/auth/saml/metadata"    => sso::saml_not_enabled;
    GET  "/auth/oidc/login"       => oidc::login::oidc_login;
    GET  "/auth/oidc/callback"    => oidc::callback::oidc_callback;
    POST "/auth/oidc/exchange"    => oidc::exchange::oidc_exchange;
    GET  "/auth/oidc/logout"      => oidc::logout::oidc_logout;
    POST "/auth/oidc/logout"      => oidc::logout::oidc_logout;
}
