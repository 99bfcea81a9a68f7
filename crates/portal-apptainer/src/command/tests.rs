//! Transforms and texts, without a shell.

use proptest::prelude::*;

use super::transform::{Transform, Transformed};
use super::weave::{Names, WeaveError, weave};

fn apply(transform: &str, text: &str) -> String {
    match transform.parse::<Transform>().unwrap().apply(text) {
        Ok(Transformed::Text(text)) => text,
        Ok(Transformed::Number(number)) => number.to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn transforms_do_what_their_names_say() {
    for (transform, text, expected) in [
        ("memory_to_kb", "16G", "16777216"),
        ("memory_to_kb", "512", "524288"),
        ("memory_to_mb", "1.5 GB", "1536"),
        ("memory_to_mb", "1T", "1048576"),
        ("memory_to_gb", "500M", "1"),
        ("memory_to_gb", "0", "0"),
        ("memory_to_gb", "33000M", "32"),
        ("memory_to_mb", "16X", "it is no amount of memory such as 16G"),
        ("memory_to_mb", "-1", "it is no amount of memory such as 16G"),
        ("memory_to_mb", "1.2.3", "it is no amount of memory such as 16G"),
        (
            "memory_to_kb",
            "99999999999999T",
            "it is no amount of memory such as 16G",
        ),
        ("time_to_seconds", "12:00:00", "43200"),
        ("time_to_seconds", "1-12:00:00", "129600"),
        ("time_to_seconds", "2-6", "194400"),
        ("time_to_seconds", "1-00:30", "88200"),
        ("time_to_seconds", "30:15", "1815"),
        ("time_to_minutes", "90", "90"),
        ("time_to_hours", "00:30:00", "1"),
        ("time_to_hours", "25:59:59", "25"),
        (
            "time_to_hours",
            "UNLIMITED",
            "it is no time such as 12:00:00 or 1-12:00:00",
        ),
        (
            "time_to_hours",
            "1:2:3:4",
            "it is no time such as 12:00:00 or 1-12:00:00",
        ),
        ("basename", "/a/b c/model.k", "model.k"),
        ("basename", "/a/b/", "b"),
        ("basename", "/", "/"),
        ("dirname", "/a/b/model.k", "/a/b"),
        ("dirname", "/model.k", "/"),
        ("dirname", "model.k", "."),
        ("remove_extension", "/a.d/model.tar.gz", "/a.d/model.tar"),
        ("remove_all_extensions", "/a.d/model.tar.gz", "/a.d/model"),
        ("remove_all_extensions", "/a.d/.hidden.tar.gz", "/a.d/.hidden"),
        ("remove_extension", "/a.d/model", "/a.d/model"),
        ("remove_extension", "..", ".."),
        ("uppercase", "aé", "Aé"),
        ("lowercase", "AB", "ab"),
        ("to_int", " 4.7 ", "4"),
        ("to_int", "four", "it is no whole number"),
        ("to_string", "as it is", "as it is"),
        ("identity", "", ""),
    ] {
        assert_eq!(apply(transform, text), expected, "{transform} {text}");
    }
    assert!("shell".parse::<Transform>().is_err());
}

fn names() -> Names {
    [("A", false), ("B", false), ("N", true)]
        .map(|(name, number)| (name.to_owned(), number))
        .into()
}

#[test]
fn variables_are_quoted_wherever_they_stand() {
    for (text, woven) in [
        ("solver i=${A} memory=$N", "solver i=\"${A}\" memory=\"${N}\""),
        (
            "solver \"${A} and $B\"",
            "solver \"${A} and $B\"".replace("$B", "${B}").as_str(),
        ),
        ("solver '${A}' \\${A}", "solver '${A}' \\${A}"),
        ("solver $(dirname ${A})", "solver $(dirname \"${A}\")"),
        (
            "solver \"$(dirname ${A})/x\" ${B}",
            "solver \"$(dirname \"${A}\")/x\" \"${B}\"",
        ),
        ("a ${A} | b ${B} > ${A} 2>&1", "a \"${A}\" | b \"${B}\" > \"${A}\" 2>&1"),
        ("X=${A} solver ${B}", "X=\"${A}\" solver \"${B}\""),
        (
            "mpirun -np ${N} solver ${A}${B}",
            "mpirun -np \"${N}\" solver \"${A}\"\"${B}\"",
        ),
        ("${N} x", "\"${N}\" x"),
        (
            "solver ${SLURM_NTASKS:-1} $UNKNOWN $? $AB",
            "solver ${SLURM_NTASKS:-1} $UNKNOWN $? $AB",
        ),
        ("bash -c 'solver ${A}'", "bash -c 'solver ${A}'"),
        ("python3 run.py --in ${A}", "python3 run.py --in \"${A}\""),
        ("awk '{print $1}' ${A}", "awk '{print $1}' \"${A}\""),
        ("[ -f ${A} ] && echo \"#\" a#b", "[ -f \"${A}\" ] && echo \"#\" a#b"),
        (
            "# it's a \"comment\" (with ${A}\nsolver ${A} # and ${B}",
            "# it's a \"comment\" (with ${A}\nsolver \"${A}\" # and ${B}",
        ),
        (
            "export X=${A} Y=1; source /etc/profile",
            "export X=\"${A}\" Y=1; source /etc/profile",
        ),
        (
            "x $((N * 2 + ${N})) ${A}; ((N > 1)) && y",
            "x $((N * 2 + ${N})) \"${A}\"; ((N > 1)) && y",
        ),
        (
            "[[ -f /x && ${N} -gt 1 ]] && read x",
            "[[ -f /x && \"${N}\" -gt 1 ]] && read x",
        ),
        (
            "echo ${A} | python3 x.py || bash",
            "echo \"${A}\" | python3 x.py || bash",
        ),
        ("$PREFIX/bin/solver ${A}", "$PREFIX/bin/solver \"${A}\""),
        ("$MPI solver ${A}", "$MPI solver \"${A}\""),
        ("eval 'solver ${A}'", "eval 'solver ${A}'"),
        ("solver \\\n  ${A}", "solver \\\n  \"${A}\""),
    ] {
        assert_eq!(weave(text, &names()).as_deref(), Ok(woven), "{text}");
    }
}

#[test]
fn texts_that_would_read_a_value_as_code_are_refused() {
    for text in [
        "${A}",
        "x; ${A}",
        "x && $A y",
        "(${A})",
        "$(${A})",
        "\"$(${A})\"",
        "env -i ${A}",
        "! ${A}",
        "{ ${A}; }",
        "X=1 ${A}",
        "bash -c \"solver ${A}\"",
        "apptainer exec x.sif /bin/sh -ec \"solver ${A}\"",
        "python3 -c \"print('${A}')\"",
        "ssh node solver ${A}",
        "awk \"{print ${A}}\" x",
        "awk ${A} x",
        "sed s/a/${A}/ x",
        "x=a[${A}]",
        "echo ${X:${A}}",
        "echo \"${X:-${A}}\"",
        "PATH=${A} solver",
        "LD_PRELOAD=$A solver",
        "printf -v ${A} x",
        "[ -v \"${A}\" ]",
        "\"\"${A}",
    ] {
        let told = weave(text, &names());
        assert!(matches!(told, Err(WeaveError::Code { .. })), "{text}: {told:?}");
    }
    for text in [
        "eval ${A}",
        "x; eval \"y ${A}\"",
        "e\"v\"al ${A}",
        "\\eval ${A}",
        "e\\\nval ${A}",
        "command eval ${A}",
        "let x=${A}",
        "let x=A*2",
        "[[ ${A} -eq 1 ]]",
        "[[ A -eq 1 ]]",
        "declare -i x=${A}",
        "declare -i x=A",
        "export ${A}",
        "export PATH=${A}",
        ". ${A}",
        "source \"$A\"",
        "trap \"${A}\" EXIT",
        "unset ${A}",
        "read ${A}",
        "x[A]=1",
        "x[$A]=1",
        "echo $((${A}))",
        "echo $((A))",
        "echo \"$((A + 1))\"",
        "((A > 1))",
        "for ((i=0;i<A;i++)); do x; done",
        "$UNKNOWN ${A}",
        "$(true) $? ${X:-} ${A}",
        "awk $OPTIONS ${A}",
        "eval export find ${A}",
        "eval '${A}'",
        "bash -c 'x; ${A}'",
        "bash -c 'bash -c \"${A}\"'",
        "x >& ${A}",
        "x 2>&\"${A}\"",
        "echo ${A} | bash",
        "(echo $A) | sudo sh -x",
        "echo $A | tee x | sh && x",
        "echo ${X:A}",
        "echo ${X[A]}",
        "echo ${X:-A}",
    ] {
        let told = weave(text, &names());
        assert!(matches!(told, Err(WeaveError::Code { .. })), "{text}: {told:?}");
    }
    for text in [
        "echo $[1]",
        "echo `x`",
        "cat <<< x",
        "cat << E",
        "echo ${!A}",
        "echo ${A%.k}",
        "echo ${A@P}",
        "echo ${X@P}",
        "x \u{7}",
        "x \0",
        "# \r",
        "echo ${X:-'a'}",
        "echo $(($(x)))",
        "echo $((x[1]))",
    ] {
        let told = weave(text, &names());
        assert!(matches!(told, Err(WeaveError::Refused(_))), "{text}: {told:?}");
    }
    for text in ["'", "\"", "(", ")", "$(", "${X", "\\", "\"$(", "$'\\'"] {
        assert!(
            matches!(weave(text, &names()), Err(WeaveError::Unbalanced(_))),
            "{text}"
        );
    }
    assert!(weave(&"$(".repeat(100), &names()).is_err());
}

proptest! {
    #[test]
    fn every_text_is_answered(text in "[\\PC\\n\\x00]{0,60}", how in any::<prop::sample::Index>()) {
        let all = ["memory_to_kb", "memory_to_mb", "memory_to_gb", "time_to_seconds", "time_to_minutes", "time_to_hours", "basename",
            "dirname", "remove_extension", "remove_all_extensions", "uppercase", "lowercase", "to_int", "to_string", "identity"];
        if let Ok(Transformed::Text(short)) = all[how.index(all.len())].parse::<Transform>().unwrap().apply(&text) {
            prop_assert!(short.len() <= text.len().max(1));
        }
        let _ = weave(&text, &names());
    }

    #[test]
    fn what_is_woven_can_be_woven_again_and_stays(
        parts in prop::collection::vec(prop::sample::select(vec!["${A}", "$B", "${N}", "\"", "'", "\\", " ", "x", "$(", "(", ")", ";", "|", "{", "}", "=", "[", "\n", "-c", "sh", ">", "&", "#", "${X"]), 0..20),
    ) {
        let text = format!("solver {}", parts.concat());
        if let Ok(woven) = weave(&text, &names()) {
            prop_assert_eq!(weave(&woven, &names()), Ok(woven.clone()));
        }
    }
}
