//! `slurm_helper`: does a few things on the cluster as the people who ask the portal for them. Runs as root.

use std::io::Write;
use std::process::ExitCode;

use portal_config::Source;
use slurm_helper::{Helper, HelperSettings, StartError};

/// sysexits.h: the settings are wrong.
const EX_CONFIG: u8 = 78;
/// sysexits.h: something that is needed is not available.
const EX_UNAVAILABLE: u8 = 69;

fn main() -> ExitCode {
    tracing_subscriber::fmt().with_ansi(false).compact().init();
    let settings = match Source::from_process().and_then(|source| HelperSettings::load(&source)) {
        Ok(settings) => settings,
        Err(wrong) => return complain(EX_CONFIG, &wrong.to_string()),
    };
    if std::env::args()
        .nth(1)
        .is_some_and(|argument| argument == "--check-config")
    {
        return ExitCode::SUCCESS;
    }
    let helper = match Helper::start(&settings) {
        Ok(helper) => helper,
        Err(error @ StartError::NoPeer { .. }) => return complain(EX_CONFIG, &error.to_string()),
        Err(error) => return complain(EX_UNAVAILABLE, &error.to_string()),
    };
    // Started by hand there is nobody to be told.
    let _nobody = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    helper.serve();
    ExitCode::SUCCESS
}

fn complain(code: u8, words: &str) -> ExitCode {
    // Nowhere to say it: the code says enough.
    let _unsaid = writeln!(std::io::stderr(), "slurm_helper: {words}");
    ExitCode::from(code)
}
