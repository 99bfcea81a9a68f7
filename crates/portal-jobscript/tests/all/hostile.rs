//! Names and values of which none may ever be run, in a real bash.

use portal_apptainer::command::{CommandTemplate, belongs_to_bash};
use portal_jobscript::{ImageChoice, Input, Request, facts, write};
use portal_testkit::Program;
use proptest::prelude::*;
use serde_json::json;

use crate::sample::{Place, is_bash, key, with_steps};

const CANARY: &str = "pwned";

/// Each would make the canary somewhere if it were read as code.
const CORPUS: &[&str] = &[
    "$(touch pwned)",
    "`touch pwned`",
    "\"; touch pwned; \"",
    "'; touch pwned; '",
    "x'$(touch pwned)'",
    "\ntouch pwned\n",
    "\n#SBATCH --wrap='touch pwned'\n",
    "#SBATCH --job-name=x",
    "; touch pwned",
    "&& touch pwned",
    "|| touch pwned",
    "| tee pwned",
    "> pwned",
    "\\",
    "\\\ntouch pwned",
    "\\' ; touch pwned #",
    "-rf",
    "--help",
    "-",
    "a[$(touch pwned)]",
    "${x:=$(touch pwned)}",
    "$'\\x27; touch pwned; \\x27'",
    "{a,b}",
    "*",
    "~root",
    "!!",
    "한글 이름.txt",
    "e\u{301}\u{1f9ea}\u{202e}\u{feff}\u{2028}",
    "\r\ttouch pwned\u{7f}\u{85}",
    " ",
    "",
    "EOF\ntouch pwned",
    "%j %% %x",
    "a,b:c=d",
];

/// What a job is made of that others decide.
#[derive(Debug, Clone)]
struct Others {
    job_name: String,
    value: String,
    file: String,
    image: String,
    folder: String,
    field: String,
}

impl Others {
    /// The same text wherever it can stand.
    fn all(text: &str) -> Self {
        let line: String = text
            .chars()
            .filter(|letter| !letter.is_control() && !matches!(letter, '\u{2028}' | '\u{2029}'))
            .take(200)
            .collect();
        let file: String = cut(&text.replace('/', "_"), 250);
        Self {
            job_name: if line.trim().is_empty() {
                "x".to_owned()
            } else {
                line.clone()
            },
            value: text.to_owned(),
            file: if file.is_empty() || file == "." || file == ".." {
                "x".to_owned()
            } else {
                file
            },
            image: format!("/{text}"),
            folder: format!("j{}", cut(&line.replace(['/', '%', '\\', ',', ':'], "_"), 200)),
            field: text.to_owned(),
        }
    }
}

fn cut(text: &str, most: usize) -> String {
    let mut text = text.to_owned();
    while text.len() > most {
        text.pop();
    }
    text
}

/// Writes and runs a job of these, and compares what it found with what was meant.
fn arrives(others: &Others) {
    let place = Place::new(&others.folder);
    let mesh = key("mesh");
    let staged = place.stage(&others.file, "the file");
    let inputs = [Input {
        file_key: &mesh,
        name: &others.file,
        staged: &staged,
    }];
    let mut template = with_steps("env -0 > work/before", "", "cat \"$MESH_FILE\"");
    template
        .apptainer
        .env
        .push(("VALUE".parse().unwrap(), others.value.clone()));
    let offered = json!({
        "template_id": "x", "command": {"format": "printf '%s\\n' ${FIELD} ${FILE} > output/main"},
        "variables": {"dynamic": {"FIELD": {"source": "slurm.partition"}}, "input_files": {"FILE": {"file_key": "mesh"}}},
    });
    let mut facts = facts(&template, &place.folder, &inputs);
    facts.slurm.insert("partition".to_owned(), others.field.clone());
    let rendered = CommandTemplate::parse(&offered).unwrap().render(&facts).unwrap();
    let request = Request {
        template: &template,
        job_name: &others.job_name,
        folder: &place.folder,
        image: Some(ImageChoice {
            id: "x",
            path: &others.image,
        }),
        inputs: &inputs,
        command: Some(&rendered),
    };
    let script = write(&request)
        .unwrap_or_else(|error| panic!("{error}: {others:?}"))
        .text;
    let finished = place.run(&script);
    assert_eq!((finished.stderr.as_str(), finished.code), ("", Some(0)), "{script}");
    assert_eq!(finished.stdout, "the file", "{script}");
    place.has_no(CANARY);
    let found = |name: &str| {
        place
            .variable("work/before", name)
            .unwrap_or_else(|| panic!("{name}: {script}"))
    };
    let input = format!("{}/input/{}", place.folder, others.file);
    for (name, meant) in [
        ("VALUE", &others.value),
        ("APPTAINER_IMAGE", &others.image),
        ("APPTAINER_BIND", &place.folder),
        ("WORK_DIR", &place.folder),
        ("SLURM_SUBMIT_DIR", &place.folder),
        ("FILE_MESH", &input),
        ("MESH_FILE", &input),
    ] {
        assert_eq!(&found(name), meant, "{name}: {script}");
    }
    assert_eq!(found("RESULT_DIR"), format!("{}/results", place.folder));
    assert_eq!(
        place.text("output/main"),
        format!("{}\n{input}\n", others.field),
        "{script}"
    );
}

#[test]
fn nothing_of_the_corpus_is_run_wherever_it_stands() {
    for text in CORPUS {
        arrives(&Others::all(text));
    }
}

#[test]
fn long_values_arrive_whole() {
    let long = "$(touch pwned)'\"\\ 가".repeat(200);
    assert!(long.len() > 4096);
    let mut others = Others::all(&long);
    others.image = cut(&others.image, 4095);
    arrives(&others);
}

/// Of any letters, and of those that mean most to bash.
fn text() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(CORPUS).prop_map(str::to_owned);
    let marks = prop::sample::select(
        &[
            "'", "\"", "\\", "$", "`", "\n", " ", ";", "(", ")", "#", "!", "\u{1b}", "=", "-",
        ][..],
    );
    let marks = prop::collection::vec(marks, 0..12).prop_map(|marks| marks.concat());
    let any = "[^\0]{0,40}".prop_map(|text: String| text);
    prop::collection::vec(prop_oneof![nasty, marks, any], 0..4).prop_map(|texts| texts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_text_arrives_byte_for_byte(name in text(), value in text(), file in text(), image in text(), folder in text(), field in text()) {
        arrives(&Others {
            job_name: Others::all(&name).job_name,
            value,
            file: Others::all(&file).file,
            image: Others::all(&image).image,
            folder: Others::all(&folder).folder,
            field,
        });
    }
}

/// Bash calculates what is given to some variables, and running code is part of calculating.
#[test]
fn variables_that_bash_calculates_are_refused_and_no_other_runs_its_value() {
    let listed = Program::new("bash").args(["--norc", "-c", "compgen -v"]).run().stdout;
    let names: Vec<_> = listed
        .lines()
        .chain(["PS4", "TMOUT", "MAILCHECK", "COLUMNS", "HISTSIZE", "OPTERR", "IFS"])
        .collect();
    assert!(names.contains(&"RANDOM") && names.contains(&"OPTIND"), "{names:?}");
    for name in names {
        let place = Place::new("job");
        let mut template = with_steps("", "/usr/bin/env -0 > work/env", "");
        let hostile = "a[$(/usr/bin/touch pwned)]";
        template.apptainer.env.push((name.parse().unwrap(), hostile.to_owned()));
        let request = Request {
            template: &template,
            job_name: "x",
            folder: &place.folder,
            image: None,
            inputs: &[],
            command: None,
        };
        let written = write(&request);
        assert_eq!(written.is_err(), belongs_to_bash(name), "{name}");
        let Ok(script) = written else { continue };
        is_bash(&script.text);
        let _ = place.run(&script.text);
        place.has_no(CANARY);
        // Without a sound PATH no program is found; the other two the script changes itself, by cd.
        if !matches!(name, "PATH" | "PWD" | "OLDPWD") {
            assert_eq!(place.variable("work/env", name).as_deref(), Some(hostile), "{name}");
        }
    }
}
