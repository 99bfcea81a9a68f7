//! Log lines on stdout, where systemd's journal takes them.

use portal_config::{HttpSettings, LogFormat};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

/// The HTTP library calls it an error of ours when somebody sends garbage, or goes away in the middle. Whoever likes could fill
/// the journal with that; what we answer is logged by the door.
const UNWANTED: &str = "actix_http::h1::dispatcher=off";

/// Starts logging; a second call in the same process keeps the first one's choice.
///
/// # Errors
/// When `LOG_LEVEL` is no level or filter.
pub fn start_logging(settings: &HttpSettings) -> Result<(), String> {
    let filter = EnvFilter::try_new(&settings.log_level)
        .map_err(|error| format!("LOG_LEVEL: {error}; expected a level such as info, or a filter"))?
        .add_directive(
            UNWANTED
                .parse()
                .map_err(|error: ParseError| format!("LOG_LEVEL: {error}"))?,
        );
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_target(true);
    let started = match settings.log_format {
        // journalctl has its own clock, but a file or a terminal has not.
        LogFormat::Text => lines.compact().try_init(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging was already started");
    }
    Ok(())
}
