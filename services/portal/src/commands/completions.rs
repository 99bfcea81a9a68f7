//! `portal completions`

use clap::CommandFactory;
use clap_complete::Shell;

use crate::arguments::Portal;
use crate::failure::Failure;
use crate::output::print;

pub(crate) fn run(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Portal::command(), "portal", &mut script);
    print(String::from_utf8_lossy(&script).trim_end())
}
