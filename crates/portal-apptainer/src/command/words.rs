//! Which words of a command are read as code by what runs them.

use super::quote::belongs_to_bash;

/// Commands that read their arguments as code, or as names of variables, which comes to the same.
const EVALUATE: [&str; 10] = [
    "eval",
    "source",
    ".",
    "trap",
    "alias",
    "unset",
    "read",
    "readarray",
    "mapfile",
    "getopts",
];
/// Commands that calculate: even a bare name in there stands for its value, and that value is read as code.
const CALCULATE: [&str; 2] = ["let", "[["];
/// Commands that set variables.
const ASSIGN: [&str; 5] = ["export", "readonly", "local", "declare", "typeset"];
/// Words behind which a command stands.
const BEFORE_COMMAND: [&str; 19] = [
    "if", "then", "else", "elif", "while", "until", "do", "!", "{", "time", "exec", "command", "builtin", "coproc",
    "env", "nohup", "xargs", "nice", "sudo",
];
/// Programs that take a script behind `-c` or `-e`.
const SHELLS: [&str; 10] = [
    "sh", "bash", "dash", "ksh", "zsh", "su", "python", "python3", "perl", "ruby",
];
/// Programs that give all arguments to a shell elsewhere.
const REMOTE: [&str; 2] = ["ssh", "rsh"];
/// Programs whose first argument is a program that can start others.
const FILTERS: [&str; 5] = ["awk", "gawk", "mawk", "sed", "find"];
/// Variables that say what is run, and how. Their beginnings, with a star.
const DANGEROUS: [&str; 24] = [
    "PATH",
    "IFS",
    "ENV",
    "HOME",
    "PWD",
    "CDPATH",
    "SHELL",
    "SHELLOPTS",
    "GLOBIGNORE",
    "PS4",
    "PROMPT_COMMAND",
    "EDITOR",
    "PAGER",
    "LD_*",
    "BASH*",
    "PYTHON*",
    "PERL*",
    "RUBY*",
    "JAVA_TOOL_OPTIONS",
    "GCONV_PATH",
    "APPTAINER*",
    "SINGULARITY*",
    "SLURM_*",
    "SBATCH_*",
];

/// Whether giving this variable any value changes what is run.
pub(crate) fn is_dangerous(name: &str) -> bool {
    let known = |known: &&str| match known.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == *known,
    };
    belongs_to_bash(name) || DANGEROUS.iter().any(known)
}

/// How far a command is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    /// Its name comes next.
    expecting: bool,
    /// Words such as `env` were there, which have options before the name.
    wrapped: bool,
    /// A file name comes next, behind `<` or `>`.
    redirected: Redirected,
    /// A program that reads some of what follows as code.
    reader: Reader,
    /// It reads what the command before it writes.
    piped: bool,
    /// Words since then that are no options.
    arguments: usize,
    name: String,
    previous: String,
}

/// What a word behind `<` or `>` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Redirected {
    /// It is not behind one.
    No,
    /// A file.
    File,
    /// Behind `>&` a handle, or a file: bash expands its name twice.
    Handle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    None,
    Shell,
    Filter,
    /// `export`: what is behind `=` is a value.
    Assignments,
    /// `let`, `[[`: bare names are read too.
    Calculation,
    /// All that follows is code.
    Everything,
}

impl Command {
    /// A command begins, behind a `|` or not.
    pub(crate) const fn new(piped: bool) -> Self {
        Self {
            piped,
            expecting: true,
            wrapped: false,
            redirected: Redirected::No,
            reader: Reader::None,
            arguments: 0,
            name: String::new(),
            previous: String::new(),
        }
    }

    pub(crate) const fn redirect(&mut self, to_come: Redirected) {
        self.redirected = to_come;
    }

    /// A word is over. One that is not `solid` is made of what others expand to: of nothing, it may be, and then the next word takes
    /// its place.
    pub(crate) fn word(&mut self, word: String, solid: bool) {
        if self.redirected != Redirected::No {
            self.redirected = Redirected::No;
            return;
        }
        if !solid {
            return;
        }
        if self.expecting {
            if BEFORE_COMMAND.contains(&word.as_str()) {
                self.wrapped = true;
                return;
            }
            if word.contains('=') || (self.wrapped && word.starts_with('-')) {
                return;
            }
            self.expecting = false;
            self.name.clone_from(&word);
            if let Some(reader) = builtin(&word) {
                self.reader = reader;
                return;
            }
        }
        self.argument(word);
    }

    fn argument(&mut self, word: String) {
        let program = word.rsplit('/').next().unwrap_or_default();
        let option = word.strip_prefix('-').filter(|option| !option.starts_with('-'));
        match (option, self.reader) {
            // What reads more than that stays what it is.
            (None, Reader::None | Reader::Filter) => match reader(program) {
                Some(reader) => (self.reader, self.arguments) = (reader, 0),
                None => self.arguments += 1,
            },
            (None, _) => self.arguments += 1,
            (Some(option), Reader::Shell) if option.contains(['c', 'e', 'E']) => self.reader = Reader::Everything,
            // Integers, references and lists: their values are calculated.
            (Some(option), Reader::Assignments) if option.contains(['i', 'n', 'a', 'A']) => {
                self.reader = Reader::Calculation;
            }
            _ => {}
        }
        self.previous = word;
    }

    /// Whether an argument may be a script, so that what is in single quotes is one too.
    pub(crate) fn takes_scripts(&self) -> bool {
        matches!(self.reader, Reader::Everything)
    }

    /// Whether it runs what it reads: a shell at the end of a pipe, without a script.
    pub(crate) fn runs_its_input(&self) -> bool {
        self.piped && self.reader == Reader::Shell && self.arguments == 0
    }

    /// Whether bare names of variables stand for their values in this word.
    pub(crate) fn calculates(&self, word: &str) -> bool {
        let subscript = word
            .split_once('[')
            .is_some_and(|(_, rest)| rest.contains("]=") || rest.contains("]+="));
        self.reader == Reader::Calculation || subscript
    }

    /// What is wrong with any text at this place: behind `word`, and alone in its word or not.
    pub(crate) fn objects(&self, word: &str, alone: bool) -> Option<&'static str> {
        match self.redirected {
            Redirected::No => {}
            Redirected::File => return None,
            Redirected::Handle => return Some("write > FILE 2>&1"),
        }
        if word.ends_with('[') {
            return Some("write it outside of […]");
        }
        if self.expecting {
            return match word.split_once('=') {
                None => Some("name the program itself"),
                Some((name, _)) if is_dangerous(name.trim_end_matches('+')) => Some("this says what is run, and how"),
                Some(_) => None,
            };
        }
        if matches!(self.name.as_str(), "printf" | "test" | "[") && matches!(self.previous.as_str(), "-v" | "-R") {
            return Some("a variable is named by itself");
        }
        match self.reader {
            Reader::Everything => {
                Some("write what is run in single quotes, where it finds the variable in its environment")
            }
            Reader::Calculation => Some("compare texts with [ … ]; calculations are for numbers"),
            Reader::Assignments => match word.split_once('=') {
                None => Some("a variable is named by itself"),
                Some((name, _)) if is_dangerous(name.trim_end_matches('+')) => Some("this says what is run, and how"),
                Some(_) => None,
            },
            Reader::Filter if !alone || self.arguments == 0 => Some("give it as a word of its own, behind the program"),
            _ => None,
        }
    }
}

fn builtin(name: &str) -> Option<Reader> {
    if EVALUATE.contains(&name) {
        Some(Reader::Everything)
    } else if CALCULATE.contains(&name) {
        Some(Reader::Calculation)
    } else if ASSIGN.contains(&name) {
        Some(Reader::Assignments)
    } else {
        None
    }
}

fn reader(program: &str) -> Option<Reader> {
    if SHELLS.contains(&program) {
        Some(Reader::Shell)
    } else if REMOTE.contains(&program) {
        Some(Reader::Everything)
    } else if FILTERS.contains(&program) {
        Some(Reader::Filter)
    } else {
        None
    }
}
