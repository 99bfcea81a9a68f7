//! What a client may call things: parsed at the door, trusted inside.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use utoipa::ToSchema;

/// NAME_MAX of the file systems that clusters use.
const LONGEST_NAME: usize = 255;

/// Bytes of an extension with its dot.
const LONGEST_EXTENSION: usize = 32;

/// A name that cannot be used. Displays as what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Nothing, or only blanks.
    #[error("the name is empty")]
    Empty,
    /// `.` or `..`.
    #[error("\".\" and \"..\" are not file names")]
    Dots,
    /// `/` or `\`.
    #[error("the name must not contain / or \\; send folders as job_id or not at all")]
    Separator,
    /// A control, line or direction-changing character, which would make the name read as another one.
    #[error("the name contains a control character")]
    Control,
    /// More than 255 bytes of UTF-8.
    #[error("the name is longer than 255 bytes")]
    TooLong,
    /// Looks like one of the portal's own hidden files.
    #[error("this name is reserved by the portal")]
    Reserved,
    /// Begins with a combining mark, which would change the character before it on every screen.
    #[error("the name begins with a combining mark")]
    LeadingMark,
}

/// A file name: Unicode in NFC, one path component, nothing that a terminal or browser would obey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// Checks a name that a client sent.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(name: &str) -> Result<Self, BadName> {
        // Refused before normalising: NFC can grow a text only threefold, so this bounds the work.
        if name.len() > 4 * LONGEST_NAME {
            return Err(BadName::TooLong);
        }
        let name: String = name.nfc().collect();
        match name.as_str() {
            blank if blank.trim().is_empty() => Err(BadName::Empty),
            "." | ".." => Err(BadName::Dots),
            name if name.contains(['/', '\\']) => Err(BadName::Separator),
            name if name.chars().any(is_dangerous) => Err(BadName::Control),
            name if name.chars().next().is_some_and(is_combining_mark) => Err(BadName::LeadingMark),
            name if name.len() > LONGEST_NAME => Err(BadName::TooLong),
            name if is_ours(name) => Err(BadName::Reserved),
            _ => Ok(Self(name)),
        }
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `name (n).ext`: the n-th file of this name. `.tar.gz` and its kin stay together; a name that would become too
    /// long loses characters of its stem.
    #[must_use]
    pub fn numbered(&self, n: u32) -> Self {
        let (stem, extension) = self.split();
        let suffix = format!(" ({n}){extension}");
        let mut end = stem.len().min(LONGEST_NAME.saturating_sub(suffix.len()));
        while !stem.is_char_boundary(end) {
            end -= 1;
        }
        Self(format!("{}{suffix}", stem.get(..end).unwrap_or_default()))
    }

    /// Which number `other` is of this name: 2 for `name (2).ext`.
    #[must_use]
    pub fn number_of(&self, other: &str) -> Option<u32> {
        let (_, extension) = self.split();
        let (_, number) = other.strip_suffix(extension)?.strip_suffix(')')?.rsplit_once(" (")?;
        let number = number.parse().ok()?;
        // Compared as a whole: a long name has lost characters of its stem.
        (self.numbered(number).as_str() == other).then_some(number)
    }

    fn split(&self) -> (&str, &str) {
        let name = self.as_str();
        // What is longer after the last dot is no extension, and would leave no room for the number.
        let short = |dot: &usize| *dot > 0 && name.len() - dot <= LONGEST_EXTENSION;
        let outer = name.rfind('.').filter(short);
        let inner = outer.and_then(|dot| {
            let tar = dot.checked_sub(4)?;
            (tar > 0 && name.get(tar..dot)?.eq_ignore_ascii_case(".tar")).then_some(tar)
        });
        name.split_at_checked(inner.or(outer).unwrap_or(name.len()))
            .unwrap_or((name, ""))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Controls, line and paragraph separators, and the characters that turn the direction of the text around them.
fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFF9}'..='\u{FFFB}')
}

fn is_ours(name: &str) -> bool {
    let id = name
        .strip_prefix('.')
        .and_then(|rest| rest.strip_suffix(".part").or_else(|| rest.strip_suffix(".map")));
    id.is_some_and(|id| UploadId::parse(id).is_some())
}

/// 16 lower-case hexadecimal digits, the contract's shape; ours are random.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(value_type = String, example = "9f86d081884c7d65")]
pub struct UploadId(String);

impl UploadId {
    /// An id nobody can guess.
    #[must_use]
    pub fn random() -> Self {
        Self(format!("{:016x}", rand::random::<u64>()))
    }

    /// Checks an id.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let legal = id.len() == 16 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        legal.then(|| Self(id.to_owned()))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UploadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names the folder `jobs/<job_id>`: a Slurm job id or the temporary name that a client gives before it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobId(String);

impl JobId {
    /// Letters, digits, `.`, `_` and `-`, at most 64, beginning with a letter or digit.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let first = id.bytes().next()?;
        let legal = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
        (id.len() <= 64 && first.is_ascii_alphanumeric() && id.bytes().all(legal)).then(|| Self(id.to_owned()))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What happens when the name is taken at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OnConflict {
    /// The new file becomes `name (2).ext`.
    #[default]
    Rename,
    /// The new file takes the old one's place.
    Replace,
    /// The new file is refused.
    Reject,
}

impl OnConflict {
    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rename => "rename",
            Self::Replace => "replace",
            Self::Reject => "reject",
        }
    }

    /// The choice of that word; an unknown one, which only another program can have written, never overwrites.
    #[must_use]
    pub fn named(word: &str) -> Self {
        match word {
            "replace" => Self::Replace,
            "reject" => Self::Reject,
            _ => Self::Rename,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ordinary_names_of_many_languages_are_kept() {
        for name in [
            "a.dat",
            "해석 결과.k",
            "naïve (1).txt",
            ".env",
            "a..b",
            "-rf",
            "💥.msh",
            "x".repeat(255).as_str(),
        ] {
            assert_eq!(
                FileName::parse(name).map(|name| name.to_string()),
                Ok(name.nfc().collect::<String>()),
                "{name}"
            );
        }
        let decomposed = "\u{1112}\u{1161}\u{11ab}.txt";
        assert_eq!(FileName::parse(decomposed).unwrap().as_str(), "한.txt");
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        use BadName::*;
        let cases = [
            ("", Empty),
            ("  ", Empty),
            (".", Dots),
            ("..", Dots),
            ("../x", Separator),
            ("/etc/passwd", Separator),
            ("a\\b", Separator),
            ("a\0b", Control),
            ("a\nb", Control),
            ("a\u{202e}txt.exe", Control),
            ("\u{85}", Empty),
            ("\u{301}a", LeadingMark),
            (".0123456789abcdef.part", Reserved),
        ];
        for (name, why) in cases {
            assert_eq!(FileName::parse(name), Err(why), "{name:?}");
        }
        assert_eq!(FileName::parse(&"x".repeat(256)), Err(TooLong));
        assert_eq!(FileName::parse(&"한".repeat(86)), Err(TooLong));
    }

    #[test]
    fn the_second_of_a_name_keeps_its_extension() {
        let second = |name: &str| FileName::parse(name).unwrap().numbered(2).to_string();
        assert_eq!(second("mesh.msh"), "mesh (2).msh");
        assert_eq!(second("run.tar.gz"), "run (2).tar.gz");
        assert_eq!(second(".env"), ".env (2)");
        assert_eq!(second("Makefile"), "Makefile (2)");
        assert_eq!(
            FileName::parse("mesh.msh").unwrap().number_of("mesh (17).msh"),
            Some(17)
        );
        assert_eq!(FileName::parse("mesh.msh").unwrap().number_of("mesh (x).msh"), None);
    }

    #[test]
    fn long_names_are_numbered_too() {
        for long in [
            "x".repeat(255),
            "한".repeat(85),
            format!("a.{}", "x".repeat(253)),
            format!("{}.dat", "x".repeat(251)),
        ] {
            let name = FileName::parse(&long).unwrap();
            for number in [2, 99, u32::MAX] {
                let numbered = name.numbered(number);
                assert!(numbered.as_str().len() <= 255, "{numbered}");
                assert_eq!(name.number_of(numbered.as_str()), Some(number), "{numbered}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_one_harmless_component(name in "\\PC{0,300}|[./\\\\a\u{0}-\u{1f}]{0,8}") {
            if let Ok(name) = FileName::parse(&name) {
                let text = name.as_str();
                prop_assert!(!text.is_empty() && text.len() <= 255 && text != "." && text != "..");
                prop_assert!(!text.contains(['/', '\\', '\0']) && !text.chars().any(char::is_control));
                let numbered = name.numbered(4_000_000_000);
                prop_assert!(numbered.as_str().len() <= 255);
                prop_assert!(FileName::parse(numbered.as_str()).is_ok());
            }
        }

        #[test]
        fn ids_are_digits_or_nothing(id in "\\PC{0,20}|[0-9a-f]{16}") {
            if let Some(id) = UploadId::parse(&id) {
                prop_assert_eq!(id.as_str().len(), 16);
            }
        }
    }
}
