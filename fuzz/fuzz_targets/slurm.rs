//! Any bytes as the answer of a command of Slurm, and as a list of hosts: read without a panic, rows come back as they were.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portal_slurm::cli::read::{accounts, controller, detail, finished, jobs, nodes, partitions, qos, reservations, rows::Nonce};
use portal_slurm::hostlist;
use portal_slurm::model::JobId;

const NUMBER: u32 = 18;

fuzz_target!(|input: (u8, &[u8])| {
    let (kind, bytes) = input;
    let nonce = Nonce::of("~");
    match kind % 10 {
        0 => drop(jobs::parse(bytes, &nonce)),
        1 => drop(finished::parse(bytes, &nonce)),
        2 => drop(nodes::parse(bytes)),
        3 => drop(partitions::parse(bytes)),
        4 => drop(reservations::parse(bytes)),
        5 => drop(controller::parse(bytes)),
        6 => drop(qos::parse(bytes)),
        7 => drop(accounts::parse(bytes, bytes, bytes)),
        8 => closely(bytes),
        _ => hosts(bytes),
    }
});

/// The first half are the owner's texts, which stand in the second.
fn closely(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut owners = [const { String::new() }; 7];
    for (owner, text) in owners.iter_mut().zip(text.split('\0')) {
        text.clone_into(owner);
    }
    let [name, command, folder, comment, ..] = &owners;
    let answer = format!(
        "JobId={NUMBER} JobName={name}\n   UserId=alice(1)\n   Command={command}\n   WorkDir={folder}\n   Comment={comment} \n   Power=\n"
    );
    let found = detail::parse(answer.as_bytes(), JobId::new(NUMBER).unwrap(), &owners).unwrap();
    let users: Vec<_> = found.fields.iter().filter(|(key, _)| key == "UserId").collect();
    assert!(users.len() == 1 && users[0].1 == "alice(1)");
    let _ = detail::parse(bytes, JobId::new(NUMBER).unwrap(), &owners);
}

fn hosts(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let names = hostlist::expand(&text);
    let folded = hostlist::fold(names.iter().map(String::as_str));
    // Names that hold no list themselves come back.
    if names.iter().all(|name| !name.contains(['[', ']', ',']) && name.trim() == name && !name.is_empty()) {
        let (mut back, mut names) = (hostlist::expand(&folded), names);
        back.sort();
        names.sort();
        names.dedup();
        assert_eq!(back, names);
    }
}
