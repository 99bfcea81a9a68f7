//! A cluster as the settings describe it.

use std::sync::Arc;
use std::time::Duration;

use portal_config::{Hands, SlurmSettings};

use super::SlurmCommands;
use super::hand::Hand;
use super::helper::HelperClient;
use super::run::{Ran, RunOptions};

/// How much longer than its command the helper may take to answer.
const WAY_THERE_AND_BACK: Duration = Duration::from_secs(5);

impl SlurmCommands {
    /// A cluster as `settings` describe it. `observe` hears of each command that was run.
    #[must_use]
    pub fn set_up(settings: &SlurmSettings, observe: impl Fn(&Ran) + Send + Sync + 'static) -> Self {
        let least_uid = settings.least_uid;
        let hand = match &settings.hands {
            Hands::Service => Hand::Service,
            Hands::User { helper: Some(socket) } => {
                // At worst three commands one after the other: who is it, the folder is not here, once more.
                let limit = settings.limit * 3 + WAY_THERE_AND_BACK;
                Hand::Helper(HelperClient::new(socket.clone(), limit))
            }
            Hands::User { helper: None } if rustix::process::geteuid().is_root() => Hand::SetUser { least_uid },
            Hands::User { helper: None } => Hand::Sudo { least_uid },
        };
        Self::new(run_options(settings, observe)).acting_by(hand)
    }

    /// The same for the helper itself, which is root.
    #[must_use]
    pub fn set_up_as_root(settings: &SlurmSettings) -> Self {
        Self::new(run_options(settings, |_| {})).acting_by(Hand::SetUser {
            least_uid: settings.least_uid,
        })
    }
}

fn run_options(settings: &SlurmSettings, observe: impl Fn(&Ran) + Send + Sync + 'static) -> RunOptions {
    RunOptions {
        bin_dir: settings.bin_dir.clone(),
        path: settings.path.clone(),
        slurm_conf: settings.conf.clone(),
        time_zone: settings.time_zone.clone(),
        limit: settings.limit,
        at_once: settings.at_once,
        observe: Arc::new(observe),
        ..RunOptions::default()
    }
}
