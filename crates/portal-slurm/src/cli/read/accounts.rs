//! Accounts and who may charge them, from `sacctmgr`: descriptions, the tree with its limits, and each user's default.

use std::collections::HashMap;
use std::sync::Arc;

use super::texts::Texts;
use super::utf8;
use super::value::{duration, list, number, small};
use crate::SlurmError;
use crate::cli::{Call, Runner};
use crate::model::{Account, Member};

const COMMAND: &str = "sacctmgr";

/// In the order in which rows are read; free text last, as `|` ends cells.
const ABOUT: &str = "format=Account,Organization,Description";
const TREE: [&str; 12] = [
    "Account",
    "User",
    "Partition",
    "ParentName",
    "Share",
    "DefaultQOS",
    "QOS",
    "MaxJobs",
    "MaxWall",
    "MaxTRES",
    "GrpTRES",
    "Cluster",
];
const DEFAULTS: &str = "format=User,DefaultAccount";

/// `cluster` is this one's name: the database may keep several.
pub(in crate::cli) fn ask(runner: &Runner, cluster: &str) -> Result<Vec<Account>, SlurmError> {
    let show = |what: &[&str], format: &str| {
        let call = Call::new(COMMAND)
            .args(["--noheader", "--parsable2", "--readonly", "show"])
            .args(what)
            .arg(format);
        Ok(runner.run(&call)?.stdout)
    };
    let here = format!("cluster={cluster}");
    let about = show(&["account"], ABOUT)?;
    let tree = show(&["associations", &here], &format!("format={}", TREE.join(",")))?;
    let defaults = show(&["user", "withassoc", &here], DEFAULTS)?;
    parse(&about, &tree, &defaults)
}

/// Reads the answers: about the accounts, the tree, and the users' default accounts.
///
/// # Errors
/// When a row of the tree has fewer cells than were asked for.
pub fn parse(about: &[u8], tree: &[u8], defaults: &[u8]) -> Result<Vec<Account>, SlurmError> {
    let (about, tree, defaults) = (utf8(about), utf8(tree), utf8(defaults));
    let defaults: HashMap<&str, &str> = defaults.lines().filter_map(|row| row.split_once('|')).collect();
    let mut texts = Texts::default();
    let mut accounts: Vec<Account> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut members: Vec<(&str, Member)> = Vec::new();
    for row in tree.lines().filter(|row| !row.is_empty()) {
        let cells = cells(row)?;
        let [name, user, ..] = cells;
        if user.is_empty() {
            places.insert(name, accounts.len());
            accounts.push(account(&cells, &mut texts));
        } else {
            members.push((name, member(&cells, defaults.get(user) == Some(&name), &mut texts)));
        }
    }
    for (name, member) in members {
        if let Some(account) = places.get(name).and_then(|at| accounts.get_mut(*at)) {
            account.members.push(member);
        }
    }
    for row in about.lines() {
        let mut cells = row.splitn(3, '|');
        let (Some(name), Some(organization), Some(description)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        if let Some(account) = places.get(name).and_then(|at| accounts.get_mut(*at)) {
            account.organization = texts.share(organization);
            account.description = texts.share(description);
        }
    }
    Ok(accounts)
}

fn cells(row: &str) -> Result<[&str; 12], SlurmError> {
    let cells: Vec<_> = row.splitn(TREE.len(), '|').collect();
    cells.try_into().map_err(|short: Vec<_>| SlurmError::Unreadable {
        command: COMMAND,
        why: format!("an account has {} cells of {}", short.len(), TREE.len()),
    })
}

fn account(cells: &[&str; 12], texts: &mut Texts) -> Account {
    let [name, _, _, parent, shares, _, qos, jobs, wall, tres, group_tres, _] = *cells;
    Account {
        name: texts.share(name),
        parent: texts.share(parent),
        description: texts.share(""),
        organization: texts.share(""),
        shares: number(shares),
        group_tres: texts.share(group_tres),
        max_tres_per_job: texts.share(tres),
        max_jobs: small(jobs),
        max_wall_seconds: duration(wall),
        qos: names(qos, texts),
        members: Vec::new(),
    }
}

fn member(cells: &[&str; 12], default: bool, texts: &mut Texts) -> Member {
    let [_, user, partition, _, shares, default_qos, qos, jobs, wall, tres, _, _] = *cells;
    Member {
        user: texts.share(user),
        partition: texts.share(partition),
        default,
        shares: number(shares),
        qos: names(qos, texts),
        default_qos: texts.share(default_qos),
        max_jobs: small(jobs),
        max_tres_per_job: texts.share(tres),
        max_wall_seconds: duration(wall),
    }
}

fn names(all: &str, texts: &mut Texts) -> Vec<Arc<str>> {
    list(all).map(|name| texts.share(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::parse;

    const ABOUT: &str =
        "physics|lab|physics | and more\nresearch|lab|all of research\nroot|root|default root account\n";
    const TREE: &str = "root|||||normal||||||hpc
root|root|||1||normal|||||hpc
research|||root|1||normal,short|||||hpc
research|alice|||1|short|normal,short|||||hpc
physics|||research|10||normal,short||||cpu=64,gres/gpu=2|hpc
physics|alice|gpu||parent||normal|50|1-00:00:00|cpu=8||hpc
";

    #[test]
    fn accounts_have_their_members_limits_and_defaults() {
        let accounts = parse(ABOUT.as_bytes(), TREE.as_bytes(), b"alice|research\nroot|root\n").unwrap();
        let [root, research, physics] = accounts.as_slice() else {
            panic!("three")
        };
        assert_eq!((&*root.parent, root.members.len()), ("", 1));
        assert_eq!(
            (&*research.parent, &*research.description, research.shares),
            ("root", "all of research", Some(1))
        );
        assert_eq!((research.qos.len(), research.members[0].default), (2, true));
        assert_eq!(&*research.members[0].default_qos, "short");
        assert_eq!(
            (&*physics.group_tres, &*physics.description),
            ("cpu=64,gres/gpu=2", "physics | and more")
        );
        let alice = &physics.members[0];
        assert_eq!((&*alice.partition, alice.default, alice.shares), ("gpu", false, None));
        assert_eq!(
            (alice.max_jobs, alice.max_wall_seconds, &*alice.max_tres_per_job),
            (Some(50), Some(86_400), "cpu=8")
        );
        assert!(parse(b"", b"root|\n", b"").is_err());
    }
}
