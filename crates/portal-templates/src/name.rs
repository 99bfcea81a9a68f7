//! Names that become part of a path, a variable or a form: strict, so that there is nothing left to check inside.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// The longest name of a folder or template, in bytes; with its ending and a temporary one it still is a file name.
const LONGEST: usize = 100;

/// Words that stand in the place of an id in the portal's addresses.
const TAKEN: [&str; 9] = [
    "archived",
    "categories",
    "check",
    "export",
    "import",
    "problems",
    "scan",
    "search",
    "watcher",
];

/// Not such a name; says which ones are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadName(pub(crate) &'static str);

macro_rules! name {
    ($(#[$about:meta])* $name:ident, $rule:literal, $sound:expr) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// What such a name is made of.
            pub const RULE: &'static str = $rule;

            /// The name.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadName;

            fn from_str(text: &str) -> Result<Self, BadName> {
                let sound: fn(&str) -> bool = $sound;
                if sound(text) { Ok(Self(text.to_owned())) } else { Err(BadName(Self::RULE)) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

name!(
    /// What a template is called everywhere: in addresses, rows and as the name of its file.
    TemplateId,
    "1 to 100 ASCII letters, digits, '.', '_' or '-', beginning with a letter or digit, and no word of the portal's addresses",
    |text| plain(text, |c| c.is_ascii_alphanumeric() || "._-".contains(c))
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !TAKEN.contains(&text)
);

name!(
    /// The folder of a template in `official` and `community`.
    Category,
    "1 to 100 bytes of letters, digits, '.', '_' or '-', beginning with a letter or digit",
    |text| plain(text, |c| c.is_alphanumeric() || "._-".contains(c)) && text.starts_with(char::is_alphanumeric)
);

name!(
    /// The person whose folder in `private` it is.
    Owner,
    "1 to 100 bytes of letters, digits, '.', '_', '-', '@' or '+', not beginning with '.' or '-'",
    |text| plain(text, |c| c.is_alphanumeric() || "._-@+".contains(c)) && !text.starts_with(['.', '-'])
);

name!(
    /// What an input is called in forms and in the job's variables (`FILE_<KEY>`).
    FileKey,
    "1 to 100 ASCII letters, digits or '_'",
    |text| plain(text, |c| c.is_ascii_alphanumeric() || c == '_')
);

name!(
    /// The name of an environment variable.
    EnvName,
    "ASCII letters, digits or '_', not beginning with a digit",
    |text| plain(text, |c| c.is_ascii_alphanumeric() || c == '_') && !text.starts_with(|c: char| c.is_ascii_digit())
);

name!(
    /// A word that Slurm is given: a partition, QOS, account, feature or generic resource. Nothing in it means anything
    /// to a shell that it is quoted for, and nothing ends a line of a batch script.
    SlurmWord,
    "1 to 100 letters, digits or any of ._:,=+*&|()[]@/%-, beginning with a letter, digit, '[' or '('",
    |text| plain(text, |c| c.is_alphanumeric() || "._:,=+*&|()[]@/%-".contains(c))
        && text.starts_with(|c: char| c.is_alphanumeric() || c == '[' || c == '(')
);

fn plain(text: &str, may: impl Fn(char) -> bool) -> bool {
    (1..=LONGEST).contains(&text.len()) && text.chars().all(may)
}

impl Category {
    /// The category of a template that names none and lies in none.
    #[must_use]
    pub fn custom() -> Self {
        Self("custom".to_owned())
    }
}

impl FileKey {
    /// As the variables write it: `FILE_<KEY>`.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("FILE_{}", self.0.to_ascii_uppercase())
    }

    /// The key that a name stands for where none was given: other characters become `_`. None when nothing is left.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let key: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        let key = key.trim_matches('_');
        key.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_leads_elsewhere_is_a_name() {
        for text in [
            "",
            ".",
            "..",
            "a/b",
            "/a",
            "../a",
            "a\\b",
            "a\0",
            ".hidden",
            "a b",
            "a\n",
            "유/체",
            &"x".repeat(101),
        ] {
            assert!(text.parse::<TemplateId>().is_err(), "{text:?}");
            assert!(text.parse::<Category>().is_err(), "{text:?}");
            assert!(text.parse::<Owner>().is_err(), "{text:?}");
        }
        for word in TAKEN {
            assert!(word.parse::<TemplateId>().is_err(), "{word}");
        }
        assert!("유체역학".parse::<Category>().is_ok());
        assert!("kim@example.com".parse::<Owner>().is_ok());
        assert!("openfoam-cfd-v1.2".parse::<TemplateId>().is_ok());
    }

    #[test]
    fn slurms_words_end_no_line_and_begin_no_option() {
        for text in ["gpu:a100:2,shard:4", "[rack1*2&rack2*4]", "a|b&(c)", "gpu,cpu", "그룹1"] {
            assert!(text.parse::<SlurmWord>().is_ok(), "{text}");
        }
        for text in [
            "-p", "--uid=0", "a b", "a;b", "$(id)", "a`b", "a\nb", "'", "\"", "#", "\\", "<", "",
        ] {
            assert!(text.parse::<SlurmWord>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_key_is_made_of_a_name() {
        assert_eq!(
            FileKey::from_name("training script.py").unwrap().as_str(),
            "training_script_py"
        );
        assert_eq!(FileKey::from_name("mesh").unwrap().variable(), "FILE_MESH");
        assert_eq!(FileKey::from_name("입력"), None);
    }
}
