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
        let line = line.trim();
        let mut rest = match line.split_once('=') {
            Some((key, value)) if whole.contains(&key) => return Line::Whole(Some((key, value.trim()))),
            _ => line,
        };
        let mut pairs = Vec::with_capacity(8);
        while let Some((pair, behind)) = cut(rest) {
            pairs.push(pair);
            rest = behind;
        }
        Line::Pairs(pairs.into_iter())
    })
}

/// The first pair of a line, and what is behind it.
fn cut(line: &str) -> Option<((&str, &str), &str)> {
    let (key, rest) = line.split_once('=')?;
    let key = key.trim_start();
    // The value ends before the last word in front of the next equals sign.
    let mut end = rest.len();
    let mut from = 0;
    while let Some(blank) = rest.get(from..).and_then(|tail| tail.find(' ')).map(|at| at + from) {
        let word = rest.get(blank + 1..).unwrap_or_default();
        let word = word.split_once(' ').map_or(word, |(word, _)| word);
        if word.contains('=') {
            end = blank;
            break;
        }
        from = blank + 1;
    }
    let (value, behind) = rest.split_at_checked(end)?;
    Some(((key, value.trim_end()), behind))
}

/// The pairs of one line.
enum Line<'a> {
    Whole(Option<(&'a str, &'a str)>),
    Pairs(std::vec::IntoIter<(&'a str, &'a str)>),
}

impl<'a> Iterator for Line<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Whole(pair) => pair.take(),
            Self::Pairs(pairs) => pairs.next(),
        }
    }
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
