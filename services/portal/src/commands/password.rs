//! A password from the standard input.

use std::io::{BufRead, Read};

use auth::NewPassword;
use portal_jwt::Username;

use crate::failure::Failure;

/// More than any password; what follows is not read.
const LONGEST_LINE: u64 = 4096;

/// Reads the first line, checks that it is good enough for `name`, and gives what is kept of it.
pub(super) fn read_and_hash(name: &Username) -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .take(LONGEST_LINE)
        .read_line(&mut line)
        .map_err(|error| Failure::Refused(format!("the password cannot be read from the standard input: {error}")))?;
    let text = line.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(Failure::Refused(
            "there is no password on the standard input; pipe one in, such as: openssl rand -base64 18".to_owned(),
        ));
    }
    hash(text, name)
}

/// What is kept of a password that is good enough for `name`.
pub(crate) fn hash(text: &str, name: &Username) -> Result<String, Failure> {
    let password = NewPassword::parse(text, name)
        .map_err(|weak| Failure::Refused(format!("{weak}; make one with: openssl rand -base64 18")))?;
    password
        .hash()
        .map_err(|error| Failure::Refused(format!("the password cannot be hashed: {error}")))
}
