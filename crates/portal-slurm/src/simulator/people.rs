//! Who works on the simulated clusters.

use std::sync::Arc;

use super::plan::{AccountPlan, QosPlan, UserPlan};
use super::random::Random;

const FAMILY: [&str; 20] = [
    "kim", "lee", "park", "choi", "jung", "kang", "cho", "yoon", "jang", "lim", "han", "oh", "seo", "shin", "kwon",
    "hwang", "ahn", "song", "ryu", "hong",
];
const GIVEN: [&str; 24] = [
    "js", "mk", "sy", "hj", "yh", "dw", "jh", "sm", "ej", "th", "wj", "hs", "ys", "jm", "sh", "mj", "kh", "yj", "dh",
    "sj", "jy", "hm", "bk", "jw",
];

/// Accounts of a site that computes: name, the one above, for people, shares.
const ACCOUNTS: [(&str, &str, &str, u64); 9] = [
    ("root", "", "root of all accounts", 1),
    ("cae", "root", "Computer aided engineering", 50),
    ("crash", "cae", "Crash and safety", 20),
    ("cfd", "cae", "Aerodynamics and thermal", 20),
    ("nvh", "cae", "Noise, vibration, harshness", 10),
    ("ai", "root", "Machine learning", 30),
    ("materials", "root", "Materials and chemistry", 15),
    ("service", "root", "Computing centre", 5),
    ("students", "root", "Guests and students", 5),
];
/// Which of them people charge.
const CHARGED: [&str; 6] = ["crash", "cfd", "nvh", "ai", "materials", "students"];

/// Accounts. Guests have a limit of their own, of `guest_cpus`.
pub(super) fn accounts(guest_cpus: u32) -> Vec<AccountPlan> {
    let account = |(name, parent, description, shares): (&str, &str, &str, u64)| AccountPlan {
        name: name.into(),
        parent: parent.into(),
        description: description.into(),
        shares,
        group_cpus: (name == "students").then_some(guest_cpus),
        qos: if name == "students" {
            ["normal", "low"].map(Arc::from).to_vec()
        } else {
            Vec::new()
        },
    };
    ACCOUNTS.map(account).to_vec()
}

/// QOS with limits; `cpus` is what one person may have at once, `gpus` the same.
pub(super) fn qos(cpus: u32, gpus: u32, low_cpus: u32) -> Vec<QosPlan> {
    vec![
        QosPlan {
            description: "Normal jobs".into(),
            max_submit_per_user: Some(20_000),
            max_cpus_per_user: Some(cpus),
            max_gpus_per_user: Some(gpus),
            ..QosPlan::named("normal")
        },
        QosPlan {
            description: "Urgent jobs, few at a time".into(),
            priority: 2_000,
            max_jobs_per_user: Some(3),
            max_wall_seconds: Some(86_400),
            max_cpus_per_user: Some(cpus / 2),
            max_gpus_per_user: Some(gpus / 2),
            ..QosPlan::named("high")
        },
        QosPlan {
            description: "Whatever is left over".into(),
            group_cpus: Some(low_cpus),
            ..QosPlan::named("low")
        },
    ]
}

/// `count` made-up people, and among them those who sign in, who always have some jobs.
pub(super) fn users(seed: u64, count: usize, signing_in: &[&str]) -> Vec<UserPlan> {
    let mut random = Random::of(seed, 0x009E_091E);
    let all = GIVEN
        .iter()
        .flat_map(|given| FAMILY.iter().map(move |family| format!("{family}.{given}")));
    let mut names: Vec<String> = all.collect();
    for at in 0..count.min(names.len()) {
        let other = at + random.below(names.len() - at);
        names.swap(at, other);
    }
    names.truncate(count);
    // Those at the beginning of the list have the most jobs.
    let middle = names.len() / 2;
    names.splice(middle..middle, signing_in.iter().map(|name| (*name).to_owned()));
    let user = |(at, name): (usize, String)| UserPlan {
        at_least: if signing_in.contains(&name.as_str()) { 6 } else { 0 },
        name: name.into(),
        accounts: own_accounts(&mut random, at),
        share: random.below(1_000) as u64,
    };
    names.into_iter().enumerate().map(user).collect()
}

/// One account, sometimes two.
fn own_accounts(random: &mut Random, at: usize) -> Vec<Arc<str>> {
    let first = CHARGED.get(at % CHARGED.len()).copied().unwrap_or("cfd");
    let mut accounts = vec![Arc::from(first)];
    let second = random.pick(&CHARGED).copied().unwrap_or("cfd");
    if random.percent(25.0) && second != first {
        accounts.push(Arc::from(second));
    }
    accounts
}
