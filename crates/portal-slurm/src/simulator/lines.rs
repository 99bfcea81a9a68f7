//! `#SBATCH` lines of scripts, as far as the portal writes them: what stands on the command line counts more.

use std::str::FromStr;
use std::time::Duration;

use crate::submission::Submission;

/// The submission with what its script says.
pub(super) fn with(asked: &Submission) -> Submission {
    let mut with = asked.clone();
    for line in asked
        .script
        .lines()
        .take_while(|line| line.starts_with('#') || line.is_empty())
    {
        let Some(options) = line.strip_prefix("#SBATCH") else {
            continue;
        };
        for word in words(options) {
            if let Some((name, value)) = word.strip_prefix("--").and_then(|word| word.split_once('=')) {
                apply(&mut with, name, value);
            } else if word == "--hold" {
                with.hold = true;
            }
        }
    }
    with
}

fn apply(asked: &mut Submission, name: &str, value: &str) {
    fn fill<T: FromStr>(field: &mut Option<T>, value: &str) {
        if field.is_none() {
            *field = value.parse().ok();
        }
    }
    match name {
        "job-name" => fill(&mut asked.name, value),
        "partition" => fill(&mut asked.partition, value),
        "account" => fill(&mut asked.account, value),
        "qos" => fill(&mut asked.qos, value),
        "nodes" => fill(&mut asked.nodes, value),
        "ntasks" => fill(&mut asked.tasks, value),
        "ntasks-per-node" => fill(&mut asked.tasks_per_node, value),
        "cpus-per-task" => fill(&mut asked.cpus_per_task, value),
        "mem" => asked.memory_per_node_bytes = asked.memory_per_node_bytes.or_else(|| bytes(value)),
        "gres" => fill(&mut asked.gres, value),
        "gpus" => fill(&mut asked.gres, &format!("gpu:{value}")),
        "constraint" => fill(&mut asked.constraint, value),
        "time" => asked.time_limit = asked.time_limit.or_else(|| seconds(value).map(Duration::from_secs)),
        "array" => fill(&mut asked.array, value),
        "dependency" => fill(&mut asked.dependency, value),
        "chdir" => fill(&mut asked.work_dir, value),
        "output" => fill(&mut asked.stdout, value),
        "error" => fill(&mut asked.stderr, value),
        _ => {}
    }
}

/// Splits at blanks; quotes hold together, `\` takes the next character as it is, `#` ends the line.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\\', _) => word.extend(letters.next()),
            (letter, Some(open)) if letter == open => quote = None,
            ('"' | '\'', None) => quote = Some(letter),
            ('#', None) => break,
            (letter, None) if letter.is_whitespace() => words.push(std::mem::take(&mut word)),
            (letter, _) => word.push(letter),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// `16G`, `4000M`; a bare number is MiB.
fn bytes(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let shift = match text.get(digits.len()..)?.chars().next() {
        Some('K' | 'k') => 10,
        Some('G' | 'g') => 30,
        Some('T' | 't') => 40,
        _ => 20,
    };
    digits.parse::<u64>().ok()?.checked_mul(1 << shift)
}

/// Minutes, `MM:SS`, `HH:MM:SS`, each with `D-` before it, where the first is hours.
fn seconds(text: &str) -> Option<u64> {
    let (days, rest) = match text.split_once('-') {
        Some((days, rest)) => (Some(days.parse::<u64>().ok()?), rest),
        None => (None, text),
    };
    let parts = rest
        .split(':')
        .map(|part| part.parse::<u64>().ok())
        .collect::<Option<Vec<_>>>()?;
    let units: &[u64] = match (days.is_some(), parts.len()) {
        (false, 1) => &[60],
        (false, 2) => &[60, 1],
        _ => &[3600, 60, 1],
    };
    let time: u64 = parts
        .iter()
        .zip(units)
        .map(|(part, unit)| part.saturating_mul(*unit))
        .sum();
    Some(time.saturating_add(days.unwrap_or(0).saturating_mul(86_400)))
}

#[cfg(test)]
mod tests {
    use super::with;
    use crate::submission::Submission;

    #[test]
    fn lines_of_a_script_count_where_nothing_else_is_said() {
        let script = "#!/bin/bash\n# x\n#SBATCH --job-name=\"a \\\"b\\\" # c\" --nodes=2\n#SBATCH --mem=2G --time=1-01:00:00 # --qos=x\n\
                      #SBATCH --partition=gpu --gpus=2\necho\n#SBATCH --ntasks=9\n";
        let asked = Submission {
            partition: Some("cpu".parse().unwrap()),
            ..Submission::new(script.parse().unwrap())
        };
        let read = with(&asked);
        assert_eq!(read.name.as_deref(), Some("a \"b\" # c"));
        assert_eq!(read.partition.as_deref(), Some("cpu"));
        assert_eq!((read.nodes, read.tasks, read.qos), (Some(2), None, None));
        assert_eq!(read.memory_per_node_bytes, Some(2 << 30));
        assert_eq!(read.time_limit.map(|limit| limit.as_secs()), Some(90_000));
        assert_eq!(read.gres.as_deref(), Some("gpu:2"));
    }
}
