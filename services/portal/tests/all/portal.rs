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

    /// The file of its SQLite database.
    pub(crate) fn database_file(&self) -> std::path::PathBuf {
        self.database.url().strip_prefix("sqlite:").unwrap().into()
    }

    /// `portal` with arguments, ready to be changed and run.
    pub(crate) fn portal(&self, arguments: &str) -> Program {
        bare(arguments)
            .folder(self.folder.path())
            .env("JWT_SECRET_KEY", SECRET)
            .env("DATABASE_URL", self.database.url())
    }

    /// One of the services, such as `auth_backend`, on a free port and alone: it knows of no other one.
    pub(crate) fn service(&self, name: &str) -> Program {
        self.settled(Program::new(&service_path(name)))
    }

    /// The service's settings, for a program that becomes the service.
    pub(crate) fn settled(&self, program: Program) -> Program {
        let uploads = self.folder.path().join("uploads");
        std::fs::create_dir_all(&uploads).unwrap();
        program
            .folder(self.folder.path())
            .env("JWT_SECRET_KEY", SECRET)
            .env("DATABASE_URL", self.database.url())
            .env("UPLOAD_ROOT", uploads)
            .env("STORAGE_DATA_PATH", self.folder.path())
            .env("PORT", "0")
            .env("WORKERS", "1")
            // Nobody listens there.
            .env("AUTH_INTERNAL_URL", "http://127.0.0.1:9")
            .env("WEBSOCKET_INTERNAL_URL", "http://127.0.0.1:9")
            .env("RUST_BACKTRACE", "0")
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

/// The programs of the services lie beside `portal`, once `cargo build --workspace --bins` has made them.
pub(crate) fn service_path(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_BIN_EXE_portal")).with_file_name(name);
    assert!(path.exists(), "{name} is not built: cargo build --workspace --bins");
    path.to_str().unwrap().to_owned()
}
