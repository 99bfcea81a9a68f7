//! The cluster about itself, from `scontrol show config`, which ends with what `scontrol ping` says.

use super::texts::Texts;
use super::utf8;
use super::value::{list, number, text};
use crate::SlurmError;
use crate::cli::{Call, Runner};
use crate::model::{Controller, Daemon};

const COMMAND: &str = "scontrol";

pub(in crate::cli) fn ask(runner: &Runner) -> Result<Controller, SlurmError> {
    let call = Call::new(COMMAND).args(["show", "config"]);
    parse(&runner.run(&call)?.stdout)
}

/// Reads the answer.
///
/// # Errors
/// When it names no cluster.
pub fn parse(answer: &[u8]) -> Result<Controller, SlurmError> {
    let answer = utf8(answer);
    let mut texts = Texts::default();
    let mut controller = Controller {
        cluster: texts.share(""),
        version: texts.share(""),
        daemons: Vec::new(),
        accounting: false,
        accounting_has_comments: false,
        jobs_are_private: false,
        nodes_are_private: false,
        min_job_age_seconds: 0,
        slurm_user: texts.share(""),
        simulated: false,
    };
    for line in answer.lines() {
        if let Some((key, value)) = line.split_once('=') {
            setting(&mut controller, key.trim(), value.trim(), &mut texts);
        } else if let Some(daemon) = daemon(line, &mut texts) {
            controller.daemons.push(daemon);
        }
    }
    if controller.cluster.is_empty() {
        return Err(SlurmError::Unreadable {
            command: COMMAND,
            why: "it names no cluster".to_owned(),
        });
    }
    Ok(controller)
}

fn setting(controller: &mut Controller, key: &str, value: &str, texts: &mut Texts) {
    match key {
        "ClusterName" => controller.cluster = texts.share(text(value)),
        "SLURM_VERSION" => controller.version = texts.share(value),
        "AccountingStorageType" => controller.accounting = value.ends_with("slurmdbd"),
        "AccountingStoreFlags" => {
            controller.accounting_has_comments = list(value).any(|what| what == "job_comment");
        }
        "PrivateData" => {
            controller.jobs_are_private = list(value).any(|what| what == "jobs");
            controller.nodes_are_private = list(value).any(|what| what == "nodes");
        }
        "MinJobAge" => {
            controller.min_job_age_seconds = number(value.trim_end_matches(" sec")).unwrap_or(0);
        }
        // `slurm(64030)`
        "SlurmUser" => controller.slurm_user = texts.share(value.split_once('(').map_or(value, |(name, _)| name)),
        _ => {}
    }
}

/// `Slurmctld(primary) at head1 is UP`.
fn daemon(line: &str, texts: &mut Texts) -> Option<Daemon> {
    let (role, rest) = line.strip_prefix("Slurmctld(")?.split_once(')')?;
    let (host, state) = rest.strip_prefix(" at ")?.rsplit_once(" is ")?;
    Some(Daemon {
        host: texts.share(host),
        role: texts.share(role),
        up: state.trim() == "UP",
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_the_controller_says_about_itself_is_read() {
        let answer = "Configuration data as of 1795317869
AccountingStorageType   = accounting_storage/slurmdbd
AccountingStoreFlags    = job_comment,job_env
ClusterName             = hpc
MinJobAge               = 300 sec
PrivateData             = accounts,jobs,usage
SlurmUser               = slurm(64030)
SLURM_VERSION           = 22.05.8
TaskPluginParam         = (null type)

Cgroup Support Configuration:
(null)

Slurmctld(primary) at head1 is UP
Slurmctld(backup1) at head2 is DOWN
";
        let controller = parse(answer.as_bytes()).unwrap();
        assert_eq!(
            (&*controller.cluster, &*controller.version, &*controller.slurm_user),
            ("hpc", "22.05.8", "slurm")
        );
        assert!(controller.accounting && controller.jobs_are_private && !controller.nodes_are_private);
        assert!(controller.accounting_has_comments);
        assert_eq!(controller.min_job_age_seconds, 300);
        let daemons: Vec<_> = controller.daemons.iter().map(|d| (&*d.host, &*d.role, d.up)).collect();
        assert_eq!(daemons, [("head1", "primary", true), ("head2", "backup1", false)]);
        assert!(parse(b"nothing").is_err());
    }
}
