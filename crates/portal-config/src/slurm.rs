//! How Slurm's commands are run, and as whom.

use std::path::PathBuf;
use std::time::Duration;

use crate::names::{
    SLURM_BIN_DIR, SLURM_COMMAND_SECONDS, SLURM_COMMANDS_AT_ONCE, SLURM_CONF, SLURM_HELPER_SOCKET, SLURM_LEAST_UID,
    SLURM_RUN_AS,
};
use crate::{Invalid, Setting, Source};

/// The process's own, not the portal's; so not in the list of settings.
const PATH: Setting = Setting {
    name: "PATH",
    default: "/usr/local/slurm/bin:/usr/local/bin:/usr/bin:/bin",
    meaning: "Folders of programs",
    secret: false,
};
const TZ: Setting = Setting {
    name: "TZ",
    default: "",
    meaning: "Time zone",
    secret: false,
};

/// As whom jobs are submitted and changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hands {
    /// As the person.
    User {
        /// Where the helper listens; without it root's own rights, or sudo.
        helper: Option<PathBuf>,
    },
    /// As the portal's own account.
    Service,
}

/// How Slurm's commands are run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlurmSettings {
    /// Looked into before `path`.
    pub bin_dir: Option<PathBuf>,
    /// As in `PATH`.
    pub path: String,
    /// Slurm's configuration, when Slurm does not find it itself.
    pub conf: Option<PathBuf>,
    /// As in `TZ`, when it is set.
    pub time_zone: Option<String>,
    /// How long a command may take.
    pub limit: Duration,
    /// How many may run at once.
    pub at_once: usize,
    /// As whom.
    pub hands: Hands,
    /// Accounts with a lower number are no people.
    pub least_uid: u32,
}

impl SlurmSettings {
    /// Reads them.
    ///
    /// # Errors
    /// Names the first wrong variable.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        let helper = Self::absolute(source, &SLURM_HELPER_SOCKET)?;
        Ok(Self {
            bin_dir: Self::absolute(source, &SLURM_BIN_DIR)?,
            path: source.text(&PATH).to_owned(),
            conf: Self::absolute(source, &SLURM_CONF)?,
            time_zone: source.given(&TZ).map(str::to_owned),
            limit: Duration::from_secs(source.number(&SLURM_COMMAND_SECONDS, 1..=600)?),
            at_once: source.number(&SLURM_COMMANDS_AT_ONCE, 1..=100)?,
            hands: source.read(&SLURM_RUN_AS, |text| match text {
                "user" => Ok(Hands::User { helper }),
                "service" => Ok(Hands::Service),
                _ => Err("expected user or service".to_owned()),
            })?,
            least_uid: source.number(&SLURM_LEAST_UID, 1..=u32::MAX - 2)?,
        })
    }

    fn absolute(source: &Source, setting: &Setting) -> Result<Option<PathBuf>, Invalid> {
        source.read(setting, |text| match PathBuf::from(text) {
            _ if text.is_empty() => Ok(None),
            path if path.is_absolute() => Ok(Some(path)),
            _ => Err("expected an absolute path".to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_act_as_themselves_unless_told_otherwise() {
        let settings = SlurmSettings::load(&Source::default()).unwrap();
        assert_eq!(settings.hands, Hands::User { helper: None });
        assert_eq!(
            (settings.limit.as_secs(), settings.at_once, settings.least_uid),
            (30, 8, 1000)
        );
        let wrong = |setting: &Setting, value: &str| SlurmSettings::load(&Source::default().with(setting, value));
        for (setting, value) in [
            (&SLURM_RUN_AS, "root"),
            (&SLURM_BIN_DIR, "bin"),
            (&SLURM_HELPER_SOCKET, "helper.sock"),
            (&SLURM_LEAST_UID, "0"),
            (&SLURM_COMMANDS_AT_ONCE, "0"),
        ] {
            assert_eq!(wrong(setting, value).unwrap_err().name, setting.name);
        }
    }
}
