//! The program in a folder of its own.

use portal_testkit::{Finished, Program, SECRET, TestDatabase};
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "correct horse battery staple\n";

/// An operator's shell: a working folder, settings, a database.
pub(crate) struct Shell {
    pub(crate) folder: TempDir,
    database: TestDatabase,
}

impl Shell {
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            database: TestDatabase::new(),
        }
    }

    /// `portal` with arguments, ready to be changed and run.
    pub(crate) fn portal(&self, arguments: &str) -> Program {
        bare(arguments)
            .folder(self.folder.path())
            .env("JWT_SECRET_KEY", SECRET)
            .env("DATABASE_URL", self.database.url())
    }

    /// Runs `portal` with arguments.
    pub(crate) fn run(&self, arguments: &str) -> Finished {
        self.portal(arguments).run()
    }

    /// Adds somebody.
    pub(crate) fn add(&self, arguments: &str, password: &str) -> Finished {
        let command = format!("user add {arguments} --password-stdin");
        self.portal(&command).input(password).run()
    }
}

/// `portal` without any settings.
pub(crate) fn bare(arguments: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_portal")).args(arguments.split_whitespace())
}
