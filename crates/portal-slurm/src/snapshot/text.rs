//! Text as people search and order it: without regard to case, `cn2` before `cn10`. Nothing is allocated a row.

use std::cmp::Ordering;

/// What is searched for: matches in either case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needle {
    lower: String,
    first: [u8; 2],
    ascii: bool,
}

impl Needle {
    /// `None` when there is nothing to search for.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let lower = text.trim().to_lowercase();
        let first = *lower.as_bytes().first()?;
        Some(Self {
            first: [first, first.to_ascii_uppercase()],
            ascii: lower.is_ascii(),
            lower,
        })
    }

    /// In lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.lower
    }

    /// Whether `text` contains it.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        if self.ascii {
            self.is_in_bytes(text.as_bytes())
        } else {
            text.char_indices()
                .any(|(at, _)| text.get(at..).is_some_and(|rest| self.begins(rest)))
        }
    }

    /// An ASCII needle: bytes of other letters never equal ASCII bytes.
    fn is_in_bytes(&self, text: &[u8]) -> bool {
        let needle = self.lower.as_bytes();
        let Some(last_start) = text.len().checked_sub(needle.len()) else {
            return false;
        };
        let [lower, upper] = self.first;
        let starts = text.get(..=last_start).unwrap_or_default();
        memchr::memchr2_iter(lower, upper, starts).any(|at| {
            text.get(at..at + needle.len())
                .is_some_and(|piece| piece.eq_ignore_ascii_case(needle))
        })
    }

    fn begins(&self, rest: &str) -> bool {
        let mut letters = rest.chars().flat_map(char::to_lowercase);
        self.lower.chars().all(|wanted| letters.next() == Some(wanted))
    }
}

/// Orders names as people count: digits are compared as numbers, all else byte by byte; `cn2`, `cn10`, `cn010`.
#[must_use]
pub fn natural_order(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left.as_bytes(), right.as_bytes());
    loop {
        match (a.first(), b.first()) {
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (number_a, rest_a) = leading_number(a);
                let (number_b, rest_b) = leading_number(b);
                let by_size = number_a.len().cmp(&number_b.len()).then_with(|| number_a.cmp(number_b));
                if by_size != Ordering::Equal {
                    return by_size;
                }
                (a, b) = (rest_a, rest_b);
            }
            (Some(x), Some(y)) if x == y => {
                a = a.get(1..).unwrap_or_default();
                b = b.get(1..).unwrap_or_default();
            }
            (x, y) => {
                // Equal numbers of different length (`cn1`, `cn01`) are told apart by their bytes.
                return x.cmp(&y).then_with(|| left.cmp(right));
            }
        }
    }
}

/// The digits at the front without leading zeros, and what follows.
fn leading_number(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let zeros = digits.iter().position(|digit| *digit != b'0').unwrap_or(digits.len());
    (digits.get(zeros..).unwrap_or_default(), rest)
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use super::{Needle, natural_order};

    #[test]
    fn names_are_ordered_as_people_count() {
        let mut names = ["cn10", "cn2", "gpu1", "cn010", "cn1a", "cn1", "CN3", "cn"];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(names, ["CN3", "cn", "cn1", "cn1a", "cn2", "cn010", "cn10", "gpu1"]);
    }

    #[test]
    fn letters_match_in_either_case() {
        let found = |needle: &str, text: &str| Needle::new(needle).unwrap().is_in(text);
        assert!(found("LAMMPS", "run-lammps_7") && found("crash", "Vehicle CRASH") && found("é", "CAFÉ"));
        assert!(found("충돌", "차량 충돌 해석") && !found("충격", "차량 충돌 해석"));
        assert!(!found("abc", "ab") && !found("abc", "") && found("b", "aB"));
        assert!(Needle::new("  ").is_none());
    }

    proptest! {
        #[test]
        fn search_is_what_lower_case_and_contains_say(needle in "[a-cA-C]{1,3}", text in "[a-dA-D]{0,12}") {
            let expected = text.to_lowercase().contains(&needle.to_lowercase());
            prop_assert_eq!(Needle::new(&needle).unwrap().is_in(&text), expected);
        }

        #[test]
        fn the_order_is_an_order(a in "[ab0-2]{0,5}", b in "[ab0-2]{0,5}", c in "[ab0-2]{0,5}") {
            prop_assert_eq!(natural_order(&a, &b), natural_order(&b, &a).reverse());
            prop_assert_eq!(natural_order(&a, &b) == Ordering::Equal, a == b);
            if natural_order(&a, &b).is_le() && natural_order(&b, &c).is_le() {
                prop_assert!(natural_order(&a, &c).is_le());
            }
        }
    }
}
