//! Lists of hosts in Slurm's short form: `cn[001-040,050],gpu1`.

use std::collections::BTreeMap;

use crate::snapshot::natural_order;

/// No list names more hosts than Slurm can have; what goes beyond is left out.
const MOST: usize = 100_000;

/// Names of hosts are shorter. An entry that would make longer ones is no list: it would be copied as often as its brackets say.
const LONGEST: usize = 255;

/// All names of a list, in its order. Several brackets in one name multiply, as Slurm has it (`rack[1-2]n[1-4]`); what is not a
/// list stays as it is.
#[must_use]
pub fn expand(list: &str) -> Vec<String> {
    expand_at_most(list, MOST)
}

/// The same, up to so many names: a short text can name a great many.
#[must_use]
pub fn expand_at_most(list: &str, most: usize) -> Vec<String> {
    let mut names = Vec::new();
    for entry in entries(list) {
        let room = most.saturating_sub(names.len());
        expand_entry(entry, room, &mut names);
    }
    names
}

/// How many hosts a list names.
#[must_use]
pub fn count(list: &str) -> usize {
    expand(list).len()
}

/// The short form of these names: numbers at the same place and of the same width are folded, `cn1` and `cn2` to `cn[1-2]`. Sorted
/// naturally, each name once.
#[must_use]
pub fn fold<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    // Prefix, width and suffix of those that differ in their last number only.
    let mut alike: BTreeMap<(&str, usize, &str), Vec<u64>> = BTreeMap::new();
    let mut lone = Vec::new();
    for name in names {
        match last_number(name) {
            Some((prefix, digits, number, suffix)) => {
                let width = if digits.starts_with('0') && digits.len() > 1 {
                    digits.len()
                } else {
                    0
                };
                alike.entry((prefix, width, suffix)).or_default().push(number);
            }
            None => lone.push(name.to_owned()),
        }
    }
    widen(&mut alike);
    let mut parts: Vec<String> = alike
        .into_iter()
        .map(|(kind, numbers)| fold_alike(kind, numbers))
        .collect();
    lone.sort_unstable();
    lone.dedup();
    parts.append(&mut lone);
    parts.sort_by(|a, b| natural_order(a, b));
    parts.join(",")
}

/// `099` has a width and `100` shows none: it joins those of its own length that have one.
fn widen(alike: &mut BTreeMap<(&str, usize, &str), Vec<u64>>) {
    let padded: Vec<_> = alike.keys().filter(|(_, width, _)| *width > 0).copied().collect();
    for (prefix, width, suffix) in padded {
        let Some(plain) = alike.get_mut(&(prefix, 0, suffix)) else {
            continue;
        };
        let (same, others) = plain
            .drain(..)
            .partition::<Vec<_>, _>(|number| digits(*number) == width);
        *plain = others;
        if plain.is_empty() {
            alike.remove(&(prefix, 0, suffix));
        }
        if let Some(numbers) = alike.get_mut(&(prefix, width, suffix)) {
            numbers.extend(same);
        }
    }
}

fn digits(number: u64) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

fn fold_alike((prefix, width, suffix): (&str, usize, &str), mut numbers: Vec<u64>) -> String {
    numbers.sort_unstable();
    numbers.dedup();
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            // A range that gains a digit (`9-10`) is fine without a width, and cannot happen with one.
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            Some(_) | None => ranges.push((number, number)),
        }
    }
    let written: Vec<String> = ranges
        .iter()
        .map(|(first, last)| {
            if first == last {
                format!("{first:0width$}")
            } else {
                format!("{first:0width$}-{last:0width$}")
            }
        })
        .collect();
    match (written.as_slice(), ranges.as_slice()) {
        ([one], [(first, last)]) if first == last => format!("{prefix}{one}{suffix}"),
        (written, _) => format!("{prefix}[{}]{suffix}", written.join(",")),
    }
}

/// What comes before the last number of a name, its digits, the number, and what follows.
fn last_number(name: &str) -> Option<(&str, &str, u64, &str)> {
    let end = name.rfind(|letter: char| letter.is_ascii_digit())? + 1;
    let (head, suffix) = name.split_at(end);
    let start = head.rfind(|letter: char| !letter.is_ascii_digit()).map_or(0, |at| {
        at + head
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(1, char::len_utf8)
    });
    let (prefix, digits) = head.split_at(start);
    // Longer ones are no numbers of hosts.
    let number = digits.parse().ok().filter(|_| digits.len() <= 18)?;
    Some((prefix, digits, number, suffix))
}

/// Splits at commas that are outside of brackets.
fn entries(list: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_u32;
    let outside = move |letter: char| {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0
    };
    list.split(outside).map(str::trim).filter(|entry| !entry.is_empty())
}

fn expand_entry(entry: &str, room: usize, names: &mut Vec<String>) {
    if longest_name(entry) > LONGEST {
        names.extend((room > 0).then(|| entry.to_owned()));
        return;
    }
    let mut made = vec![String::new()];
    let mut rest = entry;
    while let Some((prefix, ranges, behind)) = bracket(rest) {
        let numbers = numbers(ranges, room);
        let products = made.iter().flat_map(|head| {
            let number = numbers.iter();
            number.map(move |number| format!("{head}{prefix}{number}"))
        });
        made = products.take(room).collect();
        rest = behind;
    }
    names.extend(made.into_iter().take(room).map(|head| head + rest));
}

/// At least as many bytes as the longest name of the entry has.
fn longest_name(entry: &str) -> usize {
    let (mut length, mut rest) = (0, entry);
    while let Some((prefix, ranges, behind)) = bracket(rest) {
        length += prefix.len() + ranges.split(',').map(str::len).max().unwrap_or(0);
        rest = behind;
    }
    length + rest.len()
}

/// What is before the first bracket, in it, and behind it.
fn bracket(text: &str) -> Option<(&str, &str, &str)> {
    let (prefix, rest) = text.split_once('[')?;
    let (ranges, behind) = rest.split_once(']')?;
    Some((prefix, ranges, behind))
}

/// `001-003,7` as `001 002 003 7`; pieces that are no numbers stay as they are.
fn numbers(ranges: &str, most: usize) -> Vec<String> {
    let mut numbers = Vec::new();
    for piece in ranges.split(',') {
        let range = piece
            .split_once('-')
            .and_then(|(first, last)| Some((first.len(), first.parse::<u64>().ok()?, last.parse::<u64>().ok()?)));
        match range {
            Some((width, first, last)) => {
                let room = most.saturating_sub(numbers.len());
                numbers.extend((first..=last).take(room).map(|number| format!("{number:0width$}")));
            }
            None if numbers.len() >= most => break,
            None => numbers.push(piece.to_owned()),
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MOST, expand, expand_at_most, fold};

    #[test]
    fn short_forms_are_expanded() {
        assert_eq!(
            expand("cn[001-003,007],gpu1"),
            ["cn001", "cn002", "cn003", "cn007", "gpu1"]
        );
        assert_eq!(expand("r[1-2]n[9-10]"), ["r1n9", "r1n10", "r2n9", "r2n10"]);
        assert_eq!(expand("login-1,cn[1]-ib"), ["login-1", "cn1-ib"]);
        assert!(expand("").is_empty());
        assert_eq!(expand("cn[1-"), ["cn[1-"]);
        assert!(expand("cn[5-1]").is_empty());
        assert_eq!(expand("cn[0-18446744073709551615]").len(), MOST);
        assert_eq!(expand("a[0-99999]b[0-99999]").len(), MOST);
        assert_eq!(expand_at_most("cn[1-3],a,b", 2), ["cn1", "cn2"]);
        assert_eq!(expand_at_most("a,b,cn[1-3]", 4), ["a", "b", "cn1", "cn2"]);
        let long = format!("{}[0-99999]", "x".repeat(2_000));
        assert_eq!(expand(&long), [long]);
    }

    #[test]
    fn alike_names_are_folded() {
        assert_eq!(
            fold(["cn002", "cn001", "cn007", "gpu1", "cn003"]),
            "cn[001-003,007],gpu1"
        );
        assert_eq!(fold(["cn099", "cn100", "cn101"]), "cn[099-101]");
        assert_eq!(fold(["cn9", "cn10", "cn10"]), "cn[9-10]");
        assert_eq!(fold(["r1n2-ib", "r1n3-ib", "login"]), "login,r1n[2-3]-ib");
        assert_eq!(fold([]), "");
    }

    proptest! {
        #[test]
        fn what_was_folded_is_expanded(numbers in prop::collection::btree_set(0_u32..1200, 0..40), padded in any::<bool>()) {
            let names: Vec<String> = numbers.iter().map(|n| if padded { format!("cn{n:03}") } else { format!("cn{n}") }).collect();
            let mut back = expand(&fold(names.iter().map(String::as_str)));
            back.sort();
            let mut names = names;
            names.sort();
            prop_assert_eq!(back, names);
        }

        #[test]
        fn whatever_is_folded_comes_back(names in prop::collection::btree_set("[a-b]{0,2}[09]{0,3}[0-9]{1,2}(-ib|n[0-9]{1,2})?|login", 0..60)) {
            let mut back = expand(&fold(names.iter().map(String::as_str)));
            back.sort();
            prop_assert_eq!(back, names.into_iter().collect::<Vec<_>>());
        }

        #[test]
        fn anything_is_survived(text in "[a-c0-9,\\[\\]-]{0,30}") {
            let _ = fold(expand(&text).iter().map(String::as_str));
        }
    }
}
