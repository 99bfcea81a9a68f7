//! The end of the chain at some moment, small enough to be kept somewhere else.

use std::fmt;
use std::str::FromStr;

/// Number and hash of the newest row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// 0 before the first row.
    pub seq: i64,
    /// 64 hexadecimal digits; nothing before the first row.
    pub hash: String,
}

/// As the services write it into their log and `portal audit verify --head` takes it: `SEQ:HASH`.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

/// This is no head of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected SEQ:HASH as the services log it: a number, a colon, 64 hexadecimal digits")]
pub struct NotAHead;

impl FromStr for Head {
    type Err = NotAHead;

    fn from_str(text: &str) -> Result<Self, NotAHead> {
        let (seq, hash) = text.trim().split_once(':').ok_or(NotAHead)?;
        let seq = seq.parse().ok().filter(|seq| *seq > 0).ok_or(NotAHead)?;
        let hash = hash.to_ascii_lowercase();
        if hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Self { seq, hash })
        } else {
            Err(NotAHead)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let head = Head {
            seq: 42,
            hash: "0a".repeat(32),
        };
        assert_eq!(head.to_string().parse(), Ok(head.clone()));
        assert_eq!(format!(" {}\n", head.to_string().to_uppercase()).parse(), Ok(head));
        for wrong in [
            "",
            "42",
            "42:",
            "0:00",
            "x:00",
            "-1:00",
            &format!("42:{}", "0g".repeat(32)),
        ] {
            assert_eq!(wrong.parse::<Head>(), Err(NotAHead), "{wrong}");
        }
    }
}
