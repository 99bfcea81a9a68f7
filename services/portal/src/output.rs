//! Printing: this program's job.

use std::io::{self, Write};

use crate::failure::Failure;

/// Prints `text` and a line's end. A reader that has seen enough, such as `head`, is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// Prints a piece of a longer text; false when the reader has seen enough.
pub(crate) fn print_piece(text: &str) -> Result<bool, Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Failure::Output(error)),
    }
}

/// Says what went wrong, in one line.
pub(crate) fn complain(line: &str) {
    // Where complaints cannot be written there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "portal: {line}");
}
