//! The program `auth_backend`.

use std::process::ExitCode;

use portal_config::AuthSettings;

fn main() -> ExitCode {
    portal_http::service_main(AuthSettings::load, |settings| &settings.http, auth::start)
}
