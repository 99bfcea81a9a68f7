//! `#SBATCH` lines of scripts that are submitted by the portal's own account.
//!
//! Such lines are options of `sbatch`, which runs on the portal's host. Some name files that it reads into the job, with the
//! rights of whoever runs it: when that is the portal, its own secrets. Others ask for what only operators may have, and the
//! portal may be one. So only options that do neither are let through.

/// Options with a value, without the dashes.
const WITH_VALUE: &[&str] = &[
    "account",
    "array",
    "begin",
    "constraint",
    "core-spec",
    "cores-per-socket",
    "cpu-freq",
    "cpus-per-gpu",
    "cpus-per-task",
    "deadline",
    "delay-boot",
    "dependency",
    "distribution",
    "error",
    "exclude",
    "gpu-bind",
    "gpu-freq",
    "gpus",
    "gpus-per-node",
    "gpus-per-socket",
    "gpus-per-task",
    "gres",
    "gres-flags",
    "hint",
    "input",
    "job-name",
    "licenses",
    "mail-type",
    "mail-user",
    "mem",
    "mem-bind",
    "mem-per-cpu",
    "mem-per-gpu",
    "mincpus",
    "nodelist",
    "nodes",
    "ntasks",
    "ntasks-per-core",
    "ntasks-per-gpu",
    "ntasks-per-node",
    "ntasks-per-socket",
    "open-mode",
    "output",
    "partition",
    "prefer",
    "qos",
    "reservation",
    "signal",
    "sockets-per-node",
    "switches",
    "thread-spec",
    "threads-per-core",
    "time",
    "time-min",
    "tmp",
    "wckey",
    "chdir",
    "comment",
    "export",
];
/// Options without one.
const FLAGS: &[&str] = &[
    "contiguous",
    "exclusive",
    "hold",
    "ignore-pbs",
    "kill-on-invalid-dep",
    "no-kill",
    "no-requeue",
    "oversubscribe",
    "overcommit",
    "parsable",
    "quiet",
    "requeue",
    "spread-job",
    "use-min-nodes",
    "verbose",
];
/// Their short forms.
const SHORT_WITH_VALUE: &str = "AabCcDdeGiJLmNnopqStwx";
const SHORT_FLAGS: &str = "HOQkvs";

/// What a line of options begins with. Up to 22.05 `sbatch` complains of the second one, and then takes the options all the
/// same; `#PBS` and `#BSUB` are always switched off (`--ignore-pbs`).
const MAGIC_WORDS: &[&str] = &["#SBATCH", "#SLURM"];

/// Whether `sbatch` reads no file because of the lines in `script`.
pub(in crate::cli) fn reads_no_files(script: &str) -> bool {
    script.lines().map(str::trim_start).all(|line| {
        let mut options = MAGIC_WORDS.iter().filter_map(|word| line.strip_prefix(word));
        options.all(is_harmless)
    })
}

fn is_harmless(options: &str) -> bool {
    if let Some(word) = one_quoted(options) {
        return is_harmless_word(&word);
    }
    // What stands behind a blank and # is a comment for sbatch; here it has to be harmless too. Quotes would change where a
    // word ends.
    !options.contains(['"', '\'', '\\']) && options.split_whitespace().all(is_harmless_word)
}

/// The one word of a line such as `--job-name="a \"b\" c"`, as the portal writes values with blanks. All versions of `sbatch`
/// read this alike: the value is what stands between the quotes, without each `\` that has a character behind it.
fn one_quoted(options: &str) -> Option<String> {
    let (name, rest) = options.trim().split_once("=\"")?;
    let value = rest.strip_suffix('"')?;
    let letters = |letter: char| letter.is_ascii_lowercase() || letter == '-';
    if !name.starts_with("--") || !name.chars().all(letters) {
        return None;
    }
    let mut word = format!("{name}=");
    let mut rest = value.chars();
    while let Some(letter) = rest.next() {
        match letter {
            '"' => return None,
            '\\' => word.push(rest.next()?),
            other => word.push(other),
        }
    }
    Some(word)
}

fn is_harmless_word(word: &str) -> bool {
    if let Some(option) = word.strip_prefix("--") {
        // Abbreviations are options too, and are refused: `--export-f` is not `--export`.
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option, None),
        };
        let known =
            WITH_VALUE.contains(&name) || (FLAGS.contains(&name) && value.is_none_or(|value| !value.contains('/')));
        let hosts = matches!(name, "nodelist" | "exclude");
        known && !(hosts && value.is_none_or(|value| value.contains('/')))
    } else if let Some(option) = word.strip_prefix('-') {
        let mut letters = option.chars();
        let Some(letter) = letters.next() else { return false };
        let value = letters.as_str();
        if matches!(letter, 'w' | 'x') {
            !value.is_empty() && !value.contains('/')
        } else {
            SHORT_WITH_VALUE.contains(letter) || (SHORT_FLAGS.contains(letter) && value.is_empty())
        }
    } else {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{MAGIC_WORDS, reads_no_files};

    #[test]
    fn the_usual_lines_pass() {
        let script = "#!/bin/bash\n#SBATCH --job-name=crash -N 2\n#SBATCH -n4 --mem=8G --time 1:00:00\n#SBATCH --exclusive -H\n\
            #SBATCH --gres=gpu:2 --output=/shared/%j.out\n#SBATCH -w cn001x\n";
        assert!(!reads_no_files(script), "the host list stands apart from its option");
        assert!(reads_no_files(&script.replace("-w cn001x", "-wcn001")));
        assert!(reads_no_files(
            "#!/bin/bash\nsrun --export-file=x true\n# SBATCH --export-file=x\n"
        ));
    }

    #[test]
    fn values_in_quotes_pass_when_they_are_all_there_is() {
        for line in [
            r#"--job-name="my job --export-file=/x # 'a' \"b\" \\""#,
            r#"--chdir="/shared/jobs/kim's job""#,
            r#"--job-name="""#,
        ] {
            assert!(reads_no_files(&format!("#!/bin/bash\n#SBATCH {line}\n")), "{line}");
        }
        for line in [
            r#"--job-name="a" --bb=/x"#,
            r#"--job-name="a" --bb="/x""#,
            r#"--job-name="a"x" --bb=/x""#,
            r#"--job-name="a\"#,
            r#"--job-name="a\""#,
            r#"--job-name="a\\" --bb=/x --job-name="b""#,
            r#"--bb="/x""#,
            r#"--ex\port-file="/x""#,
            r#"-F="/x""#,
            r#"-N 1 --job-name="a""#,
            r#"--nodelist="/x""#,
            r#"--nodelist="\/x""#,
            r#"--wrap="id""#,
            r#"'--job-name="a"'"#,
        ] {
            assert!(!reads_no_files(&format!("#!/bin/bash\n#SBATCH {line}\n")), "{line}");
        }
    }

    #[test]
    fn nothing_makes_sbatch_read_the_portals_files() {
        for line in [
            "--export-file=/etc/hpc-portal/hpc-portal.env",
            "--export-f=/x",
            "--export-file /x",
            "--bb=/x",
            "--bbf=/x",
            "--nodefile=/x",
            "-F/x",
            "-HF /x",
            "-vF /x",
            "--nodelist=/x",
            "--nodelist /x",
            "-w/x",
            "-w /x",
            "--exclude=./x",
            "--get-user-env",
            "--uid=0",
            "--wait",
            "-W",
            "--wrap=id",
            "--priority=TOP",
            "--nice=-1000",
            "-Mother",
            "--job-name \"a\" --export-file=/x",
            "--job-name a\\ --bb=/x",
            "--test-only",
            "-",
            "--",
        ] {
            for word in MAGIC_WORDS {
                assert!(!reads_no_files(&format!("#!/bin/bash\n{word} {line}\n")), "{line}");
                assert!(
                    !reads_no_files(&format!("#!/bin/bash\n\t{word}\t{line} # x\n")),
                    "{line}"
                );
            }
        }
    }
}
