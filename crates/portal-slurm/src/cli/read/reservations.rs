//! Reservations, from `scontrol show reservation`.

use super::record::{pairs, records};
use super::texts::Texts;
use super::utf8;
use super::value::{list, moment, small, text};
use crate::SlurmError;
use crate::cli::{Call, Runner};
use crate::model::Reservation;

pub(in crate::cli) fn ask(runner: &Runner) -> Result<Vec<Reservation>, SlurmError> {
    let call = Call::new("scontrol").args(["--all", "show", "reservation"]);
    Ok(parse(&runner.run(&call)?.stdout))
}

/// Reads the answer; "No reservations in the system" are none.
#[must_use]
pub fn parse(answer: &[u8]) -> Vec<Reservation> {
    let answer = utf8(answer);
    let mut texts = Texts::default();
    records(&answer, "ReservationName=")
        .map(|record| reservation(record, &mut texts))
        .collect()
}

fn reservation(record: &str, texts: &mut Texts) -> Reservation {
    let mut reservation = empty(texts);
    for (key, value) in pairs(record, &[]) {
        let mut names = || list(value).map(|name| texts.share(name)).collect();
        match key {
            "Users" => reservation.users = names(),
            "Accounts" => reservation.accounts = names(),
            "Groups" => reservation.groups = names(),
            "Flags" => reservation.flags = names(),
            "ReservationName" => reservation.name = texts.share(value),
            "State" => reservation.state = texts.share(text(value)),
            "StartTime" => reservation.start_at = moment(value).unwrap_or(0),
            "EndTime" => reservation.end_at = moment(value).unwrap_or(0),
            "Nodes" => reservation.node_list = texts.share(text(value)),
            "NodeCnt" => reservation.nodes = small(value).unwrap_or(0),
            "CoreCnt" => reservation.cores = small(value).unwrap_or(0),
            "PartitionName" => reservation.partition = texts.share(text(value)),
            "Features" => reservation.features = texts.share(text(value)),
            _ => {}
        }
    }
    reservation
}

fn empty(texts: &mut Texts) -> Reservation {
    let mut text = || texts.share("");
    Reservation {
        name: text(),
        state: text(),
        start_at: 0,
        end_at: 0,
        node_list: text(),
        nodes: 0,
        cores: 0,
        partition: text(),
        users: Vec::new(),
        accounts: Vec::new(),
        groups: Vec::new(),
        features: text(),
        flags: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_reservation_is_read() {
        let answer = "ReservationName=res1 StartTime=1795322101 EndTime=1795325701 Duration=01:00:00
   Nodes=cn[1-2] NodeCnt=2 CoreCnt=4 Features=(null) PartitionName=(null) Flags=MAINT,SPEC_NODES
   TRES=cpu=4
   Users=alice,bob Groups=(null) Accounts=(null) Licenses=(null) State=INACTIVE BurstBuffer=(null) Watts=n/a
   MaxStartDelay=(null)
";
        let all = parse(answer.as_bytes());
        let [reservation] = all.as_slice() else { panic!("one") };
        assert_eq!((&*reservation.name, &*reservation.state), ("res1", "INACTIVE"));
        assert_eq!(
            (reservation.start_at, reservation.end_at),
            (1_795_322_101, 1_795_325_701)
        );
        assert_eq!(
            (&*reservation.node_list, reservation.nodes, reservation.cores),
            ("cn[1-2]", 2, 4)
        );
        assert_eq!(reservation.users.len(), 2);
        assert_eq!(
            reservation.flags.iter().map(|f| &**f).collect::<Vec<_>>(),
            ["MAINT", "SPEC_NODES"]
        );
        assert!(reservation.accounts.is_empty() && reservation.partition.is_empty());
        assert!(parse(b"No reservations in the system\n").is_empty());
    }
}
