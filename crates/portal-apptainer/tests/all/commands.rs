//! Command templates, executed by a real bash: values arrive as they are, and none is ever run.

use std::path::Path;

use portal_apptainer::command::{CommandTemplate, Facts, RenderError, Rendered, TemplateError, quote};
use portal_testkit::Program;
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Texts that want to be something else. `CANARY` is a file that must never come to be.
const CORPUS: &[&str] = &[
    "$(touch CANARY)",
    "`touch CANARY`",
    "; touch CANARY",
    "& touch CANARY &",
    "| touch CANARY",
    "\ntouch CANARY\n",
    "\r\ntouch CANARY",
    "'; touch CANARY; '",
    "\"; touch CANARY; \"",
    "'\"$(touch CANARY)\"'",
    "\\'; touch CANARY #",
    "a[$(touch CANARY)]",
    "x[$(touch CANARY)]=1",
    "${x:-$(touch CANARY)}",
    "${x@P}",
    "() { :; }; touch CANARY",
    "> CANARY",
    "<(touch CANARY)",
    "*",
    "~root",
    "-rf",
    "--",
    "!!",
    "#",
    "\n#SBATCH --uid=0",
    "a  b\t c",
    " ",
    "",
    "\\",
    "\u{1b}]0;x\u{7}",
    "한글 이름.k",
    "🚀",
    "a\u{0}b",
    "{a,b}",
    "$HOME",
    "\u{85}\u{2028}",
    "\u{1}0",
];

fn bash(folder: &Path, locale: &str, script: &str) -> Vec<String> {
    let ended = Program::new("bash")
        .args(["--norc", "-c", script, "bash"])
        .env("LC_ALL", locale)
        .folder(folder)
        .run();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{script}");
    let mut words: Vec<_> = ended.stdout.split('\0').map(str::to_owned).collect();
    assert_eq!(words.pop().as_deref(), Some(""), "{script}");
    words
}

fn as_bash_has_it(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn comes_back(folder: &Path, locale: &str, texts: &[String]) {
    let quoted: Vec<_> = texts.iter().map(|text| quote(text)).collect();
    assert!(
        quoted.iter().all(|word| !word.contains(['\n', '\r', '\0'])),
        "{quoted:?}"
    );
    let script = format!("printf '%s\\0' x {}", quoted.join(" "));
    let expected: Vec<_> = texts.iter().map(|text| as_bash_has_it(text)).collect();
    assert_eq!(bash(folder, locale, &script)[1..], expected);
    let script = format!("export A={}; printf '%s\\0' \"$A\"", quoted.concat());
    assert_eq!(bash(folder, locale, &script), [expected.concat()]);
}

#[test]
fn hostile_texts_come_back_from_bash_as_they_were() {
    let folder = TempDir::new().unwrap();
    let texts: Vec<_> = CORPUS.iter().map(|text| (*text).to_owned()).collect();
    for locale in ["C", "C.UTF-8"] {
        comes_back(folder.path(), locale, &texts);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_texts_come_back_from_bash_as_they_were(
        texts in prop::collection::vec(prop_oneof!["[ -~\\n\\t]{0,20}", "\\PC{0,20}", "[$`'\"\\\\!(){};&|<>\\n\\r\\x01-\\x1f\\x7f0-9]{0,20}"], 1..60),
        c in any::<bool>(),
    ) {
        let folder = TempDir::new().unwrap();
        comes_back(folder.path(), if c { "C" } else { "C.UTF-8" }, &texts);
    }
}

fn template(format: &str) -> Value {
    json!({
        "template_id": "solve", "display_name": "Solve", "description": "", "category": "solver",
        "command": {"executable": "solver", "format": format, "requires_mpi": true},
        "variables": {
            "dynamic": {
                "NTASKS": {"source": "slurm.ntasks", "required": true},
                "MEMORY": {"source": "slurm.mem", "transform": "memory_to_mb"},
                "NAME": {"source": "slurm.job_name", "description": null},
            },
            "input_files": {"K_FILE": {"pattern": "*.k", "type": "file", "required": true, "file_key": "model"}},
            "output_files": {"d3plot": {"pattern": "d3plot*", "collect": true}},
            "computed": {
                "STEM": {"source": "K_NAME", "transform": "remove_extension"},
                "K_NAME": {"source": "K_FILE", "transform": "basename"},
            },
        },
        "pre_commands": ["show() { printf '%s\\0' \"$@\"; }"],
        "post_commands": null,
    })
}

fn facts(name: &str, file: &str) -> Facts {
    let slurm = [("ntasks", "8"), ("mem", "16G"), ("job_name", name)];
    Facts {
        slurm: slurm.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        files: [("model".to_owned(), file.to_owned())].into(),
    }
}

fn rendered(format: &str, facts: &Facts) -> Result<Rendered, RenderError> {
    CommandTemplate::parse(&template(format)).unwrap().render(facts)
}

#[test]
fn a_template_becomes_a_script_with_its_values() {
    let script = rendered(
        "show i=${K_FILE} memory=${MEMORY} n=$NTASKS -o '${STEM}' \"${STEM}.out\"",
        &facts("job", "/in/my model.k"),
    );
    let script = script.unwrap().script();
    let expected = "export K_FILE='/in/my model.k'\nexport K_NAME='my model.k'\nexport MEMORY='16384'\nexport NAME='job'\n\
        export NTASKS='8'\nexport STEM='my model'\nshow() { printf '%s\\0' \"$@\"; }\n\
        show i=\"${K_FILE}\" memory=\"${MEMORY}\" n=\"${NTASKS}\" -o '${STEM}' \"${STEM}.out\"\n";
    assert_eq!(script, expected);
    let folder = TempDir::new().unwrap();
    let words = bash(folder.path(), "C.UTF-8", &script);
    assert_eq!(
        words,
        [
            "i=/in/my model.k",
            "memory=16384",
            "n=8",
            "-o",
            "${STEM}",
            "my model.out"
        ]
    );
}

/// Formats as authors write them, and the arguments that the program gets for a job's name and a file.
type Shown = fn(&str, &str) -> Vec<String>;
const FORMATS: &[(&str, Shown)] = &[
    ("show ${NAME} ${K_FILE}", |name, file| vec![name.into(), file.into()]),
    ("show \"${NAME}\" i=$K_FILE", |name, file| {
        vec![name.into(), format!("i={file}")]
    }),
    ("show \"a ${NAME} b\"${K_FILE}", |name, file| {
        vec![format!("a {name} b{file}")]
    }),
    ("X=${NAME} show $NTASKS \"$X\" 2>/dev/null", |_, _| {
        vec!["8".into(), String::new()]
    }),
    ("show \"$(printf '%s.' ${NAME})\"", |name, _| vec![format!("{name}.")]),
    (
        "if [ -n ${NAME} ]; then show ${K_FILE}; else show ${K_FILE}; fi",
        |_, file| vec![file.into()],
    ),
    (
        "bash -c 'printf \"%s\\0\" \"${NAME}\" \"$1\"' x ${NTASKS}",
        |name, _| vec![name.into(), "8".into()],
    ),
    ("for x in ${NAME} ${K_FILE}; do show \"$x\"; done", |name, file| {
        vec![name.into(), file.into()]
    }),
    ("(cd . && show ${NAME}) || show no", |name, _| vec![name.into()]),
    (
        "# it's ${NAME}\nexport Y=${NAME}; show \"$Y\" $((NTASKS * 2)) # \"${NAME}",
        |name, _| vec![name.into(), "16".into()],
    ),
    ("show \\\n  ${NAME} \\\n  ${SLURM_X:-1}", |name, _| {
        vec![name.into(), "1".into()]
    }),
];

fn runs_nothing(name: &str, file: &str) {
    let folder = TempDir::new().unwrap();
    // `$X` is expanded before `X=` is set: it is empty. The name is never empty: then the shown words would differ.
    let (shown_name, shown_file) = (as_bash_has_it(name), as_bash_has_it(file));
    let mut script = String::new();
    let mut expected = Vec::new();
    for (format, shown) in FORMATS {
        let written = rendered(format, &facts(name, file)).unwrap();
        script += &written.script();
        expected.extend(shown(&shown_name, &shown_file));
    }
    assert_eq!(bash(folder.path(), "C.UTF-8", &script), expected, "{script}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{script}");
}

#[test]
fn no_hostile_value_is_run_whatever_the_command_looks_like() {
    for text in CORPUS.iter().filter(|text| !text.is_empty()) {
        runs_nothing(text, text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_value_at_all_is_run(
        name in "[ -~\\n]{1,20}|\\PC{1,10}|[$`'\"\\\\(){};&|<> a*?\\n]{1,20}",
        file in "[ -~\\n]{1,20}|[$`'\"\\\\(){};&|<> ~/.\\n]{1,20}",
    ) {
        runs_nothing(&name, &file);
    }
}

#[test]
fn what_is_needed_and_missing_is_told() {
    let told = |facts: &Facts| rendered("show", facts).unwrap_err().to_string();
    assert_eq!(told(&Facts::default()), "NTASKS is needed, from slurm.ntasks");
    let mut some = facts("x", "y");
    some.files.clear();
    assert_eq!(told(&some), "K_FILE is needed, from the file model");
    let mut some = facts("x", "y");
    some.slurm.insert("mem".to_owned(), "much".to_owned());
    assert_eq!(told(&some), "MEMORY: it is no amount of memory such as 16G");
    some.slurm.remove("mem");
    some.slurm.remove("job_name");
    let values = rendered("show", &some).unwrap().values;
    assert_eq!((values["MEMORY"].as_str(), values["NAME"].as_str()), ("", ""));
    let long = rendered("show", &facts(&"x".repeat(100_000), "y"));
    assert_eq!(long.unwrap_err().to_string(), "NAME is longer than 65536 bytes");
}

#[test]
fn a_value_in_a_place_where_it_would_be_code_is_refused_unless_it_is_a_number() {
    let format = "bash -c \"solver ${NAME}\"";
    let told = rendered(format, &facts("x", "y")).unwrap_err().to_string();
    let expected = "command.format: ${NAME} would be read as a command here: \
        write what is run in single quotes, where it finds the variable in its environment";
    assert_eq!(told, expected);
    assert!(rendered(format, &facts("17", "y")).is_ok());
    assert!(rendered(format, &facts("-17", "y")).is_err());
}

#[test]
fn templates_that_cannot_be_used_are_refused_when_they_are_read() {
    let refused = |change: &dyn Fn(&mut Value)| -> TemplateError {
        let mut value = template("show");
        change(&mut value);
        CommandTemplate::parse(&value).unwrap_err()
    };
    let told = |change: &dyn Fn(&mut Value)| refused(change).to_string();
    assert!(told(&|value| *value = json!([])).starts_with("it is not written as a command template"));
    assert!(told(&|value| value["command"] = json!("solver")).starts_with("it is not written"));
    assert!(told(&|value| value["variables"]["dynamic"] = json!("x")).starts_with("it is not written"));
    for name in [
        "PATH",
        "LD_PRELOAD",
        "BASH_ENV",
        "1A",
        "A B",
        "",
        "A=$(id)",
        "한글",
        "SLURM_JOB_ID",
        // Bash calculates what is assigned to these, and so runs what stands in a[$(…)].
        "RANDOM",
        "OPTIND",
        "HISTCMD",
    ] {
        let told = told(&|value| value["variables"]["dynamic"][name] = json!({"source": "slurm.mem"}));
        assert_eq!(told, format!("{name} cannot be the name of a variable"));
    }
    let told_transform = told(&|value| value["variables"]["dynamic"]["MEMORY"]["transform"] = json!("shell"));
    assert_eq!(told_transform, "MEMORY: there is no transform shell");
    let told_source = told(&|value| value["variables"]["computed"]["STEM"]["source"] = json!("NOTHING"));
    assert_eq!(told_source, "STEM: there is no source NOTHING");
    assert_eq!(
        told(&|value| value["variables"]["dynamic"]["NAME"]["source"] = json!("env.HOME")),
        "NAME: there is no source env.HOME"
    );
    assert_eq!(
        told(&|value| value["pre_commands"] = json!(["ok", "cat << E"])),
        "pre_commands: << cannot be used here"
    );
    assert_eq!(
        told(&|value| value["command"]["format"] = json!("a 'b")),
        "command.format: ' has no other half"
    );
    assert_eq!(
        told(&|value| value["pre_commands"] = json!(vec!["x"; 65])),
        "pre_commands: there is too much of it"
    );
    assert_eq!(
        told(&|value| value["command"]["format"] = json!("x".repeat(20_000))),
        "command.format: there is too much of it"
    );

    let mut circle = template("show");
    circle["variables"]["computed"] = json!({"A": {"source": "B"}, "B": {"source": "A"}});
    let told = CommandTemplate::parse(&circle)
        .unwrap()
        .render(&facts("x", "y"))
        .unwrap_err();
    assert_eq!(told.to_string(), "A: there is no source B");
}
