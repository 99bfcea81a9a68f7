//! `dashboard_backend`: the dashboard API as a program.

use std::process::ExitCode;

use portal_config::DashboardSettings;
use portal_http::service_main;

fn main() -> ExitCode {
    service_main(DashboardSettings::load, |settings| &settings.http, dashboard::start)
}
