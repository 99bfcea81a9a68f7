//! Resources as Slurm writes them.

use std::sync::Arc;

use super::value::{mebibytes, number, small, text};
use crate::model::{Gres, Tres};

/// `cpu=4,mem=8G,node=1,billing=4,gres/gpu=2,gres/gpu:a100=2`, without what has a field of its own: `others` is a text still.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Amounts {
    pub(super) cpus: Option<u32>,
    pub(super) memory_bytes: Option<u64>,
    pub(super) nodes: Option<u32>,
    pub(super) gpus: Option<u32>,
    pub(super) billing: Option<u64>,
    pub(super) others: String,
}

impl Amounts {
    /// Reads what is there; parts that cannot be read go to the others.
    pub(super) fn read(tres: &str) -> Self {
        let mut amounts = Self::default();
        let mut typed = None;
        for part in text(tres).split(',').filter(|part| !part.is_empty()) {
            let (name, amount) = part.split_once('=').unwrap_or((part, ""));
            match name {
                "cpu" => amounts.cpus = small(amount),
                "mem" => amounts.memory_bytes = mebibytes(amount),
                "node" => amounts.nodes = small(amount),
                "billing" => amounts.billing = number(amount),
                "gres/gpu" => amounts.gpus = small(amount),
                _ => {
                    if name.starts_with("gres/gpu:") {
                        typed = Some(typed.unwrap_or(0_u32).saturating_add(small(amount).unwrap_or(0)));
                    }
                    if !amounts.others.is_empty() {
                        amounts.others.push(',');
                    }
                    amounts.others.push_str(part);
                }
            }
        }
        // Both say the same GPUs; a cluster may be told to count only one of them.
        amounts.gpus = amounts.gpus.or(typed);
        amounts
    }

    /// As the model has it.
    pub(super) fn tres(&self, others: Arc<str>) -> Tres {
        Tres {
            cpus: self.cpus.unwrap_or(0),
            memory_bytes: self.memory_bytes.unwrap_or(0),
            gpus: self.gpus.unwrap_or(0),
            billing: self.billing,
            others,
        }
    }
}

/// GPUs in what was asked for with `--gres` and the like: `gres:gpu:a100:2`, `gres/gpu:2`, `gpu`, with commas between.
pub(super) fn gpus_asked(request: &str) -> u32 {
    let gpus = text(request).split(',').filter_map(|part| {
        let part = part
            .strip_prefix("gres")
            .map_or(part, |rest| rest.trim_start_matches([':', '/']));
        let (name, amount) = match part.split_once(['=', ':']) {
            Some((name, rest)) => (name, rest.rsplit([':', '=']).next().unwrap_or_default()),
            None => (part, ""),
        };
        (name == "gpu").then(|| small(amount).unwrap_or(1))
    });
    gpus.fold(0, u32::saturating_add)
}

/// What a node has (`gpu:a100:2(S:0-1),mps:200`) and how much of it is allocated (`gpu:a100:1(IDX:0),mps:0`).
pub(super) fn gres(has: &str, used: &str, mut share: impl FnMut(&str) -> Arc<str>) -> Vec<Gres> {
    let used: Vec<_> = parts(used).collect();
    let mut all: Vec<Gres> = Vec::new();
    for (name, kind, total) in parts(has) {
        match all.iter_mut().find(|gres| *gres.name == *name && *gres.kind == *kind) {
            // One of each socket.
            Some(gres) => gres.total = gres.total.saturating_add(total),
            None => all.push(Gres {
                name: share(name),
                kind: share(kind),
                total,
                allocated: used
                    .iter()
                    .filter(|part| part.0 == name && part.1 == kind)
                    .fold(0, |sum, part| sum.saturating_add(part.2)),
            }),
        }
    }
    all
}

/// Name, kind and amount of each.
fn parts(list: &str) -> impl Iterator<Item = (&str, &str, u32)> {
    outside_of_brackets(text(list)).filter_map(|part| {
        let plain = |part| str::split_once(part, '(').map_or(part, |(plain, _)| plain);
        // A kind that the node's settings do not name is `(null)` in what is used.
        let (name, rest) = match part.split_once(":(null):") {
            Some((name, rest)) => (name, plain(rest)),
            None => plain(part).split_once(':').unwrap_or((plain(part), "")),
        };
        let (kind, amount) = match rest.rsplit_once(':') {
            Some((kind, amount)) => (kind, small(amount).unwrap_or(1)),
            None => match small(rest) {
                Some(amount) => ("", amount),
                None => (rest, 1),
            },
        };
        (!name.is_empty()).then_some((name, kind, amount))
    })
}

/// Splits at commas that are outside of brackets: `(IDX:0,2)` stays together.
fn outside_of_brackets(list: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_u32;
    list.split(move |letter: char| {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0
    })
}

#[cfg(test)]
mod tests {
    use super::{Amounts, gpus_asked, gres};

    #[test]
    fn amounts_have_their_fields_and_the_rest_stays_a_text() {
        let amounts = Amounts::read("cpu=4,mem=1.50G,node=2,billing=9,gres/gpu=3,gres/gpu:a100=3,license/ansys=4");
        assert_eq!(
            amounts,
            Amounts {
                cpus: Some(4),
                memory_bytes: Some(1536 << 20),
                nodes: Some(2),
                gpus: Some(3),
                billing: Some(9),
                others: "gres/gpu:a100=3,license/ansys=4".to_owned(),
            }
        );
        assert_eq!(Amounts::read("gres/gpu:a100=1,gres/gpu:h100=2").gpus, Some(3));
        assert_eq!(Amounts::read("N/A"), Amounts::default());
    }

    #[test]
    fn gpus_that_were_asked_for_are_found_in_old_and_new_words() {
        for (request, gpus) in [
            ("gres:gpu:a100:2", 2),
            ("gres/gpu:2", 2),
            ("gres/gpu:a100=2", 2),
            ("gres/gpu=4", 4),
            ("gpu", 1),
            ("gres:gpu:a100:1,gres:gpu:h100:2", 3),
            ("cpu=2,gres/gpu:1", 1),
            ("gres:mps:100", 0),
            ("N/A", 0),
            ("", 0),
        ] {
            assert_eq!(gpus_asked(request), gpus, "{request}");
        }
    }

    #[test]
    fn a_nodes_gres_are_read_with_what_is_used() {
        let read = |has: &str, used: &str| -> Vec<_> {
            let all = gres(has, used, |text| text.into());
            all.iter()
                .map(|g| (g.name.to_string(), g.kind.to_string(), g.total, g.allocated))
                .collect()
        };
        let of = |name: &str, kind: &str, total, allocated| (name.to_owned(), kind.to_owned(), total, allocated);
        assert_eq!(read("gpu:a100:2", "gpu:a100:2(IDX:0-1)"), [of("gpu", "a100", 2, 2)]);
        assert_eq!(
            read(
                "gpu:a100:4(S:0,1),gpu:h100:2,mps:2K",
                "gpu:a100:2(IDX:0,2),gpu:h100:0(IDX:N/A),mps:100"
            ),
            [
                of("gpu", "a100", 4, 2),
                of("gpu", "h100", 2, 0),
                of("mps", "", 2048, 100)
            ]
        );
        assert_eq!(
            read("gpu:8(S:0-1),mps:100", "gpu:(null):8(IDX:0-7),mps:(null):0(IDX:N/A)"),
            [of("gpu", "", 8, 8), of("mps", "", 100, 0)]
        );
        assert_eq!(read("gpu:8", "gpu:(null):0(IDX:N/A)"), [of("gpu", "", 8, 0)]);
        assert_eq!(read("gpu:2(S:0),gpu:2(S:1)", "gpu:3"), [of("gpu", "", 4, 3)]);
        assert_eq!(read("fpga", "fpga:0"), [of("fpga", "", 1, 0)]);
        assert!(read("(null)", "gpu:0").is_empty());
    }
}
