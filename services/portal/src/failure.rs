//! What stops the program, in one line each, and with which exit code.

use std::error::Error;
use std::process::ExitCode;

use portal_config::Invalid;
use portal_http::StartError;

/// sysexits.h
const EX_UNAVAILABLE: u8 = 69;
const EX_CONFIG: u8 = 78;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// What was asked for is not possible; says what to do.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Setting(#[from] Invalid),
    /// Several settings are wrong, and each has been named already.
    #[error("{0} wrong; see above and docs/CONFIGURATION.md")]
    Settings(String),
    #[error("{what}")]
    Unavailable {
        what: String,
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("the output cannot be written")]
    Output(#[source] std::io::Error),
}

impl Failure {
    pub(crate) fn unavailable(what: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable {
            what: what.into(),
            source: source.into(),
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Refused(_) | Self::Output(_) => ExitCode::FAILURE,
            Self::Setting(_) | Self::Settings(_) | Self::Start(StartError::Setting(_)) => ExitCode::from(EX_CONFIG),
            Self::Unavailable { .. } | Self::Start(_) => ExitCode::from(EX_UNAVAILABLE),
        }
    }

    /// With everything that led to it.
    pub(crate) fn to_line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            let said = error.to_string();
            // Libraries often repeat their cause in their own words.
            if !line.ends_with(&said) {
                line = format!("{line}: {said}");
            }
            cause = error.source();
        }
        line.trim_end().replace('\n', " ")
    }
}
