//! The program `websocket_service`.

use std::process::ExitCode;

use portal_config::WebsocketSettings;

fn main() -> ExitCode {
    portal_http::service_main(WebsocketSettings::load, |settings| &settings.http, websocket::start)
}
