//! What the three programs have in common: arguments, settings, telemetry, run.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use portal_config::{HttpSettings, Invalid, Source};
use rustix::process::{DumpableBehavior, set_dumpable_behavior};

use crate::{Ending, Running, StartError, run_until_signal, start_logging};

/// sysexits.h: the settings are wrong.
const EX_CONFIG: u8 = 78;
/// sysexits.h: something that is needed is not available.
const EX_UNAVAILABLE: u8 = 69;

#[derive(Parser)]
#[command(
    version,
    about = "A service of the HPC Portal. Settings are environment variables and .env; see docs/CONFIGURATION.md."
)]
struct Arguments {
    /// Check the settings, say what is wrong, and exit (0: good, 78: not).
    #[arg(long)]
    check_config: bool,
}

/// Told twice to stop: something may have been cut off.
const CUT_OFF: u8 = 1;

/// Runs a service until it is told to stop. Exit codes: 0 stopped as asked, 1 stopped at once when asked twice, 69 something needed is missing, 78 a wrong
/// setting.
pub fn service_main<S, F>(
    load: fn(&Source) -> Result<S, Invalid>,
    http: fn(&S) -> &HttpSettings,
    start: fn(S) -> F,
) -> ExitCode
where
    F: Future<Output = Result<Running, StartError>>,
{
    let arguments = Arguments::parse();
    // Jobs may run as the portal's own account, and none of them is to read here what only services know.
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        return complain(EX_UNAVAILABLE, &format!("memory cannot be kept private: {error}"));
    }
    let settings = match Source::from_process().and_then(|source| load(&source)) {
        Ok(settings) => settings,
        Err(wrong) => return complain(EX_CONFIG, &wrong.to_string()),
    };
    if let Err(wrong) = start_logging(http(&settings)) {
        return complain(EX_CONFIG, &wrong);
    }
    if arguments.check_config {
        return ExitCode::SUCCESS;
    }
    actix_web::rt::System::new().block_on(async move {
        match start(settings).await {
            Ok(running) => match run_until_signal(running).await {
                Ok(Ending::Orderly) => ExitCode::SUCCESS,
                Ok(Ending::AtOnce) => ExitCode::from(CUT_OFF),
                Err(error) => complain(EX_UNAVAILABLE, &error.to_string()),
            },
            Err(StartError::Setting(wrong)) => complain(EX_CONFIG, &wrong.to_string()),
            Err(error) => complain(EX_UNAVAILABLE, &with_causes(&error)),
        }
    })
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

fn complain(code: u8, what: &str) -> ExitCode {
    // The journal takes stderr too; a line that cannot be written cannot be reported either.
    let _ = writeln!(std::io::stderr(), "{what}");
    ExitCode::from(code)
}
