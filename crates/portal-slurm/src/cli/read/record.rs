//! What `scontrol show` prints: records of `Key=value` on indented lines.
//!
//! Lines, and not one line a record (`-o`): a value may hold blanks and equals signs, and then only the end of its line says
//! where it ends.

/// The records of an answer; each begins with `first` (such as `NodeName=`) at the beginning of a line.
pub(super) fn records<'a>(answer: &'a str, first: &'static str) -> impl Iterator<Item = &'a str> {
    let begins = memchr::memmem::find_iter(answer.as_bytes(), first.as_bytes())
        .filter(|at| *at == 0 || answer.as_bytes().get(at - 1) == Some(&b'\n'))
        .collect::<Vec<_>>();
    let ends = begins.iter().skip(1).copied().chain([answer.len()]).collect::<Vec<_>>();
    begins
        .into_iter()
        .zip(ends)
        .filter_map(|(begin, end)| answer.get(begin..end))
}

/// The pairs of a record in their order. Words without an equals sign belong to the value before. On a line that begins with one
/// of the keys `whole`, all that follows is its value.
pub(super) fn pairs<'a>(record: &'a str, whole: &'static [&'static str]) -> impl Iterator<Item = (&'a str, &'a str)> {
    record.lines().flat_map(move |line| {
        let mut rest = line.trim();
        std::iter::from_fn(move || {
            let (key, value) = rest.split_once('=')?;
            let end = if whole.contains(&key) { value.len() } else { end(value) };
            let (value, behind) = value.split_at_checked(end)?;
            rest = behind.trim_start();
            Some((key, value.trim_end()))
        })
    })
}

/// Where a value ends: at the blank before the word in which the next equals sign is.
fn end(value: &str) -> usize {
    let bytes = value.as_bytes();
    let mut from = 0;
    while let Some(blank) = memchr::memchr(b' ', bytes.get(from..).unwrap_or_default()).map(|at| at + from) {
        let word = bytes.get(blank + 1..).unwrap_or_default();
        if memchr::memchr2(b' ', b'=', word).is_some_and(|at| word.get(at) == Some(&b'=')) {
            return blank;
        }
        from = blank + 1;
    }
    value.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{pairs, records};

    #[test]
    fn records_begin_at_the_beginning_of_a_line() {
        let answer = "NodeName=a Arch=x\n   Reason=NodeName=b\n\nNodeName=c\n";
        let found: Vec<_> = records(answer, "NodeName=").collect();
        assert_eq!(found, ["NodeName=a Arch=x\n   Reason=NodeName=b\n\n", "NodeName=c\n"]);
        assert_eq!(
            records("No reservations in the system\n", "ReservationName=").count(),
            0
        );
    }

    #[test]
    fn values_may_hold_blanks_and_whole_lines_anything() {
        let record = "NodeName=a Arch=x86_64 \n   OS=Linux 6.1 #1 SMP \n   State=IDLE Empty= Weight=1\n   Reason=disk = bad State=IDLE [root@5]\n";
        let found: Vec<_> = pairs(record, &["Reason"]).collect();
        assert_eq!(
            found,
            [
                ("NodeName", "a"),
                ("Arch", "x86_64"),
                ("OS", "Linux 6.1 #1 SMP"),
                ("State", "IDLE"),
                ("Empty", ""),
                ("Weight", "1"),
                ("Reason", "disk = bad State=IDLE [root@5]"),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "([A-C]{1,2}=?[ a=\\n]{0,3}){0,12}", other in any::<String>()) {
            for text in [&text, &other] {
                for record in records(text, "A=") {
                    prop_assert!(pairs(record, &["B"]).all(|(key, value)| record.contains(key) && record.contains(value)));
                }
            }
        }
    }
}
